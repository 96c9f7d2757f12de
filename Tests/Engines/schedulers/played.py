"""The samples for what does not run here: validated by its own schema, and played as its own rules say."""

import functools
import importlib.util
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import types

from schedulers.airflow import Airflow
from schedulers.expected import (
    LIMITED, expect_every_code, expect_given_up, expect_snapshot, expect_tries, faults_of_every_code)
from schedulers.processes import run, wait_until
from schedulers.rules import AWSBatch, GitHub, Kubernetes, ended, replaced, run_all
from schedulers.trial import EVERY_CODE, SAMPLES


def as_kubernetes(world):
    said = _validated("kubernetes.yaml", ["kubernetes-validate", "-k", "1.31", "--strict"], ("completions:", "completion:"))
    _played(world, "kubernetes", Kubernetes)
    _run_twice(world, "kubernetes", Kubernetes)
    _interrupted(world, "kubernetes", Kubernetes, code=143)
    return f"{said}; played"


def as_aws_batch(world):
    said = _validated("aws_batch.yaml", ["cfn-lint"], ("RetryStrategy:", "RetriesStrategy:"))
    _played(world, "aws-batch", AWSBatch)
    _run_twice(world, "aws-batch", AWSBatch)
    _interrupted(world, "aws-batch", AWSBatch, code=75)
    return f"{said}; played"


def as_github(world):
    said = _validated(
        "github.yaml", ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"], ("max-parallel:", "parallel:"))
    _played(world, "github", GitHub)
    return f"{said}; played"


def as_airflow(world):
    """Airflow is large, so a stand-in runs the DAG; pyflakes reads it."""
    if importlib.util.find_spec("pyflakes"):
        run([sys.executable, "-m", "pyflakes", SAMPLES / "airflow_dag.py"])
    whole = world.trial("airflow-whole", faults={4: LIMITED})
    assert _run_dag(whole) == []
    expect_tries(whole, again={4})
    expect_snapshot(whole, world.one_run(whole.shared / "plan.json"))
    incomplete = world.trial(
        "airflow-incomplete", faults={"plan": f'cp {world.plan_with_unknown} "${{@: -1}}" && exit'})
    # The shard is done, and the merge says what is missing.
    assert _run_dag(incomplete) == ["merge"]
    expect_tries(incomplete)
    expect_snapshot(incomplete, world.incomplete_snapshot)
    codes = world.trial("airflow-codes", shards=len(EVERY_CODE), faults=faults_of_every_code())
    assert _run_dag(codes) == ["shard", "merge"]
    expect_every_code(codes, (codes.folder / "said").read_text())
    return "played by a stand-in"


def _run_dag(trial):
    """Runs the sample in the trial's folder; gives the tasks that failed."""
    sample = Airflow()
    module = sample.module
    module.SNAPSHOTS, module.SHARDS, module.LIMIT = str(trial.folder), trial.shards, 24_000
    module.SETTINGS = ("--config", str(trial.world.configuration))
    trial.shared = trial.folder / sample.day
    with (trial.folder / "said").open("w") as said:
        # The DAG has no setting for the environment of its programs, or for where they write.
        module.subprocess = types.SimpleNamespace(run=functools.partial(
            subprocess.run, env=trial.environment(), stdout=said, stderr=said))
        return sample.run()


def _validated(name, command, fault):
    """A schema takes the sample, and not one with a fault."""
    program = shutil.which(command[0], path=f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}")
    if not program:
        return f"not validated, {command[0]} cannot be had"
    run([program, *command[1:], SAMPLES / name])
    with tempfile.TemporaryDirectory() as folder:
        broken = pathlib.Path(folder) / name
        broken.write_text(replaced(name, fault), encoding="utf-8")
        assert run([program, *command[1:], broken], code=None).returncode != 0, f"{command[0]} takes anything"
    return f"{command[0]} finds nothing"


def _played(world, name, service):
    """A run of its own plan, in which a shard reaches its limit; one that lacks a tenant; and one with every exit code."""
    whole = world.trial(f"{name}-whole", faults={4: LIMITED})
    (whole.shared / "plan.json").unlink()
    assert ended(service(whole).plan()).returncode == 0
    done = run_all(service(whole))
    assert done.returncode == 0, done.stderr
    expect_tries(whole, again={4})
    expect_snapshot(whole, world.one_run(whole.shared / "plan.json"))
    incomplete = world.trial(f"{name}-incomplete", plan=world.plan_with_unknown)
    done = run_all(service(incomplete))
    assert done.returncode == 1, f"{done.returncode}: {done.stderr}"
    expect_tries(incomplete)
    expect_snapshot(incomplete, world.incomplete_snapshot)
    codes = world.trial(f"{name}-codes", shards=len(EVERY_CODE), faults=faults_of_every_code())
    done = run_all(service(codes))
    assert done.returncode == 65, f"{done.returncode}: {done.stderr}"
    expect_every_code(codes, done.stderr)
    hopeless = world.trial(f"{name}-hopeless", shards=2, faults={1: "exit 75"}, faulty_tries=99)
    expect_given_up(hopeless, service.tries, run_all(service(hopeless)).stderr)


def _run_twice(world, name, service):
    """A service may run a shard twice, also one that lacks a tenant. It is not read again."""
    trial = world.trial(f"{name}-twice", plan=world.plan_with_unknown)
    assert [service(trial).shard(7) for _ in range(2)] == [0, 0] and trial.tries()[8] == 1
    assert json.loads((trial.shared / "shards/8/manifest.json").read_text())["complete"] is False


def _interrupted(world, name, service, code):
    """A container that is told to end writes down how far it is, ends with the code, and goes on with that."""
    # Four requests a second, so that it has read some tenants, and not all, when it is told.
    trial = world.trial(f"{name}-interrupted", faults={1: 'set -- "${@/6000/240}"'})
    command, options = service(trial).command(0)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options) as container:
        wait_until((trial.shared / "shards/1.partial").exists, "the shard has begun")
        time.sleep(1.5)
        container.send_signal(signal.SIGTERM)
        said = container.stderr.read()
    assert container.returncode == code, f"{container.returncode}, not {code}"
    assert re.search(r"holds what is finished, [1-9]", said), said
    assert service(trial).shard(0) == 0
    assert trial.tries()[1] == 2 and trial.finished() == {1}
