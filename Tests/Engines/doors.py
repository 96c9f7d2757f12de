#!/usr/bin/env python3
"""Exports through nginx with the doors that people put before Chatwoot: basic authentication, an access proxy's two
headers, and client certificates.

    Tests/Engines/doors.py --rollcall PATH

Each door must stay shut without the right key, with a message that names it and the setting that opens it; and no value
of a header may be in anything that the program prints or writes.
"""

import argparse
import base64
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

_PASSWORD = "Planted-Door-Password-7731"
_BASIC = base64.b64encode(f"auditor:{_PASSWORD}".encode()).decode()
_CLIENT, _SECRET = "planted-client-id-4417.access", "planted-client-secret-99213"

_CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{basic};
    auth_basic "Behind the door"; auth_basic_user_file {folder}/passwords;
    location / {{ proxy_pass {service}; proxy_set_header Authorization ""; }}
  }}
  server {{
    listen 127.0.0.1:{access};
    location / {{
      if ($http_cf_access_client_id != "{client}") {{ return 403; }}
      if ($http_cf_access_client_secret != "{secret}") {{ return 403; }}
      proxy_pass {service};
    }}
  }}
  server {{
    listen 127.0.0.1:{tls} ssl;
    ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
    ssl_client_certificate {folder}/client.pem; ssl_verify_client on;
    location / {{ proxy_pass {service}; }}
  }}
}}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollcall", required=True, metavar="PATH")
    rollcall = pathlib.Path(parser.parse_args().rollcall).resolve()
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        sys.exit("nginx is not there: it comes with Debian's package nginx-light")
    work = pathlib.Path(tempfile.mkdtemp(prefix="rollcall-doors-"))
    # nginx' own processes belong to another user.
    work.chmod(0o755)
    server = door = None
    try:
        server, service, environment = simulator(rollcall, work)
        ports = dict(zip(["basic", "access", "tls"], free_ports(3)))
        make_keys(work)
        (work / "nginx.conf").write_text(
            _CONFIGURATION.format(folder=work, service=service, client=_CLIENT, secret=_SECRET, **ports))
        door = subprocess.Popen([nginx, "-c", work / "nginx.conf", "-p", work], stderr=subprocess.DEVNULL)
        wait_until(lambda: opens(ports["tls"]), "nginx listens")
        count = sum(1 for _ in tries(Trial(rollcall, work, environment), ports, work))
    finally:
        for process in (door, server):
            if process:
                process.terminate()
                process.wait()
        shutil.rmtree(work, ignore_errors=True)
    print(f"{count} ways through three doors, all as they should be")


def tries(trial, ports, work):
    headers = work / "headers"
    plain = f"http://127.0.0.1:{ports['basic']}"
    yield trial.shut(plain, [], "wants a sign-in of its own (Basic)", "--chatwoot-headers-file")
    headers.write_text("Authorization: Basic d3Jvbmc6d3Jvbmc=\n")
    yield trial.shut(plain, ["--chatwoot-headers-file", headers], "wants a sign-in of its own (Basic)")
    headers.write_text(f"# the door of nginx\nAuthorization: Basic {_BASIC}\n")
    headers.chmod(0o600)
    yield trial.open(plain, ["--chatwoot-headers-file", headers])
    yield trial.open(plain, [], {"ROLLCALL_CHATWOOT_HEADERS": f"Authorization: Basic {_BASIC}"})

    access = f"http://127.0.0.1:{ports['access']}"
    yield trial.shut(access, [], "refused the request", "--chatwoot-headers-file")
    headers.write_text(f"CF-Access-Client-Id: {_CLIENT}\nCF-Access-Client-Secret: {_SECRET}\n")
    yield trial.open(access, ["--chatwoot-headers-file", headers])
    headers.write_text(f"CF-Access-Client-Id {_CLIENT}\n")
    yield trial.shut(access, ["--chatwoot-headers-file", headers], "no colon in line 1")
    headers.write_text(f"Host: {_CLIENT}\n")
    yield trial.shut(access, ["--chatwoot-headers-file", headers], "which Rollcall sends itself")

    tls = f"https://127.0.0.1:{ports['tls']}"
    trusted = ["--ca-file", work / "server.pem"]
    client = ["--client-certificate", work / "client.pem", "--client-key", work / "client.key"]
    other = ["--client-certificate", work / "other.pem", "--client-key", work / "other.key"]
    yield trial.shut(tls, trusted, "client certificate", "--client-certificate")
    yield trial.shut(tls, [*trusted, *other], "certificate", "--client-certificate")
    yield trial.shut(tls, [*trusted, *client[:2]], "there is no key")
    yield trial.shut(tls, [*trusted, *client[2:]], "client-certificate is not")
    yield trial.open(tls, [*trusted, *client])


