"""Two hosts for GNU parallel, which are one: sshd on a port of loopback, with keys of its own."""

import getpass
import pathlib

from schedulers.processes import addresses_of, end_by, free_ports, run, tool, wait_until
from schedulers.trial import SAMPLES

NEEDS = {"sshd": "openssh-server", "ssh": "openssh-client", "parallel": "parallel"}

_SERVER = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host-key
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/user-key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowUsers {user}
MaxStartups 100
SetEnv PATH={path}
"""
_CLIENT = """
Host alpha beta
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {folder}/user-key
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known-hosts
  StrictHostKeyChecking accept-new
  HostKeyAlias here
  LogLevel ERROR
"""


class SSHHosts:
    def __init__(self, folder):
        self._folder = folder
        self._names = {"folder": folder, "port": free_ports(1)[0], "user": getpass.getuser()}
        folder.mkdir()
        for name in ["host-key", "user-key"]:
            run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name])
        (folder / "ssh.conf").write_text(_CLIENT.format(**self._names))

    def run(self, trial, code):
        """Runs the sample, which ends with the code of the merge."""
        folder = self._folder
        environment = trial.environment(HOSTS="2/alpha,2/beta", PARALLEL_SSH=f"ssh -F {folder}/ssh.conf")
        (folder / "sshd.conf").write_text(_SERVER.format(path=environment["PATH"], **self._names))
        # sshd wants this folder, which a boot makes.
        pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        run([tool("sshd"), "-f", folder / "sshd.conf", "-E", folder / "sshd.log"])
        try:
            wait_until((folder / "sshd.pid").exists, "sshd listens")
            assert addresses_of({self._names["port"]}) == {"127.0.0.1"}, "sshd listens to other hosts"
            return run([SAMPLES / "gnu-parallel", trial.shared], code, env=environment)
        finally:
            end_by(folder / "sshd.pid")
