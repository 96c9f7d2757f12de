"""Runs programs and says what they took; ends them when the comparison is interrupted."""

import contextlib
import dataclasses
import os
import signal
import statistics
import subprocess
import sys
import time

# The process groups of programs that run at this moment.
_running = set()


@dataclasses.dataclass
class Usage:
    """What one run took."""

    wall: float
    cpu: float
    peak: int


@dataclasses.dataclass
class Result:
    """What the runs of one tool took, and what came out."""

    tool: str
    usages: list = dataclasses.field(default_factory=list)
    size: int = 0
    skipped: str = ""
    requests: int = 0

    @property
    def wall(self):
        return statistics.median(usage.wall for usage in self.usages)

    @property
    def cpu(self):
        return statistics.median(usage.cpu for usage in self.usages)

    @property
    def peak(self):
        return max(usage.peak for usage in self.usages)


def start(command, environment, output):
    """Starts a program in a process group of its own."""
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=output, start_new_session=True)
    _running.add(process.pid)
    return process


def stop(process):
    """Ends a program, and everything that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait()
    _running.discard(process.pid)


def run(command, environment, log, code=0):
    """Runs a program to its end, which must be that code; peak memory is that of the largest of its processes.

    The kernel lets it begin with that of this process, about 25 MB: what needs less shows that.
    """
    with open(log, "ab") as output:
        begin = time.monotonic()
        process = start(command, environment, output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    _running.discard(process.pid)
    if process.returncode != code:
        sys.exit(f"{command[0]} ended with {process.returncode}: {' '.join(map(str, command))}")
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def end_all():
    """Ends every program that still runs."""
    for group in list(_running):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGTERM)
