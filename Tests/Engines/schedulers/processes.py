"""Programs: to run them, to wait for them, and to end those that were started, by their pid files."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time


def run(command, code=0, timeout=180, **options):
    """Runs a command, which must end with the code; gives what it printed."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=timeout, check=False, **options)
    said = done.stdout + done.stderr
    assert code is None or done.returncode == code, f"{command[0]} {command[1]}: {done.returncode}, not {code}\n{said}"
    return done


def write(path, text):
    """Writes a file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(text)


def wait_until(holds, what, seconds=30.0):
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() - begin < seconds, f"not in {seconds:.0f} s: {what}"
        time.sleep(0.05)


def end_by(pid_file, seconds=10.0):
    """Ends the process of a pid file, if it is there."""
    try:
        pid = int(pid_file.read_text())
        os.kill(pid, signal.SIGTERM)
    except (OSError, ValueError):
        return
    begin = time.monotonic()
    while is_alive(pid):
        if time.monotonic() - begin > seconds:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def tool(name):
    """Where a program is, also one of those that only root has on the path."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
