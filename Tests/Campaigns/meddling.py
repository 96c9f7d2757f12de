"""Others put things into a run's folder, and take things out, right before it gets its name: what gets the name is what
the manifest lists, or nothing does.

A case is `variant:deed:N`: what is done, and to which of the files. Slow calls make room for it behind the last file
that is written.
"""

import os
import shutil
import threading
import time

from context import PARTIAL, SNAPSHOT, VARIANTS
from operations import Operations
from program import Strace

_DEEDS = ["file", "hidden file", "folder", "part", "link", "pipe", "removed", "replaced", "renamed folder", "hard link",
          "other mode", "grown"]


def run(context):
    return Meddling(context).run()


class Meddling:
    def __init__(self, context):
        self._context = context
        self._operations = Operations(context)

    def run(self):
        cases = [] if self._context.case else [
            f"{variant}:{deed}:{number}" for number in range(4) for deed in _DEEDS for variant in VARIANTS]
        return self._context.perform(cases[:self._context.count], self._perform)

    def _perform(self, case, folder, notes):
        variant, deed, number = case.split(":")
        files = sorted(self._context.reference(variant).files)
        part = folder / PARTIAL / files[int(number) % len(files)]
        done = threading.Event()
        meddler = threading.Thread(target=self._wait, args=(folder, deed, part, done))
        meddler.start()
        # What was written last is brought to the disk, slowly, before the folder is looked at.
        slow = Strace(["fsync"], [f"{PARTIAL}/SHA256SUMS"], "fsync:delay_enter=200000")
        run = self._context.program.run(self._context.export(variant), folder, strace=slow)
        meddler.join()
        if not done.is_set():
            return [f"nobody got to do it:\n{run.describe()}"]
        wrong = self._context.searched(run, folder)
        if run.exit_code not in (73, 74):
            wrong.append("it should see that somebody was at its folder")
        if (folder / SNAPSHOT).exists():
            wrong.append("it publishes what is not its own")
        if not (folder / PARTIAL / "checkpoint.json").exists():
            wrong.append("nothing is left to go on with")
        notes.append("refused")
        return wrong + [run.describe()] if wrong else []

    def _wait(self, folder, deed, part, done):
        """Does it as soon as the last file is there."""
        end = time.monotonic() + 30
        while not (folder / PARTIAL / "SHA256SUMS").exists():
            if time.monotonic() > end:
                return
            time.sleep(0.001)
        _do(deed, folder, part)
        done.set()


def _do(deed, folder, part):
    match deed:
        case "file":
            (folder / PARTIAL / "notes.txt").write_text("x")
        case "hidden file":
            (part.parent / ".nfs0000000000000001").write_text("x")
        case "folder":
            (folder / PARTIAL / "lost+found").mkdir()
        case "part":
            (part.parent / part.name.replace("00000", "00001")).write_text("x")
        case "link":
            os.rename(part, folder / "elsewhere")
            part.symlink_to(folder / "elsewhere")
        case "pipe":
            part.unlink()
            os.mkfifo(part, 0o600)
        case "removed":
            part.unlink()
        case "replaced":
            shutil.copy2(part, folder / "copy")
            os.rename(folder / "copy", part)
        case "renamed folder":
            os.rename(part.parent, folder / "elsewhere")
            part.parent.mkdir(mode=0o700)
        case "hard link":
            os.link(part, folder / "elsewhere")
        case "other mode":
            part.chmod(0o666)
        case "grown":
            with open(part, "ab") as file:
                file.write(b"x")
