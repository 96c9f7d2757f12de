"""The samples on schedulers that come from PyPI: Dask, Spark, and Airflow itself, each on loopback."""

import contextlib
import functools
import importlib.util
import pathlib
import subprocess
import sys

from schedulers import NotHere
from schedulers.expected import LIMITED, expect_every_code, expect_snapshot, expect_tries, faults_of_every_code
from schedulers.processes import free_ports, run, tool, wait_until
from schedulers.rules import replaced
from schedulers.trial import EVERY_CODE, SAMPLES

_AIRFLOW = pathlib.Path(__file__).resolve().parents[3] / ".build/airflow"


def on_dask(world):
    """Two workers, each with two of the token's slots."""
    if not importlib.util.find_spec("distributed"):
        raise NotHere("not installed: dask and distributed, from PyPI")
    _tried(world, "dask", _on_new_dask)
    return "8 shards on two workers, one of them tried again after 75, are what one run writes; every exit code"


def on_spark(world):
    """A Spark of four threads, which tries a task six times."""
    if not importlib.util.find_spec("pyspark") or not tool("java"):
        raise NotHere("not installed: pyspark, from PyPI, or a Java")
    _tried(world, "spark", _on_new_spark)
    return "8 shards, one of them tried again after 75, are what one run writes; every exit code"


def on_airflow(world):
    """Airflow runs the DAG as `airflow dags test` does, in an environment of its own, since it pins much."""
    if not (_AIRFLOW / "bin/airflow").exists():
        run([sys.executable, "-m", "venv", _AIRFLOW])
        if run([_AIRFLOW / "bin/pip", "install", "--quiet", "apache-airflow"], None, timeout=900).returncode != 0:
            raise NotHere("apache-airflow cannot be had from PyPI")
    whole = world.trial("real-airflow-whole", faults={4: LIMITED})
    _on_new_airflow(whole)
    expect_tries(whole, again={4})
    expect_snapshot(whole, world.one_run(whole.shared / "plan.json"))
    codes = world.trial("real-airflow-codes", shards=len(EVERY_CODE), faults=faults_of_every_code())
    expect_every_code(codes, _on_new_airflow(codes))
    return "8 shards, one of them tried again after 75, are what one run writes; every exit code"


def _on_new_airflow(trial):
    """Runs the sample; gives what was said."""
    world, dags = trial.world, trial.folder / "dags"
    dags.mkdir()
    (dags / "airflow_dag.py").write_text(replaced(
        "airflow_dag.py", ('"/srv/access"', f'"{trial.folder}"'), ("/etc/rollcall/rollcall.json", str(world.configuration)),
        ("SHARDS = 64", f"SHARDS = {trial.shards}"), ("LIMIT = 600", "LIMIT = 24000"), ("minutes=30", "seconds=1")))
    environment = trial.environment(
        AIRFLOW_HOME=str(trial.folder / "home"), AIRFLOW__CORE__DAGS_FOLDER=str(dags), AIRFLOW__CORE__LOAD_EXAMPLES="False")
    airflow = functools.partial(run, code=None, env=environment, cwd=trial.folder)
    for arguments in [["db", "migrate"], ["pools", "set", "crisp_token", "4", "slots of the Crisp token"]]:
        assert airflow([_AIRFLOW / "bin/airflow", *arguments]).returncode == 0, f"airflow {arguments[0]} failed"
    done = airflow([_AIRFLOW / "bin/airflow", "dags", "test", "access_shards", "2026-11-27T02:15:00+00:00"])
    trial.shared = trial.folder / "2026-11-27"
    return done.stdout + done.stderr


def _tried(world, name, start):
    whole = world.trial(f"{name}-whole", faults={4: LIMITED})
    start(whole, 0)
    expect_tries(whole, again={4})
    expect_snapshot(whole, world.snapshot)
    incomplete = world.trial(f"{name}-incomplete", plan=world.plan_with_unknown)
    start(incomplete, 1)
    expect_tries(incomplete)
    expect_snapshot(incomplete, world.incomplete_snapshot)
    codes = world.trial(f"{name}-codes", shards=len(EVERY_CODE), faults=faults_of_every_code())
    expect_every_code(codes, start(codes, 65).stderr)


def _on_new_spark(trial, code):
    environment = trial.environment(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    submit = pathlib.Path(sys.executable).parent / "spark-submit"
    return run([submit, "--master", "local[4,6]", "--conf", "spark.ui.enabled=false", SAMPLES / "spark_job.py", trial.shared],
               code, env=environment)


def _on_new_dask(trial, code):
    address = f"tcp://127.0.0.1:{free_ports(1)[0]}"
    with contextlib.ExitStack() as stack:
        stack.enter_context(_dask(trial, "scheduler", "--host", address, "--no-dashboard", "--no-show"))
        wait_until(lambda: "Scheduler at" in (trial.folder / "dask-scheduler").read_text(), "Dask's scheduler listens")
        for name in ["alpha", "beta"]:
            stack.enter_context(_dask(
                trial, "worker", address, "--name", name, "--host", "127.0.0.1", "--nthreads", "2", "--no-dashboard",
                "--no-nanny", "--resources", "crisp_token=2", "--local-directory", trial.folder))
        return run([sys.executable, SAMPLES / "dask_job.py", address, trial.shared], code, env=trial.environment())


@contextlib.contextmanager
def _dask(trial, kind, *arguments):
    log = trial.folder / f"dask-{kind}"
    with log.open("a") as output:
        process = subprocess.Popen(
            list(map(str, [sys.executable, "-m", "distributed.cli.dask_" + kind, *arguments])), stdout=output, stderr=output,
            env=trial.environment())
    try:
        yield
    finally:
        process.terminate()
        process.wait()
