"""The samples on Slurm and on GNU parallel, which are installed and run here."""

import os

from schedulers import NotHere, slurm, ssh
from schedulers.expected import (
    LIMITED, expect_every_code, expect_given_up, expect_refused, expect_snapshot, expect_tries, faults_of_every_code)
from schedulers.processes import tool, wait_until
from schedulers.trial import EVERY_CODE, WORTH_A_TRY


def on_slurm(world):
    """An array of 8 on two nodes: one task reaches its limit. Another array has every exit code, a third lacks a tenant, and
    a task of a fourth is cancelled."""
    _need(slurm.NEEDS)
    with slurm.Slurm(world.work / "slurm", processors=8) as cluster:
        whole = world.trial("slurm-whole", faults={4: LIMITED})
        codes = world.trial("slurm-codes", shards=len(EVERY_CODE), faults=faults_of_every_code())
        incomplete = world.trial("slurm-incomplete", plan=world.plan_with_unknown)
        cancelled = world.trial("slurm-cancelled", shards=2, faults={1: "exec sleep 60"})
        # All at a time, since a task that is tried again waits for some seconds.
        array, merge = cluster.submit(cancelled)
        merges = [cluster.submit(trial)[1] for trial in (whole, codes, incomplete)]
        wait_until(lambda: cancelled.tries()[1] == 1, "the task to cancel runs")
        cluster.ask("scancel", f"{array}_1")
        ends = [cluster.wait(merge) for merge in (*merges, merge)]
    assert ends == [0, 65, 1, 65], f"the merges ended with {ends}"
    expect_tries(whole, again={4})
    expect_snapshot(whole, world.snapshot)
    expect_tries(incomplete)
    expect_snapshot(incomplete, world.incomplete_snapshot)
    expect_every_code(codes, (codes.shared / "logs/merge").read_text())
    # What a person ends is not tried again.
    expect_tries(cancelled)
    expect_refused(cancelled, (cancelled.shared / "logs/merge").read_text())
    return "8 shards on two nodes, one of them tried again after 75, are what one run writes; every exit code; scancel"


def on_slurm_with_a_dead_node(world):
    """A node dies with the shards that it runs: the other one goes on with them."""
    _need(slurm.NEEDS)
    with slurm.Slurm(world.work / "slurm-dead-node", processors=2) as cluster:
        trial = world.trial("slurm-dead-node")
        # Two requests a second, so that a shard takes 5 s.
        _, merge = cluster.submit(trial, LIMIT="480")
        wait_until(lambda: sum(trial.tries().values()) == 4, "each node runs two shards")
        wait_until(lambda: len(list(trial.shared.glob("shards/*.partial"))) == 4, "they have begun")
        died = cluster.kill_node("n2")
        end = cluster.wait(merge, seconds=120)
    assert end == 0, f"the merge ended with {end}"
    expect_tries(trial, again=died)
    expect_snapshot(trial, world.snapshot)
    return f"shards {sorted(died)} died with their node, and are what one run writes"


def on_gnu_parallel(world):
    """Two hosts, over ssh: as on Slurm, and a script that is called again after a person has mended what was wrong."""
    _need(ssh.NEEDS)
    hosts = ssh.SSHHosts(world.work / "ssh")
    whole = world.trial("parallel-whole", faults={4: LIMITED})
    hosts.run(whole, code=0)
    expect_tries(whole, again={4})
    expect_snapshot(whole, world.snapshot)
    incomplete = world.trial("parallel-incomplete", plan=world.plan_with_unknown)
    hosts.run(incomplete, code=1)
    expect_tries(incomplete)
    expect_snapshot(incomplete, world.incomplete_snapshot)

    mendable = world.trial(
        "parallel-mendable", faults={number: f"exit {code}" for number, code in enumerate(sorted(WORTH_A_TRY), 2)})
    hosts.run(mendable, code=0)
    expect_tries(mendable, again=range(2, 2 + len(WORTH_A_TRY)))
    expect_snapshot(mendable, world.snapshot)
    faults = faults_of_every_code()
    others = world.trial("parallel-others", shards=len(EVERY_CODE), faults={
        number: fault for number, fault in faults.items() if EVERY_CODE[number - 1] not in WORTH_A_TRY})
    expect_refused(others, hosts.run(others, code=65).stderr)
    expect_tries(others)
    # Shard 2 ended with 1, as if it had a snapshot. It is not tried again, and the merge still says that it is not there.
    done = hosts.run(others, code=65)
    assert others.finished() == set(range(1, others.shards + 1)) - {2}
    expect_refused(others, done.stderr)
    hopeless = world.trial("parallel-hopeless", shards=2, faults={1: "exit 75"}, faulty_tries=99)
    expect_given_up(hopeless, 6, hosts.run(hopeless, code=65).stderr)
    return "8 shards on two hosts, one of them tried again after 75, are what one run writes; every exit code"


def _need(programs):
    missing = sorted({package for program, package in programs.items() if not tool(program)})
    if missing:
        raise NotHere(f"not installed: {', '.join(missing)}")
    if os.getuid() != 0:
        raise NotHere("only root can start it")
