"""Looks at the command lines of processes, again and again, for a secret in any of the forms it may take."""

import base64
import pathlib
import threading


class Watch:
    """While it lasts, `secret` must be in no arguments of a process that has to do with the folder `work`: other tests on
    this machine may show the same secret, which the simulator has made up."""

    def __init__(self, secret, work):
        self._mine = str(work).encode()
        plain = secret.encode()
        self._forms = [plain, plain.hex().encode(), base64.b64encode(plain)[:-4]]
        self._found, self._seen = set(), 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, *_):
        self._is_over.set()
        self._thread.join()
        if kind is None:
            assert not self._found, f"the token is in the list of processes: {self._found}"
            assert self._seen > 0, "the watch saw no process of the tests"

    def _look(self):
        while not self._is_over.wait(0.03):
            for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    arguments = path.read_bytes()
                    if self._mine not in arguments + path.with_name("environ").read_bytes():
                        continue
                except OSError:
                    continue
                self._seen += 1
                if any(form in arguments for form in self._forms):
                    self._found.add(arguments.split(b"\0")[0].decode(errors="replace"))
