"""An ext4 on a disk that records its writes, and the states in which a power failure could have left it."""

import contextlib
import functools
import os
import pathlib
import struct
import subprocess
import time

SIZE = 16 << 20
_PIECE = 64 << 10
_RECORD = struct.Struct(">qq")
_TOOLS = ["nbdkit", "nbdfuse", "losetup", "mkfs.ext4", "fusermount3"]


def obstacle():
    """Why there can be no such disk here; None if there can."""
    # Whoever is root only in a namespace of users is not asked.
    if os.geteuid() != 0 or pathlib.Path("/proc/self/uid_map").read_text().split() != ["0", "0", str(2**32 - 1)]:
        return "only root can attach a disk"
    for tool in _TOOLS:
        if subprocess.run(["sh", "-c", f"command -v {tool}"], capture_output=True).returncode != 0:
            return f"{tool} is missing"
    for device in ("/dev/fuse", "/dev/loop-control"):
        if not os.path.exists(device):
            return f"{device} is missing"
    return None


class RecordedDisk:
    """The disk while it is written to."""

    def __init__(self, folder):
        self._record = folder / "record"
        self.folder = folder / "mounted"

    @property
    def position(self):
        """How many bytes of the record there are."""
        return self._record.stat().st_size

    def recording(self):
        return Recording(self._record.read_bytes())


@contextlib.contextmanager
def recorded_disk(folder):
    """Attaches and mounts a new disk; afterwards, all its writes are recorded."""
    disk = RecordedDisk(folder)
    export = folder / "export"
    export.mkdir()
    disk.folder.mkdir()
    plugin = pathlib.Path(__file__).with_name("recording_disk.py")
    server = subprocess.Popen(
        ["nbdfuse", str(export / "disk"), "--command", "nbdkit", "-s", "python", str(plugin), f"size={SIZE}",
         f"record={disk._record}"], env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    device = None
    try:
        while not (export / "disk").exists():
            if server.poll() is not None:
                raise RuntimeError("nbdfuse ended")
            time.sleep(0.02)
        device = _run("losetup", "--find", "--show", str(export / "disk")).strip()
        _run("mkfs.ext4", "-q", "-J", "size=4", "-E", "lazy_itable_init=0,lazy_journal_init=0", device)
        _run("mount", device, str(disk.folder))
        _run("sync")
        yield disk
    finally:
        subprocess.run(["umount", str(disk.folder)], capture_output=True)
        if device:
            subprocess.run(["losetup", "--detach", device], capture_output=True)
        subprocess.run(["fusermount3", "-u", str(export)], capture_output=True)
        server.wait()


@contextlib.contextmanager
def mounted(image, folder):
    """Mounts an image, which replays its journal."""
    folder.mkdir(exist_ok=True)
    _run("mount", "-o", "loop", str(image), str(folder))
    try:
        yield folder
    finally:
        _unmount(folder)


def _unmount(folder):
    """Takes it away as soon as nobody is at it: a process that has ended lets go of it a little later."""
    for _ in range(100):
        if subprocess.run(["umount", str(folder)], capture_output=True).returncode == 0:
            return
        time.sleep(0.1)
    _run("umount", str(folder))


class Recording:
    """What was written, write after write."""

    def __init__(self, record):
        # Offset and bytes; None for a flush.
        self.writes = []
        # Where each of them ends in the record.
        self._ends = []
        position = 0
        while position + _RECORD.size <= len(record):
            offset, length = _RECORD.unpack_from(record, position)
            position += _RECORD.size
            self.writes.append(None if offset < 0 else (offset, record[position:position + length]))
            position += length
            self._ends.append(position)

    def index(self, position):
        """How many writes there were when the record had so many bytes."""
        return sum(end <= position for end in self._ends)

    def flushed_before(self, index):
        """The writes before it that no power failure can take back any more."""
        while index > 0 and self.writes[index - 1] is not None:
            index -= 1
        return index

    def write_image(self, path, start, index, chosen=None):
        """Makes the disk as it was behind so many writes; of those that were not flushed, only the chosen ones.

        `start` is a number of writes from which on all images are to be, the same for all.
        """
        flushed = self.flushed_before(index)
        with open(path, "wb") as file:
            file.truncate(SIZE)
            for offset, content in self._pieces(start):
                os.pwrite(file.fileno(), content, offset)
            for number, write in enumerate(self.writes[start:index], start):
                if write is not None and (number < flushed or chosen is None or number in chosen):
                    os.pwrite(file.fileno(), write[1], write[0])

    @functools.lru_cache
    def _pieces(self, index):
        """What is not zero behind so many writes."""
        disk = bytearray(SIZE)
        for write in self.writes[:index]:
            if write is not None:
                disk[write[0]:write[0] + len(write[1])] = write[1]
        pieces = [(offset, bytes(disk[offset:offset + _PIECE])) for offset in range(0, SIZE, _PIECE)]
        return [piece for piece in pieces if any(piece[1])]


def _run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
