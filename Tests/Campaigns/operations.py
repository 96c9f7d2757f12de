"""What is tortured and killed: an export, one that goes on from a checkpoint, a verification, a table on its way to
standard output."""

import shutil

import checker
from calls import RENAMES
from context import PARTIAL, SNAPSHOT, TIME
from program import Strace

# So many at least if one thread makes them all.
_CHECKPOINTS_BEFORE = 4
_ATTEMPTS = 16

OPERATIONS = ["export", "resume", "verify", "stream"]
# The ways to go on after a run that failed: from where it stopped, anew, and in another place.
NEXT_RUNS = ["resume", "discard", "elsewhere"]


class Operations:
    """Prepares a case's folder, and says how the program is called in it."""

    def __init__(self, context):
        self._context = context
        self._templates = {}

    def arguments(self, operation, variant):
        match operation:
            case "export":
                return self._context.export(variant)
            case "resume":
                return self._context.export(variant, "--resume")
            case "verify":
                return ["verify", SNAPSHOT]
            case "stream":
                return ["export", "crisp", "--tables", "operators", "--output", "-", "--snapshot-at", TIME]

    def prepare(self, operation, variant, folder):
        """Puts into the folder what the operation begins with."""
        if operation == "verify":
            shutil.copytree(self._context.reference_folder(variant), folder / SNAPSHOT)
        elif operation == "resume":
            shutil.copytree(self._template(variant), folder / PARTIAL)

    def _template(self, variant):
        """The remains of an export that was killed between two checkpoints."""
        with self._context.lock:
            if variant not in self._templates:
                folder = self._context.scratch / f"template-{variant}"
                folder.mkdir()
                self.kill_behind_checkpoints(variant, folder)
                self._templates[variant] = folder / PARTIAL
            return self._templates[variant]

    def kill_behind_checkpoints(self, variant, folder):
        """Begins an export in the folder, and kills it when it has made some checkpoints and is about to make one."""
        arguments = self._context.export(variant)
        calls = sorted(RENAMES)
        # The calls of each thread are counted by themselves, and which thread makes one is left to chance.
        for attempt in range(_ATTEMPTS):
            number = _CHECKPOINTS_BEFORE + 1 - attempt * _CHECKPOINTS_BEFORE // _ATTEMPTS
            # strace knows a rename by the first of its paths.
            kill = Strace(calls, [f"{PARTIAL}/checkpoint.json.new"], f"?{',?'.join(calls)}:signal=KILL:when={number}")
            run = self._context.program.run(arguments, folder, strace=kill)
            if (folder / PARTIAL / "checkpoint.json").exists():
                return
            for name in (PARTIAL, SNAPSHOT):
                shutil.rmtree(folder / name, ignore_errors=True)
        raise SystemExit(f"no checkpoint is left by a run that was killed behind some:\n{run.describe()}")

    # MARK: - Afterwards

    def left_wrong(self, variant, folder, allowed=(PARTIAL, SNAPSHOT)):
        """What is wrong with what a run left behind, whatever became of it."""
        wrong = [f"{path.name} is left" for path in folder.iterdir() if path.name not in (*allowed, "stdout")]
        if (folder / SNAPSHOT).exists():
            wrong += checker.problems(folder / SNAPSHOT, self._context.reference(variant))
        if (folder / PARTIAL).exists():
            wrong += checker.modes(folder / PARTIAL)
        return wrong

    def next_run(self, kind, variant, folder):
        """Runs the export again, undisturbed, and says what is wrong with what comes of it."""
        option = {"resume": ["--resume"], "discard": ["--discard-partial"], "elsewhere": []}[kind]
        output = "elsewhere" if kind == "elsewhere" else SNAPSHOT
        published = (folder / output).exists()
        run = self._context.program.run(self._context.export(variant, *option, output=output), folder)
        wrong = self._context.searched(run, folder)
        if published:
            if run.exit_code != 73:
                wrong.append(f"the next run should find that the snapshot exists:\n{run.describe()}")
        elif run.exit_code != 0:
            wrong.append(f"the next run ({kind}) fails:\n{run.describe()}")
        if kind == "elsewhere":
            if (folder / "elsewhere").exists():
                wrong += checker.problems(folder / "elsewhere", self._context.reference(variant))
                shutil.rmtree(folder / "elsewhere")
            return wrong + self.left_wrong(variant, folder)
        if not (folder / SNAPSHOT).exists():
            wrong.append("the next run leaves no snapshot")
        return wrong + self.left_wrong(variant, folder, allowed=(SNAPSHOT,))
