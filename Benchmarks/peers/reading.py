"""What reads snapshots, beside what a user would take instead."""

import csv
import shutil
import sys

import measure
import report
import simulator
import tools

# What `gzip -t` and `sha256sum` say of the same files.
SUMS = 'cd "$1" && sha256sum --check --quiet SHA256SUMS && gzip -t */*.gz'


def snapshots(options, scratch):
    """Exports the same website on two days; gives the two folders."""
    folders, port = [], 0
    for day in (0, 1):
        folder = scratch / f"day-{day}"
        flags = ["--day", str(day), "--port", str(port)]
        with simulator.simulated(options.rollcall, 1, options.operators, scratch, *flags) as environment:
            port = int(environment["ROLLCALL_CRISP_BASE_URL"].rpartition(":")[2])
            job = tools.Job(options.rollcall, environment, scratch, [])
            folder.mkdir()
            measure.run(tools.ROLLCALL["6"].command(job, folder), environment, scratch / "log")
        folders.append(folder / "snapshot")
    return folders


def of_rollcall(path):
    """The people and grants that rows of `rollcall diff` name, and the tenants that only one snapshot has."""
    found, alone = {"operators": set(), "grants": set()}, set()
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            if row["kind"] == "tenant":
                alone.add(row["tenant_id"])
            elif row["kind"] == "operator":
                found["operators"].add((row["tenant_id"], row["operator_id"]))
            elif row["kind"] == "grant":
                found["grants"].add(
                    (row["tenant_id"], row["operator_id"], row["resource_type"], row["resource_id"], row["slug"]))
    return found, alone


def of_duckdb(path, alone):
    """The people and grants that DuckDB found, but for tenants that only one snapshot has: nobody joined or left there."""
    found = {"operators": set(), "grants": set()}
    with open(path, encoding="utf-8", newline="") as file:
        for table, *key in csv.reader(file, strict=True):
            if key[0] not in alone:
                found[table].add(tuple(key[:2] if table == "operators" else key))
    return found


def compare(options, scratch):
    """Verifies a snapshot and compares two, in turns with the other tools."""
    scratch.mkdir()
    old, new = snapshots(options, scratch)
    ours, theirs = scratch / "ours.csv", scratch / "theirs.csv"
    work = {
        "rollcall-verify": ("`rollcall verify`", "files, rows, references", [options.rollcall, "verify", old], 0, ours),
        "sums": (
            "`sha256sum -c`, then `gzip -t`", "files", ["sh", "-c", SUMS, "sh", old], 0, scratch / "log"),
        "rollcall-diff": (
            "`rollcall diff`", "all tables, effects", [options.rollcall, "diff", old, new, "--format", "csv"], 1, ours),
        "except": (
            "DuckDB, `EXCEPT` both ways", "operators, grants",
            [sys.executable, tools.HERE / "duckdb_except.py", old, new, theirs], 0, scratch / "log"),
    }
    results = {}
    for key, (name, reads, *_) in work.items():
        results[key] = measure.Result(tools.Tool(key, name, reads, None, modules=("duckdb",) if key == "except" else ()))
        results[key].skipped = "asked to" if key in options.skip else results[key].tool.skipped
    for turn in range(options.runs):
        for key, (name, _, command, code, output) in work.items():
            if results[key].skipped:
                continue
            print(f"Reading: {name}, run {turn + 1}", file=sys.stderr)
            output.write_bytes(b"")
            results[key].usages.append(measure.run(command, None, output, code))
        if results["except"].usages:
            found, alone = of_rollcall(ours)
            if found != of_duckdb(theirs, alone):
                sys.exit("rollcall diff and DuckDB find other differences")
    shutil.rmtree(scratch)
    report.print_reading(f"Reading {options.operators:,} operators and as many grants", results)
