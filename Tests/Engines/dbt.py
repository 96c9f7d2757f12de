#!/usr/bin/env python3
"""Runs Samples/dbt on three nights, and compares the history with one that is made from the files by other means.

    Tests/Engines/dbt.py --rollcall PATH

People join, leave and change between the nights. In the third night one tenant fails and another one is back: of the one
that failed, nobody may have left.
"""

import argparse
import csv
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_PROJECT = _ROOT / "Samples/dbt"
# Version 2 of dbt brings a program from a place that not every network reaches.
_PACKAGES = ["dbt-core<1.11", "dbt-duckdb<1.11", "duckdb-cli"]
_CHECKED = ["email", "display_name", "role", "status", "status_detail", "two_factor_enabled"]
_KEY = ["service", "instance", "tenant_id", "operator_id"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollcall", required=True, metavar="PATH")
    rollcall = pathlib.Path(parser.parse_args().rollcall).resolve()
    tools = _ROOT / ".build/dbt"
    if not (tools / "bin/dbt").exists():
        venv.create(tools, with_pip=True)
        subprocess.run([tools / "bin/pip", "install", "--quiet", *_PACKAGES], check=True)
    work = pathlib.Path(tempfile.mkdtemp(prefix="rollcall-dbt-"))
    try:
        run(rollcall, tools / "bin", work)
    finally:
        shutil.rmtree(work)


def run(rollcall, tools, work):
    (work / "snapshots").mkdir()
    nights, port = [], free_port()
    for number, (day, moment) in enumerate([(0, "2026-11-01"), (1, "2026-11-02"), (2, "2026-11-03")]):
        folder = work / f"snapshots/snapshot_date={moment}"
        failed = export(rollcall, folder, day, f"{moment}T03:00:00Z", port, fails=number == 2)
        sql = subprocess.run([rollcall, "sql", "duckdb", folder], capture_output=True)
        assert sql.returncode in (0, 1), sql.stderr.decode()
        subprocess.run([tools / "duckdb", work / "access.db"], input=sql.stdout, check=True, capture_output=True)
        dbt(tools, work, "build")
        nights.append((folder, failed))
    expected = history([folder for folder, _ in nights])
    assert nights[2][1], "no tenant failed in the third night"
    found = {}
    query = f"SELECT {', '.join(_KEY)}, count(*), count(*) FILTER (dbt_valid_to IS NULL) FROM operators_history GROUP BY ALL"
    shown = subprocess.run(
        [tools / "duckdb", "-json", work / "access.db", query], check=True, capture_output=True, text=True).stdout
    for row in json.loads(shown):
        states, open_states = (value for name, value in row.items() if name not in _KEY)
        found[tuple(row[name] for name in _KEY)] = (int(states), int(open_states))
    assert found == expected, differences(found, expected)
    left = sum(1 for _, is_open in expected.values() if not is_open)
    changed = sum(1 for states, _ in expected.values() if states > 1)
    kept = sum(1 for key, (_, is_open) in expected.items() if is_open and key[2] in nights[2][1])
    assert left and changed and kept, (left, changed, kept)
    print(f"{len(expected)} people in three nights: {left} left, {changed} changed, {kept} kept of tenants that failed")


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def export(rollcall, folder, day, moment, port, fails):
    """Takes a snapshot of the services as they are simulated on a day; returns the tenants that failed."""
    said = folder.parent / "simulator"
    with said.open("w") as output:
        server = subprocess.Popen(
            [rollcall, "simulate", "--websites", "2" if fails else "4", "--operators", "40", "--accounts", "2", "--agents", "30", "--day",
             str(day), "--port", str(port)], stdout=output)
    try:
        begin = time.monotonic()
        while "ROLLCALL_CHATWOOT_API_TOKEN" not in said.read_text():
            assert time.monotonic() - begin < 30, "the simulator does not start"
            time.sleep(0.1)
        settings = dict(re.findall(r"(ROLLCALL_\w+)='?([^'\n]+)'?", said.read_text()))
        settings.pop("ROLLCALL_CHATWOOT_ACCOUNT_ID", None)
        tenants = ["--crisp-all-websites", "--chatwoot-all-accounts"]
        if fails:
            # The websites of the first night are named, and one of them is gone.
            first = json.loads((folder.parent / "snapshot_date=2026-11-01/manifest.json").read_text())["tenants"]
            known = [tenant["tenant_id"] for tenant in first if tenant["service"] == "crisp"]
            tenants = ["--chatwoot-all-accounts", "--crisp-inboxes", "never"]
            tenants += [word for website in known for word in ("--crisp-website-id", website)]
            settings.pop("ROLLCALL_CRISP_WEBSITE_ID", None)
        done = subprocess.run(
            [rollcall, "export", "--output", folder, "--snapshot-at", moment, *tenants], capture_output=True, text=True,
            env={**os.environ, **settings})
        assert done.returncode in (0, 1), done.stderr
    finally:
        server.kill()
        server.wait()
        said.unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    return {tenant["tenant_id"] for tenant in manifest["tenants"] if tenant["status"] == "failed"}


def dbt(tools, work, *arguments):
    done = subprocess.run(
        [tools / "dbt", *arguments, "--project-dir", _PROJECT, "--profiles-dir", _PROJECT, "--target-path",
         work / "target", "--log-path", work / "logs", "--vars", json.dumps({"snapshots": str(work / "snapshots")})],
        cwd=work, capture_output=True, text=True,
        env={**os.environ, "ACCESS_DATABASE": str(work / "access.db"), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"})
    assert done.returncode == 0, done.stdout + done.stderr


def history(folders):
    """(states, open states) of each person, from the files alone: tenants that are not complete say nothing."""
    states, present = {}, {}
    for folder in folders:
        manifest = json.loads((folder / "manifest.json").read_text())
        complete = {
            (tenant["service"], tenant["instance"], tenant["tenant_id"]) for tenant in manifest["tenants"]
            if tenant["status"] == "complete"}
        now = {}
        for path in sorted((folder / "operators").iterdir()):
            with gzip.open(path, "rt", newline="") as lines:
                for row in csv.DictReader(lines):
                    now[tuple(row[name] for name in _KEY)] = tuple(row[name] for name in _CHECKED)
        for key in [key for key in present if key[:3] in complete and key not in now]:
            del present[key]
        for key, value in now.items():
            if key[:3] in complete and present.get(key) != value:
                states[key] = states.get(key, 0) + 1
                present[key] = value
    return {key: (count, 1 if key in present else 0) for key, count in states.items()}


def differences(found, expected):
    wrong = [key for key in {**found, **expected} if found.get(key) != expected.get(key)]
    return f"{len(wrong)} differ, as {wrong[0]}: {found.get(wrong[0])} and not {expected.get(wrong[0])}"


main()
