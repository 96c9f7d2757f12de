"""Exports onto disks that are too small, with files that may not grow, and with outputs that take nothing.

Each is reported, and when there is room, the export goes on to the same bytes.
"""

import contextlib
import errno
import os
import random
import shutil
import subprocess

from context import PARTIAL, SNAPSHOT, VARIANTS
from operations import Operations

_PAGE = 4096
# Of the disk that is filled; more than any export here takes.
_PAGES, _INODES = 1024, 200


def run(context):
    return DiskFull(context).run()


class DiskFull:
    def __init__(self, context):
        self._context = context
        self._operations = Operations(context)

    def run(self):
        cases = []
        for variant in VARIANTS if not self._context.case else []:
            pages, inodes, largest = self._need(variant)
            cases += [f"{variant}:blocks:{count}" for count in range(1, pages + 1)]
            cases += [f"{variant}:inodes:{count}" for count in range(1, inodes + 1)]
            cases += [f"{variant}:file-size:{size}" for size in range(0, largest + 512, 512)]
        if self._context.count is not None and self._context.count < len(cases):
            cases = random.Random(self._context.seed).sample(cases, self._context.count)
        cases += [f"{variant}:{what}:{where}" for variant in ("csv", "plain") for what, where in (
            ("full-output", "export"), ("full-output", "verify"), ("full-output", "stream"), ("full-errors", "export"),
            ("closed", "0"), ("closed", "1"), ("closed", "2"), ("closed", "12"), ("closed", "012"))]
        return self._context.perform(cases, self._perform)

    def _need(self, variant):
        """The pages, inodes and bytes of a file that surely suffice."""
        with self._context.folder() as folder, _disk(folder / "disk") as disk:
            before = os.statvfs(disk)
            self._context.program.run(self._context.export(variant), disk)
            after = os.statvfs(disk)
            largest = max(path.stat().st_size for path in disk.rglob("*") if path.is_file())
            # Checkpoints take more on the way than is there in the end.
            return 2 * (before.f_bfree - after.f_bfree), before.f_ffree - after.f_ffree + 3, largest

    def _perform(self, case, folder, notes):
        variant, what, amount = case.split(":")
        match what:
            case "blocks":
                return self._small_disk(variant, folder, notes, pages=int(amount))
            case "inodes":
                return self._small_disk(variant, folder, notes, inodes=int(amount))
            case "file-size":
                run = self._context.program.run(self._context.export(variant), folder, file_limit=int(amount))
                return self._judge(variant, folder, run, [errno.EFBIG], notes)
            case "closed":
                return self._closed(variant, folder, amount)
            case "full-output" | "full-errors":
                return self._full_device(variant, folder, what, amount)

    def _small_disk(self, variant, folder, notes, pages=None, inodes=None):
        """An export onto a disk on which only so much is free, and another one when there is room."""
        with _disk(folder / "disk") as disk:
            place, ballast = disk / "place", disk / "ballast"
            place.mkdir()
            ballast.mkdir()
            if pages is not None:
                with open(ballast / "block", "wb") as file:
                    os.posix_fallocate(file.fileno(), 0, (os.statvfs(disk).f_bfree - pages) * _PAGE)
            if inodes is not None:
                for number in range(os.statvfs(disk).f_ffree - inodes):
                    (ballast / str(number)).touch()
            run = self._context.program.run(self._context.export(variant), place)
            return self._judge(variant, place, run, [errno.ENOSPC], notes, lambda: shutil.rmtree(ballast))

    def _judge(self, variant, folder, run, causes, notes, make_room=lambda: None):
        wrong = self._context.searched(run, folder)
        if run.exit_code == 0:
            notes.append("had enough")
            return wrong + self._operations.left_wrong(variant, folder, allowed=(SNAPSHOT,))
        notes.append("reported")
        if run.exit_code not in (73, 74):
            wrong.append(f"{run.exit_code} is no exit code of a disk that is full")
        text = run.stderr.decode(errors="replace")
        if not any(os.strerror(cause) in text for cause in causes):
            wrong.append("its error does not name the cause")
        wrong += self._operations.left_wrong(variant, folder)
        published = (folder / SNAPSHOT).exists()
        if published:
            wrong.append("it failed, and there is a snapshot")
        if (folder / PARTIAL / "checkpoint.json").exists():
            notes.append("behind a checkpoint")
        wrong = wrong + [run.describe()] if wrong else []
        make_room()
        return wrong + self._operations.next_run("resume", variant, folder)

    def _full_device(self, variant, folder, what, operation):
        """Standard output or standard error is a device that is full."""
        self._operations.prepare(operation, variant, folder)
        arguments = self._operations.arguments(operation, variant)
        if what == "full-output":
            run = self._context.program.run(arguments, folder, stdout="/dev/full")
            wrong = [] if run.exit_code == 74 else [f"it ends with {run.exit_code}, and nobody got its result"]
            if os.strerror(errno.ENOSPC).encode() not in run.stderr:
                wrong.append("its error does not name the cause")
        else:
            run = self._context.program.run([*arguments, "--progress", "always"], folder, stderr="/dev/full")
            # What cannot be told is no reason to fail.
            wrong = [] if run.exit_code == 0 else [f"it ends with {run.exit_code}"]
        wrong += self._operations.left_wrong(variant, folder, allowed=(SNAPSHOT,))
        if operation == "export" and not (folder / SNAPSHOT).exists():
            wrong.append("there is no snapshot, which did not depend on it")
        return wrong + [run.describe()] if wrong else []

    def _closed(self, variant, folder, descriptors):
        """Standard descriptors are closed from the start, so that files that are opened may get their numbers."""
        run = self._context.program.run(
            self._context.export(variant, "--progress", "always"), folder, closed=[int(digit) for digit in descriptors])
        wrong = self._operations.left_wrong(variant, folder, allowed=(SNAPSHOT,)) if run.exit_code == 0 else []
        if run.exit_code not in (0, 1, 74):
            wrong.append(f"it ends with {run.exit_code}")
        if run.exit_code == 0 and "1" in descriptors:
            wrong.append("it succeeds, and nobody got its result")
        wrong += self._operations.left_wrong(variant, folder)
        return wrong + [run.describe()] if wrong else []


@contextlib.contextmanager
def _disk(folder):
    """A disk in memory."""
    folder.mkdir()
    options = f"size={_PAGES * _PAGE},nr_inodes={_INODES},mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "campaign", str(folder)], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
