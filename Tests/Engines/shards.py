#!/usr/bin/env python3
"""Runs Samples/shards on the schedulers that they are for, and compares what is merged with one run, byte for byte.

    Tests/Engines/shards.py --rollcall PATH                      Slurm, GNU parallel over ssh, object storage; and what the
                                                                 rules say of Kubernetes, AWS Batch, Airflow and GitHub
    Tests/Engines/shards.py --rollcall PATH --only NAME          one alone
    Tests/Engines/shards.py --rollcall PATH --node-killed        a node of Slurm dies with its shards: a minute more
    Tests/Engines/shards.py --rollcall PATH --dask --spark --airflow-itself      these, too; the last installs Airflow

Each scheduler gets shards that end with every exit code: what another try may mend must be tried again, and nothing else;
0 and 1 are both done; and no merge may pass off as whole what is not. All the time, no token may be in the list of
processes. What cannot be had is named.
"""

import argparse
import functools
import pathlib
import shutil
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
# pylint: disable=wrong-import-position
from schedulers import NotHere, clusters, played, real, stored
from schedulers.trial import World
from schedulers.watch import Watch

CHECKS = {
    "slurm": real.on_slurm, "gnu-parallel": real.on_gnu_parallel, "kubernetes": played.as_kubernetes,
    "aws-batch": played.as_aws_batch, "github": played.as_github, "airflow": played.as_airflow,
    "object-storage": stored.in_object_storage}
SLOW_CHECKS = {"node-killed": real.on_slurm_with_a_dead_node, "dask": clusters.on_dask, "spark": clusters.on_spark,
               "airflow-itself": clusters.on_airflow}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollcall", required=True, metavar="PATH")
    parser.add_argument("--only", choices=CHECKS | SLOW_CHECKS, metavar="NAME", help=", ".join(CHECKS | SLOW_CHECKS))
    for name in SLOW_CHECKS:
        parser.add_argument(f"--{name}", action="store_true")
    arguments = parser.parse_args()
    if arguments.only:
        names = [arguments.only]
    else:
        names = [*CHECKS, *(name for name in SLOW_CHECKS if getattr(arguments, name.replace("-", "_")))]
    # So that what was started is ended in this case, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = pathlib.Path(tempfile.mkdtemp(prefix="rollcall-shards-"))
    try:
        with World(pathlib.Path(arguments.rollcall).resolve(), work) as world, Watch(world.key, work):
            failed = [name for name in names if not passes(name, functools.partial((CHECKS | SLOW_CHECKS)[name], world))]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else None)


def passes(name, check):
    try:
        print(f"{name}: {check()}", flush=True)
    except NotHere as reason:
        print(f"{name}: not run, {reason}", flush=True)
    except Exception as error:  # pylint: disable=broad-except
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return False
    return True


main()
