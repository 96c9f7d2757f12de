"""A real Slurm on one host: munged, slurmctld and slurmd for each of two nodes, each with a port of its own on loopback."""

import getpass
import os
import pathlib
import signal

from schedulers.processes import addresses_of, end_by, free_ports, is_alive, run, tool, wait_until
from schedulers.trial import SAMPLES

NEEDS = {"slurmctld": "slurm-wlm", "slurmd": "slurm-wlm", "sbatch": "slurm-wlm", "munged": "munge"}

# No accounts, no control groups. cred_expire is also how long a job waits that is tried again: 5 s is the least.
_CONFIGURATION = """
ClusterName=rollcall
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={controller}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=100000
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=3600
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port={first} CPUs={processors} RealMemory=4000 State=UNKNOWN
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port={second} CPUs={processors} RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    def __init__(self, folder, processors):
        self.folder = folder
        self._configuration = folder / "slurm.conf"
        self._processors = processors

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # What is left of a test that failed.
        self.ask("scancel", f"--user={getpass.getuser()}")
        for name in ["slurmd-n1", "slurmd-n2", "slurmctld", "munged"]:
            end_by(self.folder / f"{name}.pid")

    def _start(self):
        folder = self.folder
        (folder / "state").mkdir(parents=True)
        controller, first, second = free_ports(3)
        self._configuration.write_text(_CONFIGURATION.format(
            folder=folder, user=getpass.getuser(), controller=controller, first=first, second=second,
            processors=self._processors))
        key = folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(os.urandom(128))
        # With a key and a socket of its own it needs neither the user munge nor /run/munge.
        run([tool("munged"), "--force", f"--key-file={key}", f"--socket={folder}/munge.socket",
             f"--pid-file={folder}/munged.pid", f"--log-file={folder}/munged.log", f"--seed-file={folder}/munge.seed"])
        wait_until((folder / "munge.socket").exists, "munged listens")
        run([tool("slurmctld"), "-f", self._configuration])
        for node in ["n1", "n2"]:
            (folder / f"spool-{node}").mkdir()
            run([tool("slurmd"), "-f", self._configuration, "-N", node])
        wait_until(lambda: self.ask("sinfo", "--noheader", "--format=%D %t") == "2 idle", "both nodes are idle")
        assert addresses_of({controller, first, second}) == {"127.0.0.1"}, "Slurm listens to other hosts"

    def ask(self, *command):
        done = run(command, None, env={**os.environ, "SLURM_CONF": str(self._configuration)})
        return done.stdout.strip()

    def submit(self, trial, **settings):
        """Starts the sample; gives the ids of the array and of the merge."""
        environment = trial.environment(SLURM_CONF=str(self._configuration), **settings)
        said = run([SAMPLES / "slurm", trial.shared], env=environment).stdout.split()
        return said[1].rstrip(","), said[4].rstrip(":")

    def wait(self, merge, seconds=60):
        """Waits for the merge; gives its exit code."""
        wait_until(lambda: self._state(merge)["JobState"] in {"COMPLETED", "FAILED", "CANCELLED"}, "Slurm has merged", seconds)
        state = self._state(merge)
        assert state["JobState"] != "CANCELLED", f"the merge was not started: {state['Reason']}"
        code, ending_signal = map(int, state["ExitCode"].split(":"))
        return 128 + ending_signal if ending_signal else code

    def _state(self, job):
        return dict(pair.split("=", 1) for pair in self.ask("scontrol", "show", "job", job).split() if "=" in pair)

    def kill_node(self, node):
        """Ends a node as a power failure would: its daemon, and all that it started. Gives the shards that ran there."""
        mine = [f"SLURM_CONF={self._configuration}".encode(), f"SLURMD_NODENAME={node}".encode()]
        os.kill(int((self.folder / f"slurmd-{node}.pid").read_text()), signal.SIGKILL)
        shards, victims = set(), set()
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                variables = (path / "environ").read_bytes().split(b"\0")
                parent = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if all(variable in variables for variable in mine):
                shards |= {int(variable.split(b"=")[1]) for variable in variables if variable.startswith(b"SLURM_ARRAY_TASK_ID=")}
                # A job's parent is Slurm's own process, which would tell of its end.
                victims |= {int(path.name), parent} - {1}
        assert shards, f"nothing ran on {node}"
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        wait_until(lambda: not any(map(is_alive, victims)), "the node is dead")
        return shards
