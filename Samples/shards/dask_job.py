#!/usr/bin/env python3
"""Runs the shards of a plan as the tasks of a Dask cluster, and merges them:

    dask worker tcp://alpha:8786 --resources crisp_token=2      # on each host, each with two of the token's slots
    rollcall plan crisp --config /etc/rollcall/rollcall.json --crisp-all-websites --output /srv/access/plan.json
    SHARDS=64 SLOTS=4 LIMIT=600 Samples/shards/dask_job.py tcp://alpha:8786 /srv/access

The folder is on storage that all workers share, and the snapshot comes into it; the settings and the token are files on
each of them. SLOTS is the sum of the workers' slots, and LIMIT the requests a minute that the token may send: each slot
gets its part.
"""
import glob
import os
import subprocess
import sys

from distributed import Client, wait


def export(number, folder, config, shards, limit):
    """Exports a shard; Dask tries it again if it raises."""
    output = f"{folder}/shards/{number}"
    # A task may run twice. What is there is finished.
    if os.path.exists(output):
        return
    code = subprocess.run(
        ["rollcall", "export", "--config", config, "--plan", f"{folder}/plan.json", "--shard", f"{number}/{shards}",
         "--output", output, "--resume", "--requests-per-minute", str(limit), "--quiet"], check=False).returncode
    # A signal's number is negative here.
    code = 128 - code if code < 0 else code
    # Another try may mend an outage, a limit or an end by force, and goes on from there.
    if code in (69, 75, 130, 137, 143):
        raise RuntimeError(f"shard {number} ended with {code}")


def main():
    scheduler, folder = sys.argv[1:]
    config = os.environ.get("CONFIG", "/etc/rollcall/rollcall.json")
    shards, slots, limit = (
        int(os.environ.get(name, default)) for name, default in [("SHARDS", 64), ("SLOTS", 4), ("LIMIT", 600)])
    os.umask(0o077)
    os.makedirs(f"{folder}/shards", exist_ok=True)
    with Client(scheduler) as client:
        wait(client.map(
            export, range(1, shards + 1), folder=folder, config=config, shards=shards, limit=limit // slots, retries=5,
            resources={"crisp_token": 1}, pure=False))
    # After 0 and after 1 a shard is there. Where one is not, the merge names it, and refuses.
    finished = glob.glob(f"{folder}/shards/*[0-9]")
    merge = ["rollcall", "merge", *finished, "--output", f"{folder}/snapshot", "--resume"]
    sys.exit(subprocess.run(merge, check=False).returncode)


main()
