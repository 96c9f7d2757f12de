"""Runs are killed, resumed, killed again and resumed: no row may be lost, doubled or changed.

A case is a chain of endings, one for each run of it: `write@7` kills at a thread's seventh write to the snapshot,
`KILL@34` after 34 milliseconds, and `TERM@34` and `INT@34` ask it to end then. Each run after the first resumes, and
the last one is left alone.
"""

import random
import signal

from calls import WRITING_CALLS
from context import PARTIAL, SNAPSHOT, VARIANTS
from operations import Operations
from program import Strace

_STANDARD_COUNT = 10_000
_DEEPEST = 3
# How long a run may take to end once it is asked to.
_PATIENCE = 2.0


def run(context):
    return Kills(context).run()


class Kills:
    def __init__(self, context):
        self._context = context
        self._operations = Operations(context)
        self.rows_lost = self.rows_added = 0

    def run(self):
        report = self._context.perform([] if self._context.case else self._cases(), self._perform)
        report.notes["rows lost"] = self.rows_lost
        report.notes["rows doubled or changed"] = self.rows_added
        return report

    # MARK: - Where

    def _cases(self):
        """Every place in an undisturbed run once, then chains by chance."""
        generator = random.Random(self._context.seed)
        count = _STANDARD_COUNT if self._context.count is None else self._context.count
        places = {variant: self.places(variant) for variant in VARIANTS}
        times = {variant: self.duration(variant) for variant in VARIANTS}
        cases = [f"{variant}:{call}@{number}" for variant in VARIANTS for call, most in places[variant].items()
                 for number in range(1, most + 1)]
        generator.shuffle(cases)
        # A sample has chains as well.
        cases = cases[:count * 3 // 5]
        while len(cases) < count:
            variant = generator.choice(list(VARIANTS))
            endings = [self.ending(generator, places[variant], times[variant])
                       for _ in range(generator.randint(1, _DEEPEST))]
            cases.append(f"{variant}:{','.join(endings)}")
        return cases

    def ending(self, generator, places, milliseconds):
        kind = generator.choices(["call", "KILL", "TERM", "INT"], [5, 3, 1, 1])[0]
        if kind == "call":
            call = generator.choice(list(places))
            return f"{call}@{generator.randint(1, places[call])}"
        return f"{kind}@{generator.randint(1, milliseconds)}"

    def places(self, variant):
        """How often the thread that does so most often makes each call on the snapshot's files."""
        with self._context.folder() as folder:
            run = self._context.program.run(
                self._context.export(variant), folder, strace=Strace(WRITING_CALLS, self._context.paths(variant)))
        counts = {}
        for call in run.calls:
            counts[call.name, call.thread] = counts.get((call.name, call.thread), 0) + 1
        return {name: max(count for (other, _), count in counts.items() if other == name)
                for name in sorted({name for name, _ in counts})}

    def duration(self, variant):
        """How many milliseconds an undisturbed run takes with others beside it, about."""
        self._context.reference(variant)
        return int(1500 * self._context.undisturbed(variant).seconds)

    # MARK: - A chain

    def _perform(self, case, folder, notes):
        variant, endings = case.split(":")
        wrong, runs = [], []
        for number, ending in enumerate(endings.split(",")):
            before = _remains(folder)
            run = self._run(variant, ending, folder, resuming=number > 0)
            runs.append(run)
            has_begun = _remains(folder) != before
            wrong += self._judge(run, ending, folder, has_begun, notes) + self._context.searched(run, folder)
            wrong += self._operations.left_wrong(variant, folder)
            # It may be killed when all is done, too.
            if wrong or (folder / SNAPSHOT).exists():
                break
            if number > 0:
                notes.append("of them resumed runs")
            if (folder / PARTIAL / "checkpoint.json").exists():
                notes.append("behind a checkpoint")
        if not (folder / SNAPSHOT).exists():
            run = self._context.program.run(self._context.export(variant, "--resume"), folder)
            runs.append(run)
            if run.exit_code != 0:
                wrong.append("it cannot be resumed")
            wrong += self._context.searched(run, folder)
        if not (folder / SNAPSHOT).exists():
            wrong.append("there is no snapshot in the end")
        wrong += self._operations.left_wrong(variant, folder, allowed=(SNAPSHOT,))
        self._count_rows(variant, folder)
        return wrong + [run.describe() for run in runs] if wrong else []

    def _run(self, variant, ending, folder, resuming):
        return self.end(self._context.export(variant, *(["--resume"] if resuming else [])), variant, ending, folder)

    def end(self, arguments, variant, ending, folder):
        """Runs the program with these arguments, and ends it there."""
        what, number = ending.split("@")
        if what in ("KILL", "TERM", "INT"):
            return self._context.program.run(
                arguments, folder, ending=(signal.Signals[f"SIG{what}"], int(number) / 1000))
        strace = Strace([what], self._context.paths(variant), f"{what}:signal=KILL:when={number}")
        return self._context.program.run(arguments, folder, strace=strace)

    def _judge(self, run, ending, folder, has_begun, notes):
        """What is wrong with how a run ended that was killed, or asked to end."""
        what = ending.split("@")[0]
        if run.exit_code is None:
            return ["it does not end"]
        if run.exit_code == 0:
            notes.append("runs that were faster")
            return [] if (folder / SNAPSHOT).exists() else ["it says that it succeeded, and there is no snapshot"]
        if run.exit_code == -signal.SIGKILL and what not in ("TERM", "INT"):
            notes.append("runs killed")
            return []
        if what in ("TERM", "INT"):
            number = signal.Signals[f"SIG{what}"]
            # Before it can listen.
            if run.exit_code == -number and not has_begun:
                notes.append("runs asked to end")
                return []
            if run.exit_code == 128 + number:
                notes.append("runs asked to end")
                return [] if run.seconds <= _PATIENCE else [f"it took {run.seconds:.1f} s to end"]
        return [f"it ends with {run.exit_code}"]

    def _count_rows(self, variant, folder):
        lost, added = self._context.reference(variant).row_differences(folder / SNAPSHOT)
        with self._context.lock:
            self.rows_lost += lost
            self.rows_added += added


def _remains(folder):
    """What there is of an export, in such a way that any change to it shows."""
    paths = sorted((folder / PARTIAL).rglob("*")) + sorted(folder.glob(f"{SNAPSHOT}*"))
    return [(path, path.lstat().st_size, path.lstat().st_mtime_ns) for path in paths]
