"""Runs rollcall, with nothing of the caller's settings."""

import os
import subprocess
from dataclasses import dataclass


@dataclass
class Run:
    arguments: list
    exit_code: int
    output: bytes
    messages: str

    def describe(self):
        words = " ".join(word if word == word.strip() and word.isprintable() else repr(word) for word in self.arguments)
        return f"rollcall {words}\n  exit {self.exit_code}; stderr: {self.messages[:1000]!r}"


class Program:
    def __init__(self, path):
        self._path = str(path)
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLCALL_")}

    def run(self, folder, *arguments):
        arguments = [str(argument) for argument in arguments]
        done = subprocess.run(
            [self._path, *arguments], cwd=folder, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=300)
        return Run(arguments, done.returncode, done.stdout, done.stderr.decode(errors="replace"))
