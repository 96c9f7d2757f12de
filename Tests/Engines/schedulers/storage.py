"""Object storage with the interface of S3, on loopback: `rclone serve s3`, and moto. Each gives the environment in which
rclone finds it as `bucket:`."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

from schedulers.processes import addresses_of, free_ports, run, wait_until

_ACCESS, _SECRET = "auditor", "planted-storage-secret"


def rclone():
    """The rclone to use: that of PyPI, beside this Python, since Debian's cannot serve S3."""
    return shutil.which("rclone", path=f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}")


@contextlib.contextmanager
def served_by_rclone(folder):
    port, data = free_ports(1)[0], folder / "data"
    (data / "access").mkdir(parents=True)
    command = [rclone(), "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{_ACCESS},{_SECRET}", data]
    with _server(command, port, folder) as environment:
        yield environment


@contextlib.contextmanager
def served_by_moto(folder):
    port = free_ports(1)[0]
    folder.mkdir()
    command = [pathlib.Path(sys.executable).parent / "moto_server", "--host", "127.0.0.1", "--port", str(port)]
    with _server(command, port, folder) as environment:
        run([rclone(), "mkdir", "bucket:access"], env=environment)
        yield environment


@contextlib.contextmanager
def _server(command, port, folder):
    log = folder / "log"
    with log.open("w") as output:
        server = subprocess.Popen(list(map(str, command)), stdout=output, stderr=output)
    try:
        wait_until(lambda: addresses_of({port}), f"{command[0]} listens: {log.read_text()}")
        assert addresses_of({port}) == {"127.0.0.1"}, f"{command[0]} listens to other hosts"
        yield {
            **{key: value for key, value in os.environ.items() if not key.startswith(("RCLONE_", "AWS_"))},
            "PATH": f"{pathlib.Path(rclone()).parent}:{os.environ['PATH']}", "RCLONE_CONFIG": "/dev/null",
            "RCLONE_CONFIG_BUCKET_TYPE": "s3", "RCLONE_CONFIG_BUCKET_PROVIDER": "Other",
            "RCLONE_CONFIG_BUCKET_ENDPOINT": f"http://127.0.0.1:{port}",
            "RCLONE_CONFIG_BUCKET_ACCESS_KEY_ID": _ACCESS, "RCLONE_CONFIG_BUCKET_SECRET_ACCESS_KEY": _SECRET}
    finally:
        server.terminate()
        server.wait()
