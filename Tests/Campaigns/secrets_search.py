"""Searches everything that comes out of a run for secrets that were planted in the services and in the settings."""

import base64
import hashlib
import re
import threading
import urllib.parse
import zlib


class SecretsSearch:
    """Counts what was searched and what was found; used by several threads."""

    def __init__(self, root, tokens):
        canaries = set(tokens)
        for path in (root / "Sources/RollcallSimulator").rglob("*Canary.swift"):
            canaries.update(re.findall(r'static let \w+ = "([^"]+)"', path.read_text()))
        if len(canaries) < 10:
            raise SystemExit("the simulator's planted secrets are not where they were")
        canaries.update(base64.b64encode(token.encode()).decode().rstrip("=") for token in tokens)
        canaries.update(urllib.parse.quote(token, safe="") for token in tokens)
        self._canaries = sorted(canary.encode() for canary in canaries)
        # Most of them begin alike, so that a few searches tell that none is there.
        self._beginnings = sorted({canary[:6] for canary in self._canaries})
        # Digests of what was searched before: nearly all files are those of the undisturbed run.
        self._clean = set()
        self._lock = threading.Lock()
        self._bytes = 0
        self.hits = 0

    def __str__(self):
        return f"{self.hits} planted secrets in {self._bytes / 1e6:.1f} MB that came out"

    def in_bytes(self, data, place):
        """What is wrong with these bytes, as a list of sentences."""
        found = []
        if any(beginning in data for beginning in self._beginnings):
            found = [canary for canary in self._canaries if canary in data]
        with self._lock:
            self._bytes += len(data)
            self.hits += len(found)
        return [f"the planted secret {found[0].decode()} is in {place}"] if found else []

    def in_folder(self, folder):
        """The same of all files below a folder, and of what the compressed ones hold, complete or not."""
        problems = []
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.is_symlink():
                continue
            data = path.read_bytes()
            digest = hashlib.sha256(data).digest()
            if digest in self._clean:
                with self._lock:
                    self._bytes += len(data)
                continue
            found = self.in_bytes(data, path)
            if path.suffix == ".gz":
                try:
                    found += self.in_bytes(zlib.decompressobj(31).decompress(data), path)
                except zlib.error:
                    pass
            if not found:
                self._clean.add(digest)
            problems += found
        return problems

    def in_trace(self, text):
        """The same of the calls that strace noted, apart from those that talk to the services."""
        lines = [line for line in text.split(b"\n") if not re.match(rb"\d+ +(<\.\.\. )?(send|recv)", line)]
        return self.in_bytes(b"\n".join(lines), "a system call")
