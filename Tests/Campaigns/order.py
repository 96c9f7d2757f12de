"""Whether a run did everything in an order that survives a power failure at any moment, as its system calls tell.

A file or folder is on the disk once an fsync that began behind its last change has succeeded. So:

* before a checkpoint gets its name, all files of the tables are on the disk, with their names, and so is the checkpoint;
* before the next step, the checkpoint's name is on the disk;
* before the snapshot gets its name, all that is in it is on the disk;
* before the success is told, the snapshot's name is.
"""

import posixpath

from calls import RENAMES
from context import PARTIAL, SNAPSHOT

CALLS = ["open", "openat", "mkdir", "write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "unlink",
         "unlinkat", *sorted(RENAMES)]

_CHECKPOINT = f"{PARTIAL}/checkpoint.json"


def violations(calls):
    """What a power failure would break, as sentences."""
    return Order(calls).violations()


class Order:
    def __init__(self, calls):
        self._calls = [call for call in calls if call.succeeded]
        # Path to where in the trace it was changed, as pairs of beginning and end; and brought to the disk.
        self._changes = {}
        self._syncs = {}
        for call in self._calls:
            match call.name:
                case "write" | "pwrite64" | "writev" | "ftruncate":
                    self._note(self._changes, call.path, call)
                case "fsync" | "fdatasync":
                    self._note(self._syncs, call.path, call)
                case "open" | "openat" if "O_CREAT" in call.arguments:
                    self._note(self._changes, call.path, call)
                    self._note(self._changes, posixpath.dirname(call.path) or ".", call)
                case "mkdir" | "unlink" | "unlinkat":
                    self._note(self._changes, posixpath.dirname(call.path) or ".", call)
                case name if name in RENAMES:
                    self._note(self._changes, posixpath.dirname(call.second_path) or ".", call)

    @staticmethod
    def _note(notes, path, call):
        notes.setdefault(path, []).append((call.begun, call.ended))

    def _is_durable(self, path, moment):
        """Whether all changes to a file or folder are on the disk that had begun at that moment."""
        changes = [ended for begun, ended in self._changes.get(path, []) if begun < moment]
        return not changes or any(
            begun > max(changes) and ended < moment for begun, ended in self._syncs.get(path, []))

    def _lost(self, paths, moment, when):
        missing = [path for path in sorted(paths) if not self._is_durable(path, moment)]
        return [f"{path} is not on the disk when {when}" for path in missing]

    def violations(self):
        checkpoints = [call for call in self._calls if call.name in RENAMES and call.second_path == _CHECKPOINT]
        publishing = [call for call in self._calls if call.name in RENAMES and call.second_path == SNAPSHOT]
        told = [call for call in self._calls if call.name in ("write", "writev") and call.path == "stdout"]
        if len(publishing) != 1 or not told:
            return ["the trace shows no snapshot that gets its name and is told of"]

        inside = [path for path in self._changes if path.startswith(f"{PARTIAL}/")]
        data = [path for path in inside if "/part-" in path]
        folders = {posixpath.dirname(path) for path in data}
        found = []
        for number, call in enumerate(checkpoints, 1):
            wanted = [*data, *folders, f"{_CHECKPOINT}.new"]
            found += self._lost(wanted, call.begun, f"checkpoint {number} gets its name")
            following = min(next_call.begun for next_call in checkpoints + publishing if next_call.begun > call.ended)
            if not any(call.ended < begun and ended < following for begun, ended in self._syncs.get(PARTIAL, [])):
                found.append(f"the name of checkpoint {number} is not on the disk before the next step")
        kept = [path for path in inside if not path.startswith(_CHECKPOINT)]
        found += self._lost([*kept, *folders, PARTIAL], publishing[0].begun, "the snapshot gets its name")
        found += self._lost(["."], told[0].begun, "the success is told")
        return found