class Trial:
    def __init__(self, rollcall, work, environment):
        self._rollcall, self._work, self._environment, self._count = rollcall, work, environment, 0

    def open(self, url, flags, more={}):
        for command in ["check", "export"]:
            done, folder = self._run(command, url, flags, more)
            assert done.returncode == 0, f"{url} {command} {flags}: {done.returncode}\n{done.stdout}{done.stderr}"
        assert (folder / "manifest.json").exists()

    def shut(self, url, flags, *texts):
        for command in ["check", "export"]:
            done, _ = self._run(command, url, flags, {})
            said = re.sub(r"\s+", " ", done.stdout + done.stderr)
            assert done.returncode == 78, f"{url} {command} {flags}: {done.returncode}\n{said}"
            assert all(text in said for text in texts), f"{texts} in {command} {flags}: {said}"

    def _run(self, command, url, flags, more):
        self._count += 1
        folder = self._work / f"snapshot-{self._count}"
        done = subprocess.run(
            [self._rollcall, command, "chatwoot", "--chatwoot-base-url", url, "--chatwoot-all-accounts",
             "--max-retry-time", "5s", *flags, *(["--output", folder] if command == "export" else [])],
            env={**self._environment, **more}, capture_output=True, text=True, timeout=60)
        written = b"".join(
            path.read_bytes() for path in self._work.glob(f"{folder.name}*/**/*") if path.is_file())
        everything = (done.stdout + done.stderr).encode() + written
        for secret in [_PASSWORD, _BASIC, _CLIENT, _SECRET]:
            assert secret.encode() not in everything, f"a secret is in what {command} {flags} leaves"
        return done, folder


def simulator(rollcall, work):
    said = work / "simulator"
    server = subprocess.Popen([rollcall, "simulate", "--operators", "5", "--agents", "20"], stdout=said.open("w"))
    wait_until(lambda: "ROLLCALL_CHATWOOT_API_TOKEN" in said.read_text(), "the simulator starts")
    settings = dict(re.findall(r"(ROLLCALL_\w+)='?([^'\n]+)'?", said.read_text()))
    environment = {"PATH": os.environ["PATH"], "ROLLCALL_CHATWOOT_API_TOKEN": settings["ROLLCALL_CHATWOOT_API_TOKEN"]}
    return server, settings["ROLLCALL_CHATWOOT_BASE_URL"], environment


def make_keys(work):
    for name, subject in [("server", "/CN=127.0.0.1"), ("client", "/CN=auditor"), ("other", "/CN=stranger")]:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", subject, "-addext",
             "subjectAltName=IP:127.0.0.1", "-keyout", work / f"{name}.key", "-out", work / f"{name}.pem"],
            check=True, capture_output=True)
    crypted = subprocess.run(
        ["openssl", "passwd", "-6", _PASSWORD], check=True, capture_output=True, text=True).stdout.strip()
    (work / "passwords").write_text(f"auditor:{crypted}\n")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def opens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(holds, what, seconds=20):
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() - begin < seconds, f"not in time: {what}"
        time.sleep(0.1)


main()
