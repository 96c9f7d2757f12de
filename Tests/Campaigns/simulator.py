"""The simulated services that all cases of a campaign export from."""

import contextlib
import dataclasses
import os
import subprocess
import tempfile
import time

# As many operators as fill some blocks of the files, so that not everything is written in the end.
WEBSITES, OPERATORS, ACCOUNTS, AGENTS = 6, 400, 1, 12


@dataclasses.dataclass
class Services:
    """How to reach them, and what must never come out."""

    environment: dict
    port: int
    tokens: list


@contextlib.contextmanager
def simulated(rollcall):
    """Serves both services, with several tenants, so that there are checkpoints between them."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [str(rollcall), "simulate", "--websites", str(WEBSITES), "--operators", str(OPERATORS),
             "--website-teams", "2", "--sub-inboxes", "3", "--sub-inbox-members", "20",
             "--accounts", str(ACCOUNTS), "--agents", str(AGENTS), "--teams", "2", "--inboxes", "8", "--steady"],
            stdin=subprocess.DEVNULL, stdout=output, env=inherited, start_new_session=True)
        try:
            text = ""
            # The last line comes when everything is generated.
            while "\nrollcall export" not in text:
                if process.poll() is not None:
                    raise SystemExit("the simulator ended")
                time.sleep(0.02)
                text = os.pread(output.fileno(), 1 << 16, 0).decode()
            exports = [line.removeprefix("export ") for line in text.splitlines() if line.startswith("export ")]
            settings = dict(line.split("=", 1) for line in exports)
            pair = f"{settings['ROLLCALL_CRISP_API_IDENTIFIER']}:{settings['ROLLCALL_CRISP_API_KEY']}"
            yield Services(
                environment={**inherited, **settings, "ROLLCALL_CRISP_ALL_WEBSITES": "true",
                             "ROLLCALL_CRISP_INBOXES": "always"},
                port=int(settings["ROLLCALL_CRISP_BASE_URL"].rsplit(":", 1)[1]),
                tokens=[pair, *pair.split(":"), settings["ROLLCALL_CHATWOOT_API_TOKEN"]])
        finally:
            process.terminate()
            process.wait()
