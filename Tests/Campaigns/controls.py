"""Negative controls: exports that leave a safeguard out, each of which the checks of the other campaigns must notice.

Only debug builds can be told to (ROLLCALL_OMIT).
"""

import order
from context import PARTIAL, SNAPSHOT, VARIANTS
from operations import Operations
from program import Strace

_OMISSIONS = ["nothing", "file-fsync", "directory-fsync", "checkpoint-order", "close-check"]


def run(context):
    return Controls(context).run()


class Controls:
    def __init__(self, context):
        self._context = context
        self._operations = Operations(context)

    def run(self):
        return self._context.perform(
            [f"{variant}:{omission}" for variant in VARIANTS for omission in _OMISSIONS], self._perform)

    def _perform(self, case, folder, notes):
        variant, omission = case.split(":")
        omit = None if omission == "nothing" else omission
        found = self._unchecked_closes(variant, omit) if omission in ("nothing", "close-check") else []
        if omission != "close-check":
            run = self._context.program.run(
                self._context.export(variant), folder, stdout=folder / "stdout", omit=omit,
                strace=Strace(order.CALLS, self._context.paths(variant)))
            if run.exit_code != 0:
                return [f"the export itself fails:\n{run.describe()}"]
            # Without a power failure, there is nothing to see in the snapshot.
            found += self._operations.left_wrong(variant, folder, allowed=(SNAPSHOT,)) and ["the snapshot is wrong"]
            found += order.violations(run.calls)
        if omit is None:
            return found
        if found:
            notes.append(f"{omission} noticed")
            return []
        return [f"nothing shows that the export left out {omission}"]

    def _unchecked_closes(self, variant, omit):
        """The files of a table whose failed close passes for a success."""
        unchecked = []
        for path in self._context.reference(variant).files:
            with self._context.folder() as folder:
                run = self._context.program.run(
                    self._context.export(variant), folder, omit=omit,
                    strace=Strace(["close"], [f"{PARTIAL}/{path}"], "close:error=EIO:when=1"))
                if not run.injected:
                    unchecked.append(f"{path} is never closed")
                elif run.exit_code == 0 or omit is None and run.exit_code != 74:
                    unchecked.append(f"closing {path} fails, and the export ends with {run.exit_code}")
        return unchecked
