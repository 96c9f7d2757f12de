#!/usr/bin/env python3
"""Runs Samples/shards on the schedulers that they are for, and compares what is merged with one run, byte for byte.

    Tests/Engines/shards.py --rollcall PATH
    Tests/Engines/shards.py --rollcall PATH --only slurm
    Tests/Engines/shards.py --rollcall PATH --node-killed      a node of Slurm dies with its shards, too: a minute more

Each scheduler gets shards that end with every exit code: what another try may mend must be tried again, and nothing else;
0 and 1 are both done; and no merge may pass off as whole what is not. What cannot be had is named.
"""

import argparse
import os
import pathlib
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
# pylint: disable=wrong-import-position
from schedulers import slurm, ssh
from schedulers.processes import tool
from schedulers.trial import EVERY_CODE, WORTH_A_TRY, World, faults_of_every_code
from schedulers.watch import Watch

# Less than the 10 requests of a shard, so that its first try ends with 75.
_BUDGET = "export ROLLCALL_REQUEST_BUDGET=6"


class NotHere(Exception):
    """What cannot run on this machine, in words."""


def on_slurm(world):
    """An array of 8 on two nodes: one task reaches its limit; another array has every exit code; a third lacks a tenant."""
    need(slurm.NEEDS)
    with slurm.Slurm(world.work / "slurm", processors=8) as cluster:
        whole = world.trial("slurm-whole", faults={4: _BUDGET})
        codes = world.trial("slurm-codes", shards=len(EVERY_CODE), faults=faults_of_every_code())
        incomplete = world.trial("slurm-incomplete", plan=world.plan_with_unknown)
        # All at a time, since a task that is tried again waits for some seconds.
        merges = [cluster.submit(trial)[1] for trial in (whole, codes, incomplete)]
        ends = [cluster.wait(merge) for merge in merges]
    assert ends == [0, 65, 1], f"the merges ended with {ends}"
    whole.expect_tries(again={4})
    whole.expect_snapshot(world.snapshot)
    incomplete.expect_tries()
    incomplete.expect_snapshot(world.incomplete_snapshot)
    expect_every_code(codes, (codes.shared / "logs/merge").read_text())
    return "8 shards, one of them tried again after 75: what one run writes; an incomplete one; every exit code"


def on_gnu_parallel(world):
    """Two hosts, over ssh: as on Slurm, and a script that is called again after a person has mended what was wrong."""
    need(ssh.NEEDS)
    hosts = ssh.SSHHosts(world.work / "ssh")
    whole = world.trial("parallel-whole", faults={4: _BUDGET})
    hosts.run(whole, code=0)
    whole.expect_tries(again={4})
    whole.expect_snapshot(world.snapshot)
    incomplete = world.trial("parallel-incomplete", plan=world.plan_with_unknown)
    hosts.run(incomplete, code=1)
    incomplete.expect_tries()
    incomplete.expect_snapshot(world.incomplete_snapshot)

    mendable = world.trial("parallel-mendable", faults=dict(enumerate(map("exit {}".format, sorted(WORTH_A_TRY)), 2)))
    hosts.run(mendable, code=0)
    mendable.expect_tries(again=range(2, 2 + len(WORTH_A_TRY)))
    mendable.expect_snapshot(world.snapshot)
    others = world.trial("parallel-others", shards=len(EVERY_CODE), faults={
        shard: fault for shard, fault in faults_of_every_code().items() if EVERY_CODE[shard - 1] not in WORTH_A_TRY})
    done = hosts.run(others, code=65)
    others.expect_tries()
    others.expect_no_snapshot()
    expect_named(others, done.stderr)
    # What was wrong is mended. Shard 2 ended with 1, as if it were done; it is not there, and the merge still says so.
    done = hosts.run(others, code=65)
    assert {shard for shard in range(1, others.shards + 1) if shard not in others.finished()} == {2}
    expect_named(others, done.stderr)
    return "8 shards on two hosts, one of them tried again after 75: what one run writes; an incomplete one; every exit code"


def expect_every_code(trial, said):
    """What is worth another try had one. The merge names the others, and refuses."""
    trial.expect_tries(again={shard for shard, code in enumerate(EVERY_CODE, 1) if code in WORTH_A_TRY})
    expected = {shard for shard, code in enumerate(EVERY_CODE, 1) if code in WORTH_A_TRY | {0}}
    assert trial.finished() == expected, f"finished: {trial.finished()}"
    trial.expect_no_snapshot()
    expect_named(trial, said)


def expect_named(trial, said):
    missing = set(range(1, trial.shards + 1)) - trial.finished()
    unnamed = [number for number in missing if f"{number}/{trial.shards}" not in said and str(number) not in said]
    assert missing and not unnamed, f"the merge does not name shards {unnamed}: {said}"


def need(programs):
    missing = sorted({package for program, package in programs.items() if not tool(program)})
    if missing:
        raise NotHere(f"not installed: {', '.join(missing)}")
    if os.getuid() != 0:
        raise NotHere("only root can start it")


def main():
    checks = {"slurm": on_slurm, "gnu-parallel": on_gnu_parallel}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollcall", required=True, metavar="PATH")
    parser.add_argument("--only", choices=checks, metavar="NAME", help=", ".join(checks))
    parser.add_argument("--node-killed", action="store_true", help="kill a node of Slurm")
    arguments = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="rollcall-shards-"))
    failed = []
    try:
        with World(pathlib.Path(arguments.rollcall).resolve(), work) as world, Watch(world.key):
            for name, check in checks.items():
                if arguments.only not in (None, name):
                    continue
                try:
                    print(f"{name}: {check(world)}", flush=True)
                except NotHere as reason:
                    print(f"{name}: not run, {reason}", flush=True)
                except Exception as error:  # pylint: disable=broad-except
                    print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                    failed.append(name)
    finally:
        (os.environ.get("KEEP") or shutil.rmtree(work, ignore_errors=True))
    sys.exit(f"failed: {', '.join(failed)}" if failed else None)


main()
