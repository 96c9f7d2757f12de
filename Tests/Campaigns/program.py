"""Runs rollcall in a folder of its own, alone or under strace, and keeps all that it printed."""

import contextlib
import dataclasses
import os
import re
import resource
import signal
import subprocess
import tempfile
import time

import tracing

# A run takes a fraction of a second; who is not done by then never will be.
TIMEOUT = 60


@dataclasses.dataclass
class Run:
    """How a run ended."""

    command: str
    # Negative: the signal that ended it. None: it did not end.
    exit_code: int | None
    stdout: bytes
    stderr: bytes
    seconds: float
    calls: list = dataclasses.field(default_factory=list)
    trace: bytes = b""

    @property
    def injected(self):
        return [call for call in self.calls if call.injected]

    def describe(self):
        return f"$ {self.command}\n  exit code {self.exit_code}, {self.seconds:.2f} s\n" + "".join(
            f"  {line}\n" for line in (self.stdout + self.stderr).decode(errors="replace").splitlines())


@dataclasses.dataclass
class Strace:
    """What strace watches, and what it does to it."""

    calls: list
    # Relative to the case's folder; None for all there are.
    paths: list | None = None
    inject: str | None = None
    # How much of what is written is shown.
    data: int = 64

    def command(self, folder, output):
        # A filter in the kernel makes it fast, and swallows signals.
        filter = [] if self.inject and ":signal=" in self.inject else ["--seccomp-bpf"]
        words = ["strace", "-f", "-qqq", *filter, "-y", "-s", str(self.data), "-o", str(output), "-e", "signal=none",
                 "-e", "trace=" + ",".join(f"?{name}" for name in self.calls)]
        for path in self.paths or []:
            # As the program names it, and as the kernel names what is open.
            words += ["-P", path, "-P", os.path.normpath(f"{folder}/{path}")]
        if self.inject:
            words += ["-e", f"inject={self.inject}"]
        return words + ["--"]


class Program:
    """The program under test and its settings."""

    def __init__(self, rollcall, environment):
        self._rollcall = str(rollcall)
        self._environment = environment

    def run(self, arguments, folder, strace=None, stdout=None, stderr=None, ending=None, file_limit=None, closed=(),
            omit=None):
        """Runs rollcall to its end.

        `stdout` and `stderr` are files to write to, in place of pipes; `ending` a signal and the seconds after which it
        is sent; `file_limit` how large a file may grow; `closed` the standard descriptors that are closed from the
        start; `omit` the safeguard that the program is to leave out.
        """
        environment = dict(self._environment)
        if omit:
            environment["ROLLCALL_OMIT"] = omit
        command = [self._rollcall, *arguments]

        def prepare():
            if file_limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, resource.RLIM_INFINITY))
            for descriptor in closed:
                os.close(descriptor)

        with contextlib.ExitStack() as stack:
            # Not in the case's folder, where the disk may be full.
            scratch = tempfile.TemporaryDirectory()
            stack.enter_context(scratch)
            output = f"{scratch.name}/trace"
            words = strace.command(folder, output) + command if strace else command
            target = stack.enter_context(open(stdout, "wb")) if stdout else subprocess.PIPE
            complaints = stack.enter_context(open(stderr, "wb")) if stderr else subprocess.PIPE
            begin = time.monotonic()
            process = subprocess.Popen(
                words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=target, stderr=complaints,
                start_new_session=True, preexec_fn=prepare if closed or file_limit is not None else None)
            sent = None
            printed = errors = None
            if ending:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    printed, errors = process.communicate(timeout=ending[1])
                if process.poll() is None:
                    process.send_signal(ending[0])
                    sent = time.monotonic()
            try:
                if printed is None:
                    printed, errors = process.communicate(timeout=TIMEOUT)
                code = process.returncode
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                printed, errors = process.communicate()
                code = None
            end = time.monotonic()
            errors = re.sub(rb"(?m)^strace: Requested path .*\n", b"", errors or b"")
            run = Run(" ".join(["rollcall", *arguments]), code, printed or b"", errors, end - (sent or begin))
            if stdout and os.path.isfile(stdout):
                with open(stdout, "rb") as file:
                    run.stdout = file.read()
            if strace:
                if not os.path.exists(output):
                    raise RuntimeError(f"strace ends with {code}: {run.stderr.decode()}")
                with open(output, "rb") as file:
                    run.trace = file.read()
                run.calls = tracing.parse(run.trace.decode(errors="surrogateescape"), str(folder))
            return run
