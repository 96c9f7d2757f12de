"""What strace wrote, as a list of calls."""

import dataclasses
import os
import re

_BEGUN = re.compile(r"^(\d+) +(\w+)\((.*)$", re.DOTALL)
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$", re.DOTALL)
_RESULT = re.compile(r"^(.*)\) += (-?\d+|\?)(.*)$", re.DOTALL)
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DESCRIPTOR = re.compile(r"^\d+<([^>]*)>")


@dataclasses.dataclass
class Call:
    """One system call."""

    thread: int
    name: str
    arguments: str
    # Where in the trace it began, and where it had ended.
    begun: int
    ended: int
    result: int | None
    injected: bool
    # The file or folder that it is about, relative to the case's folder; and the second one of a rename.
    path: str | None
    second_path: str | None = None

    @property
    def succeeded(self):
        return self.result is not None and self.result >= 0


def parse(text, folder):
    """The calls in the order in which they began.

    `folder` is that of the case: the program's working folder, to which paths become relative.
    """
    calls, pending = [], {}
    for number, line in enumerate(text.split("\n")):
        if match := _RESUMED.match(line):
            thread, rest = int(match[1]), match[3]
            call = pending.pop(thread, None)
            if call is None:
                continue
            call.arguments = call.arguments.removesuffix(" <unfinished ...>") + rest
        elif match := _BEGUN.match(line):
            call = Call(int(match[1]), match[2], match[3], number, number, None, False, None)
            calls.append(call)
            if line.endswith("<unfinished ...>"):
                pending[call.thread] = call
                continue
        else:
            continue
        call.ended = number
        if match := _RESULT.match(call.arguments):
            call.arguments = match[1]
            call.result = None if match[2] == "?" else int(match[2])
            call.injected = "(INJECTED)" in match[3]
    for call in calls:
        call.path, call.second_path = _paths(call, folder)
    return calls


def _paths(call, folder):
    # A descriptor stands first; what follows it may be data.
    if match := _DESCRIPTOR.match(call.arguments):
        return relative(match[1].removesuffix(" (deleted)"), folder), None
    texts = _TEXT.findall(call.arguments)
    if not texts:
        return None, None
    second = texts[1] if call.name.startswith("rename") and texts[1:] else None
    return relative(texts[0], folder), second and relative(second, folder)


def relative(path, folder):
    """The path relative to the folder; one outside stays as it is."""
    return os.path.normpath(os.path.relpath(path, folder)) if path.startswith(f"{folder}") else os.path.normpath(path)
