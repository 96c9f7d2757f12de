"""Programs: to run them, to wait for them, and to end those that were started, by their pid files."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time


def run(command, code=0, timeout=180, **options):
    """Runs a command, which must end with the code, or with any if it is None; gives what it printed."""
    command = list(map(str, command))
    with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, **options) as process:
        try:
            printed, said = process.communicate(timeout=timeout)
        except BaseException:
            # And all that it started.
            os.killpg(process.pid, signal.SIGKILL)
            raise
    done = subprocess.CompletedProcess(command, process.returncode, printed, said)
    assert code is None or done.returncode == code, f"{' '.join(command[:2])}: {done.returncode}, not {code}\n{printed}{said}"
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


def addresses_of(ports):
    """The addresses on which somebody listens on these ports."""
    found = set()
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, _, state, *_ = line.split()
        address, port = (int(part, 16) for part in local.split(":"))
        # 0A is a socket that listens.
        if state == "0A" and port in ports:
            found.add(socket.inet_ntoa(address.to_bytes(4, sys.byteorder)))
    return found
