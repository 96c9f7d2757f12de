"""What all cases of a campaign share: the program, the services, the reference snapshots, and how cases are run."""

import concurrent.futures
import contextlib
import os
import pathlib
import re
import shutil
import tempfile
import threading

import checker
from program import Program
from report import Report
from secrets_search import SecretsSearch

# The forms of a snapshot that are exported: what can be compressed, what is compressed by ISA-L, what is written twice,
# what is written as it is, what has several parts.
VARIANTS = {"csv": [], "fast": ["--compression-level", "fast"], "both": ["--format", "csv,jsonl"],
            "plain": ["--compression", "none"], "split": ["--split-rows", "250"]}
# Relative to a case's folder, which is the program's working folder: so every run of a case has the same arguments.
SNAPSHOT, PARTIAL = "snapshot", "snapshot.partial"
# What the rows say of their time: always the same, so that all runs have the same bytes.
TIME = "2026-11-01T00:00:00Z"
# What all the cases of a campaign may take.
_ROOM = 256 << 20


class Context:
    """Lives as long as the campaign."""

    def __init__(self, root, rollcall, services, arguments):
        self.root = root
        self.services = services
        self.campaign = arguments.campaign
        self.seed = arguments.seed
        self.count = arguments.count
        self.case = arguments.case
        self.parallel = arguments.parallel
        self._keep = pathlib.Path(arguments.keep) if arguments.keep else None
        self._arguments = arguments
        self.program = Program(rollcall, services.environment)
        self.secrets = SecretsSearch(root, services.tokens)
        self._references = {}
        self.lock = threading.RLock()

    def __enter__(self):
        # Nothing here has to survive, and memory does not make an fsync wait.
        memory = pathlib.Path("/dev/shm")
        has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
        self._scratch = tempfile.TemporaryDirectory(prefix="rollcall-campaign-", dir=memory if has_room else None)
        self.scratch = pathlib.Path(self._scratch.name)
        return self

    def __exit__(self, *_):
        self._scratch.cleanup()

    # MARK: - Exports

    def export(self, variant, *options, output=SNAPSHOT):
        """The arguments of an export of that form."""
        # Each tenant's end is a checkpoint.
        return ["export", "crisp", "chatwoot", "--output", output, "--snapshot-at", TIME, "--workers", "3",
                "--checkpoint-interval", "0s", *VARIANTS[variant], *options]

    def reference(self, variant):
        """What an undisturbed export of that form gives; its folder stays untouched."""
        with self.lock:
            if variant not in self._references:
                folder = self.scratch / f"reference-{variant}"
                folder.mkdir()
                run = self.program.run(self.export(variant), folder)
                if run.exit_code != 0:
                    raise SystemExit(f"an undisturbed export fails:\n{run.describe()}")
                snapshot = folder / SNAPSHOT
                reference = checker.Reference(snapshot)
                wrong = checker.problems(snapshot, reference)
                if wrong:
                    raise SystemExit(f"an undisturbed export is wrong: {wrong}")
                self._references[variant] = (reference, snapshot, run)
            return self._references[variant][0]

    def reference_folder(self, variant):
        """Where that snapshot is."""
        self.reference(variant)
        return self._references[variant][1]

    def undisturbed(self, variant):
        """The run that made it."""
        self.reference(variant)
        return self._references[variant][2]

    def paths(self, variant):
        """All paths that an export of that form may touch, relative to the case's folder."""
        files = list(self.reference(variant).files)
        inside = ["", *sorted({path.split("/")[0] for path in files}), *files, "datapackage.json", "manifest.json",
                  "SHA256SUMS", "checkpoint.json", "checkpoint.json.new"]
        return [f"{folder}/{path}".rstrip("/") for folder in (PARTIAL, SNAPSHOT) for path in inside] + [".", "stdout"]

    def searched(self, run, folder):
        """The secrets that a run let out."""
        found = self.secrets.in_bytes(run.stdout + run.stderr, f"what {run.command} printed")
        return found + self.secrets.in_trace(run.trace) + self.secrets.in_folder(folder)

    # MARK: - Cases

    def perform(self, cases, body):
        """Runs the cases side by side: `body(case, folder, notes)` gives what was wrong, and notes what happened."""
        report = Report()
        for case, problems, notes in self.results([self.case] if self.case else cases, body):
            report.add(problems, notes)
            if problems:
                report.tell(problems, self.repetition(case))
        return report

    def results(self, cases, body):
        """What was wrong with each of the cases, and what happened in it."""
        with concurrent.futures.ThreadPoolExecutor(self.parallel) as pool:
            runs = {pool.submit(self._perform, case, body): case for case in cases}
            for future in concurrent.futures.as_completed(runs):
                yield runs[future], *future.result()

    def repetition(self, case):
        """The command that repeats a case."""
        command = f"Tests/Campaigns/run --campaign {self.campaign} --seed {self.seed} --case '{case}'"
        return command + (f" --rollcall {self._arguments.rollcall}" if self._arguments.rollcall else "")

    def _perform(self, case, body):
        notes = []
        with self.folder() as folder:
            try:
                problems = body(case, folder, notes)
            except Exception as error:  # A case that the campaign cannot judge is a failed case.
                problems = [f"the campaign itself failed: {error!r}"]
                if self.case:
                    raise
            if problems and self._keep:
                shutil.copytree(folder, self._keep / re.sub(r"[^\w.]+", "-", case), symlinks=True, dirs_exist_ok=True)
        return problems, notes

    @contextlib.contextmanager
    def folder(self):
        """A new folder, gone afterwards."""
        path = tempfile.mkdtemp(dir=self.scratch)
        try:
            yield pathlib.Path(path)
        finally:
            shutil.rmtree(path, ignore_errors=True)
