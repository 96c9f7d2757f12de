"""Power failures: exports onto an ext4 whose disk records every write, and then all states that the disk may have had.

In each of them: what has its final name is complete; once the success was told, it is there; and an export with
--resume reaches the bytes of an undisturbed one. Exports that leave a safeguard out must break one of the three.

A state is `N` (all writes before the Nth have arrived) or `N/S` (of those behind the last flush, some, chosen by S).
"""

import random
import shutil

from context import PARTIAL, SNAPSHOT, VARIANTS
from operations import Operations
from recorded_disk import mounted, obstacle, recorded_disk
from report import Report

_STANDARD_COUNT = 5_000
# Those that a power failure can show; a failed close is another matter.
_OMISSIONS = ["file-fsync", "directory-fsync", "checkpoint-order"]


def run(context):
    reason = obstacle()
    if reason:
        print(f"power-loss: skipped, because {reason}")
        return Report()
    return PowerLoss(context).run()


class PowerLoss:
    def __init__(self, context):
        self._context = context
        self._operations = Operations(context)
        self._recordings = {}
        self._generator = random.Random(context.seed)

    def run(self):
        if self._context.case:
            self._record(self._context.case.split(":")[0:2])
            return self._context.perform([], self._perform)
        count = _STANDARD_COUNT if self._context.count is None else self._context.count
        sources = [[variant, "all"] for variant in VARIANTS] + [[variant, "killed"] for variant in VARIANTS]
        report = self._context.perform(self._cases(sources, count), self._perform)
        for omission in _OMISSIONS:
            cases = self._cases([[variant, omission] for variant in VARIANTS], max(60, count // 10))
            broken = Report()
            for _, problems, notes in self._context.results(cases, self._perform):
                broken.add(problems, notes)
            report.notes[f"of {broken.cases} states broken without {omission}"] = broken.failed
            if broken.failed == 0:
                report.add([f"no state shows that the export left out {omission}"], [])
                report.tell([f"no state shows that the export left out {omission}"], self._context.repetition(cases[0]))
        return report

    def _cases(self, sources, count):
        """The moments at which a success was told, then all prefixes if they are not too many, and states by chance."""
        every, told = [], []
        for source in sources:
            recording, first, end = self._record(source)
            name = ":".join(source)
            told += [f"{name}:{end}"] + [f"{name}:{end}/{self._generator.randrange(1 << 30)}" for _ in range(3)]
            every += [f"{name}:{index}" for index in range(first, len(recording.writes) + 1)]
        self._generator.shuffle(every)
        cases = told + every[:count // 2]
        while len(cases) < count:
            place = self._generator.choice(every)
            cases.append(f"{place}/{self._generator.randrange(1 << 30)}")
        return cases

    def _record(self, source):
        """A recording of an export, the first write that is the export's, and where its success was told."""
        variant, omission = source
        if (variant, omission) not in self._recordings:
            omit = None if omission in ("all", "killed") else omission
            with self._context.folder() as folder:
                with recorded_disk(folder) as disk:
                    begin = disk.position
                    if omission == "killed":
                        self._operations.kill_behind_checkpoints(variant, disk.folder)
                    options = ["--resume"] if omission == "killed" else []
                    run = self._context.program.run(self._context.export(variant, *options), disk.folder, omit=omit)
                    told = disk.position
                    if run.exit_code != 0:
                        raise SystemExit(f"an export that is recorded fails:\n{run.describe()}")
                recording = disk.recording()
            self._recordings[variant, omission] = recording, recording.index(begin), recording.index(told)
        return self._recordings[variant, omission]

    def _perform(self, case, folder, notes):
        variant, omission, state = case.split(":")
        recording, first, told = self._record([variant, omission])
        index, _, seed = state.partition("/")
        index, chosen = int(index), None
        if seed:
            generator = random.Random(int(seed))
            share = generator.random()
            chosen = {number for number in range(recording.flushed_before(index), index) if generator.random() < share}
        image = folder / "image"
        recording.write_image(image, first, index, chosen)
        with mounted(image, folder / "disk") as disk:
            shutil.rmtree(disk / "lost+found")
            wrong = self._operations.left_wrong(variant, disk)
            published = (disk / SNAPSHOT).exists()
            if index >= told and not published:
                wrong.append("its success was told, and it is not there")
            notes.append("published" if published else "begun" if (disk / PARTIAL).exists() else "not begun")
            if not published:
                run = self._context.program.run(self._context.export(variant, "--resume"), disk)
                wrong += self._context.searched(run, disk)
                if run.exit_code != 0:
                    wrong.append(f"it cannot be resumed:\n{run.describe()}")
                elif not (disk / SNAPSHOT).exists():
                    wrong.append("there is no snapshot in the end")
                wrong += self._operations.left_wrong(variant, disk, allowed=(SNAPSHOT,))
        return wrong
