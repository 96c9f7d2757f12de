#!/usr/bin/env python3
"""Types into real shells and presses Tab: they complete commands, options, values and files, as a user sees it.

  Tests/Engines/completion.py --rollcall PATH [--shell bash|zsh|fish]

A shell that is not installed is named and left out, unless it was asked for.
"""
import argparse
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# What is typed before Tab, and what must be on the screen afterwards: the completed line, or the words to choose from.
CASES = [
    ("rollcall expo", "export "),
    ("rollcall de", "demo "),
    ("rollcall help ver", "verify "),
    ("rollcall completion f", "fish"),
    ("rollcall export cri", "crisp "),
    ("rollcall export --crisp-api-key", "--crisp-api-key-file"),
    ("rollcall export --crisp-api-t", "--crisp-api-tier"),
    ("rollcall export --crisp-api-tier we", "website"),
    ("rollcall export --crisp-api-tier=we", "website"),
    ("rollcall export --format csv,js", "csv,jsonl"),
    ("rollcall export --tables operators,gr", "operators,grants"),
    ("rollcall access --format js", "jsonl"),
    ("rollcall convert --preset van", "vanta"),
    ("rollcall export --ca-file a-cert", "a-certificate.pem"),
    ("rollcall export -o a-sn", "a-snapshot"),
    ("rollcall verify a-sn", "a-snapshot"),
    ("rollcall diff a-snapshot b-sn", "b-snapshot"),
]
# What must not appear.
REFUSED = [
    ("rollcall export --crisp-api-key-f", "--crisp-api-key "),
    ("rollcall export --workers a-sn", "a-snapshot"),
    ("rollcall check a-sn", "a-snapshot"),
]

ESCAPES = re.compile(r"\x1b\[[0-9;?=<>]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>78]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x07\r]")


class Shell:
    """A shell on a terminal of its own."""

    def __init__(self, name, rollcall, folder):
        self.name = name
        home = folder / f"home-{name}"
        home.mkdir()
        programs = folder / f"bin-{name}"
        programs.mkdir()
        (programs / "rollcall").symlink_to(rollcall)
        script = subprocess.run([rollcall, "completion", name], capture_output=True, check=True).stdout
        (home / f"completion.{name}").write_bytes(script)
        # A bell and a line at each ambiguity would only make the screen harder to read.
        begin = {
            "bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"],
            "fish": ["fish", "--no-config", "-i"],
        }[name]
        environment = {
            "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(home), "TERM": "xterm", "LANG": "C.UTF-8",
            "PS1": "$ ", "COLUMNS": "200", "LINES": "50"}
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder / "work")
            os.execvpe(begin[0], begin, environment)
        self.read(0.5)
        start = {
            "bash": f"bind 'set bell-style none'; source {home}/completion.bash",
            "zsh": f"autoload -Uz compinit && compinit -D -u; source {home}/completion.zsh",
            "fish": f"source {home}/completion.fish",
        }[name]
        self.type(f"stty cols 200; {start}; echo rea''dy\n")
        self.wait_for("ready\n")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def read(self, quiet):
        """Everything up to a silence of so many seconds."""
        text = b""
        while select.select([self.terminal], [], [], quiet)[0]:
            try:
                part = os.read(self.terminal, 65536)
            except OSError:
                break
            # Fish waits for a terminal to say what it is.
            if b"\x1b[c" in part or b"\x1b[0c" in part:
                self.type("\x1b[?1;2c")
            text += part
        return text.decode(errors="replace")

    def wait_for(self, text):
        seen = ""
        end = time.monotonic() + 20
        while text not in ESCAPES.sub("", seen):
            if time.monotonic() > end:
                sys.exit(f"{self.name} does not start: {seen!r}")
            seen += self.read(0.1)

    def complete(self, line, expected=None):
        """What is on the screen after a line and Tab, up to what is expected; the line is thrown away."""
        self.type(line)
        self.read(0.05)
        # The second Tab lists the words if there are several.
        self.type("\t")
        text = self.read(0.1)
        self.type("\t")
        end = time.monotonic() + (5 if expected else 0.5)
        while time.monotonic() < end and not (expected and expected in screen(line, text)):
            text += self.read(0.1)
        self.type("\x03\n" if self.name == "fish" else "\x15\n")
        self.read(0.1)
        return screen(line, text)

    def end(self):
        os.close(self.terminal)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)


def screen(line, text):
    """The line, what was added to it, and what was printed below it."""
    return line + ESCAPES.sub("", text)


def faults(shell):
    for line, word in CASES:
        seen = shell.complete(line, word)
        if word not in seen:
            yield f"{shell.name}: {line!r} and Tab do not give {word!r}: {seen!r}"
    for line, word in REFUSED:
        seen = shell.complete(line)
        if word in seen:
            yield f"{shell.name}: {line!r} and Tab give {word!r}: {seen!r}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rollcall", required=True)
    parser.add_argument("--shell", choices=["bash", "zsh", "fish"])
    options = parser.parse_args()
    rollcall = str(Path(options.rollcall).resolve())
    found = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in ("a-snapshot", "b-snapshot"):
            (folder / "work" / name).mkdir(parents=True)
        (folder / "work/a-certificate.pem").touch()
        for name in [options.shell] if options.shell else ["bash", "zsh", "fish"]:
            if not shutil.which(name) and not options.shell:
                print(f"{name} is not installed")
                continue
            shell = Shell(name, rollcall, folder)
            found += faults(shell)
            shell.end()
            print(f"{name}: {len(CASES) + len(REFUSED)} lines")
    sys.exit("\n".join(found) or None)


main()
