"""Every system call on the files of a snapshot and on the network fails: the Nth one for every N, once and for ever.

A run that meets it ends with an error that names the cause, leaves nothing under the final name that is not complete,
and the next run succeeds. A call that may be made again, or that nothing depends on, may as well be survived, with the
very same snapshot.
"""

import collections
import itertools
import json
import random
import re
import shutil
import zlib

from calls import FILE_CALLS, NETWORK_CALLS, must_fail, must_succeed, names_cause, written_paths
from context import PARTIAL, SNAPSHOT, VARIANTS
from operations import NEXT_RUNS, OPERATIONS, Operations
from program import Strace

_OPENS = ["open", "openat"]
_ATTEMPTS = 4


def run(context):
    return Torture(context).run()


class Torture:
    def __init__(self, context):
        self._context = context
        self._operations = Operations(context)
        self._streamed = None

    def run(self):
        cases = []
        if not self._context.case:
            for variant in VARIANTS:
                for operation in OPERATIONS:
                    if operation != "stream" or variant == "csv":
                        cases += self._cases(operation, variant)
            if self._context.count is not None:
                cases = self._sample(cases, self._context.count)
            cases += [f"{operation}:{variant}:hosts" for operation in ("export", "stream") for variant in ("csv",)]
        return self._context.perform(cases, self._perform)

    def _sample(self, cases, count):
        """Some of every call of every operation in turn: a few calls are made by the hundred."""
        generator = random.Random(self._context.seed)
        generator.shuffle(cases)
        groups = {}
        for case in cases:
            operation, _, mode, name, *_ = case.split(":")
            groups.setdefault((operation, mode, name), []).append(case)
        turns = itertools.zip_longest(*(groups[key] for key in sorted(groups)))
        return [case for turn in turns for case in turn if case][:count]

    # MARK: - What can fail

    def _cases(self, operation, variant):
        """All failures of an operation: `operation:variant:mode:call:path:N:error`."""
        files = self._counts(operation, variant, FILE_CALLS, self._context.paths(variant))
        cases = []
        for (name, path), count in files.items():
            cases += [f"{operation}:{variant}:once:{name}:{path}:{number}:{error}"
                      for number in range(1, count + 1) for error in FILE_CALLS[name]]
        together = collections.Counter()
        for (name, _), count in files.items():
            together[name] += count
        everything = [(name, count, FILE_CALLS[name]) for name, count in together.items()]
        if operation != "verify":
            network = self._counts(operation, variant, NETWORK_CALLS, None)
            calls = collections.Counter()
            for (name, _), count in network.items():
                calls[name] += count
            for name, count in calls.items():
                cases += [f"{operation}:{variant}:once:{name}:-:{number}:{error}"
                          for number in range(1, count + 1) for error in NETWORK_CALLS[name]]
                everything.append((name, count, NETWORK_CALLS[name]))
        for name, count, errors in everything:
            # Whoever is interrupted for ever may try for ever.
            cases += [f"{operation}:{variant}:forever:{name}:{'-' if name in NETWORK_CALLS else '*'}:{number}:{error}"
                      for number in range(1, count + 1) for error in errors if error != "EINTR"]
        return cases

    def _counts(self, operation, variant, calls, paths):
        """How often each call is made for each path by the thread that makes most of them: strace counts by thread."""
        with self._context.folder() as folder:
            self._operations.prepare(operation, variant, folder)
            run = self._context.program.run(
                self._operations.arguments(operation, variant), folder, stdout=folder / "stdout",
                strace=Strace(sorted(calls), paths, data=1 << 20))
            wrong = self._context.searched(run, folder)
            if run.exit_code != 0 or wrong:
                raise SystemExit(f"an undisturbed {operation} goes wrong: {wrong}\n{run.describe()}")
        threads = collections.Counter(
            (call.name, call.path if paths else "-", call.thread) for call in run.calls if call.name in calls)
        counts = {}
        for (name, path, _), count in threads.items():
            counts[name, path] = max(count, counts.get((name, path), 0))
        return counts

    # MARK: - A failure

    def _perform(self, case, folder, notes):
        operation, variant, mode, *rest = case.split(":")
        if mode == "hosts":
            return self._check_hosts(operation, variant, folder)
        name, path, number, error = rest
        paths = None if path == "-" else self._context.paths(variant) if path == "*" else [path]
        strace = Strace(
            [name, *_OPENS] if paths else [name], paths,
            f"{name}:error={error}:when={number}{'+' if mode == 'forever' else ''}", data=1 << 16)
        arguments = self._operations.arguments(operation, variant)
        if path == "-":
            arguments = [*arguments, "--max-retry-time", "1s"]
        # Which thread makes a call is left to chance, and so is whether one of them makes as many as that.
        for _ in range(_ATTEMPTS):
            for leftover in (PARTIAL, SNAPSHOT):
                shutil.rmtree(folder / leftover, ignore_errors=True)
            self._operations.prepare(operation, variant, folder)
            run = self._context.program.run(arguments, folder, strace=strace, stdout=folder / "stdout")
            if run.injected or run.exit_code != 0:
                break
        notes.append("not reached" if not run.injected else "failed as it should" if run.exit_code else "survived")
        wrong = self._context.searched(run, folder) + self._judge(run, operation, mode, error, path)
        if operation == "verify":
            return self._described(run, self._after_verify(variant, folder, wrong))
        if operation == "stream":
            return self._after_stream(run, folder, wrong)
        published = (folder / SNAPSHOT).exists()
        if run.exit_code in (0, 1) and not published:
            wrong.append("it says that it succeeded, and there is no snapshot")
        if run.exit_code == 0 and not _says_complete(folder):
            wrong.append("it says that all is complete, and the manifest does not")
        if published and run.exit_code not in (0, 1, 74):
            wrong.append("it failed, and there is a snapshot")
        if operation == "resume" and not published and not any(
                (folder / PARTIAL / name).exists() for name in ("checkpoint.json", "manifest.json")):
            wrong.append("the finished tenants are gone")
        wrong += self._operations.left_wrong(variant, folder)
        return self._described(run, wrong) + self._go_on(case, variant, folder)

    def _judge(self, run, operation, mode, error, path):
        """What is wrong with how a run ended."""
        if run.exit_code is None:
            return ["it does not end"]
        if run.exit_code < 0:
            return [f"it crashed: signal {-run.exit_code}"]
        if not run.injected:
            return [] if run.exit_code == 0 else ["it fails without any failure"]
        wrong = []
        text = run.stderr.decode(errors="replace")
        if path == "-":
            if run.exit_code not in (0, 1, 69, 74):
                wrong.append(f"{run.exit_code} is no exit code of a network that fails")
            if run.exit_code and not text:
                wrong.append("it does not say why it failed")
            return wrong
        if error == "EINTR":
            if run.exit_code and must_succeed(run.injected[0]):
                wrong.append("it does not survive an interruption")
            return wrong
        if run.exit_code == 0:
            written = written_paths(run.calls)
            fatal = [call for call in run.injected if must_fail(call, written)
                     or operation == "verify" and call.name in (*_OPENS, "read", "pread64", "getdents64")]
            # Where renameat2 is not known, there is another way.
            if fatal and error != "EINVAL":
                wrong.append(f"it succeeds although this failed: {fatal[0].name}({fatal[0].arguments[:200]})")
            return wrong
        if run.exit_code not in (73, 74):
            wrong.append(f"{run.exit_code} is no exit code of a disk that fails")
        if not names_cause(text, error, run.injected[0].name):
            wrong.append(f"its error does not name the cause, {error}")
        if b"complete:" in run.stdout and run.injected[0].path != "stdout":
            wrong.append("it tells of a success and fails")
        return wrong

    def _after_verify(self, variant, folder, wrong):
        run = self._context.program.run(["verify", SNAPSHOT], folder)
        if run.exit_code != 0:
            wrong.append(f"the next verification fails:\n{run.describe()}")
        return wrong + self._operations.left_wrong(variant, folder, allowed=(SNAPSHOT,))

    def _after_stream(self, run, folder, wrong):
        if run.exit_code == 0 and run.stdout != self._stream():
            wrong.append("another table goes to standard output than without the failure")
        return self._described(run, wrong + self._operations.left_wrong("csv", folder, allowed=()))

    def _stream(self):
        with self._context.lock:
            if self._streamed is None:
                self._streamed = self._context.program.run(
                    self._operations.arguments("stream", "csv"), self._context.scratch).stdout
            return self._streamed

    def _go_on(self, case, variant, folder):
        """Runs again: in a sample in one of the ways to do so, else in all of them."""
        kinds = NEXT_RUNS
        if self._context.count is not None and not self._context.case:
            kinds = [kinds[zlib.crc32(case.encode()) % len(kinds)]]
        wrong = []
        with self._context.folder() as saved:
            for name in (PARTIAL, SNAPSHOT):
                if (folder / name).exists():
                    shutil.copytree(folder / name, saved / name)
            for kind in kinds:
                for name in (PARTIAL, SNAPSHOT):
                    shutil.rmtree(folder / name, ignore_errors=True)
                    if (saved / name).exists():
                        shutil.copytree(saved / name, folder / name)
                wrong += self._operations.next_run(kind, variant, folder)
        return wrong

    def _described(self, run, wrong):
        return wrong + [run.describe()] if wrong else []

    def _check_hosts(self, operation, variant, folder):
        """Whether the program talks to nobody but the services."""
        run = self._context.program.run(
            self._operations.arguments(operation, variant), folder,
            strace=Strace(["connect", "sendto", "sendmsg", "bind"], data=1 << 16))
        wrong = self._context.searched(run, folder)
        place = f'sin_port=htons({self._context.services.port}), sin_addr=inet_addr("127.0.0.1")'
        for call in run.calls:
            # Libraries of the system talk to its log, and to its list of users.
            if call.name == "connect" and place not in call.arguments and "sa_family=AF_UNIX" not in call.arguments:
                wrong.append(f"it connects to somebody else: {call.arguments[:200]}")
            if call.name in ("sendto", "sendmsg") and re.search(r"sin6?_addr", call.arguments):
                wrong.append(f"it sends to somebody else: {call.arguments[:200]}")
        if not any(call.name == "connect" and place in call.arguments for call in run.calls):
            wrong.append("it connects to nobody, so this case sees nothing")
        return wrong


def _says_complete(folder):
    manifest = folder / SNAPSHOT / "manifest.json"
    return not manifest.exists() or json.loads(manifest.read_bytes())["complete"]
