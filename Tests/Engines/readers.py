#!/usr/bin/env python3
"""Runs the examples in Python of the article "Into the warehouse" as they stand, and compares every cell with the files.

    Tests/Engines/readers.py

Each example gets the path of a snapshot full of nasty values as `snapshot`, and leaves a table as `operators`. What cannot
run is said by name at the end; the rest counts all the same.
"""

import datetime
import importlib.util
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import sql

ARTICLE = sql.ROOT / "Sources" / "Rollcall" / "Rollcall.docc" / "into-the-warehouse.md"
PACKAGES = ["pyarrow", "polars", "pandas", "duckdb", "pyspark"]
TABLE = "operators"


def examples():
    """Each example by the package that it imports."""
    found = {}
    for code in re.findall(r"```python\n(.*?)```", ARTICLE.read_text(encoding="utf-8"), re.S):
        package = next(package for package in PACKAGES if re.search(rf"^(import|from) {package}\b", code, re.M))
        found[package] = code
    sql.check(set(found) == set(PACKAGES), "the article has examples for", sorted(found))
    return found


def rows(operators):
    """The rows of a table of any of the packages."""
    kind = type(operators).__module__.split(".")[0]
    if kind == "pyarrow":
        return operators.to_pylist()
    if kind == "polars":
        return operators.to_dicts()
    if kind == "pandas":
        return operators.astype(object).where(operators.notna(), None).to_dict("records")
    if kind == "pyspark":
        return [row.asDict() for row in operators.collect()]
    return [dict(zip(operators.columns, row)) for row in operators.fetchall()]


def plain(value, kind):
    """A value as the oracle has it."""
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.timezone.utc)
        return f"{value.year:04}-{value:%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return json.loads(value) if kind == "json" and isinstance(value, str) else value


def compare(package, found, stored):
    wanted = [row for tenant in stored.tables[TABLE].values() for row in tenant]
    sql.check(len(found) == len(wanted), package, "reads", len(found), "rows of", len(wanted))
    for want, have in zip(wanted, found):
        for name, kind, _ in sql.schema.TABLES[TABLE]:
            value = json.loads(want[name]) if kind == "json" else want[name]
            read = plain(have[name], kind)
            sql.check(type(read) is type(value) and read == value, package, name, "is", repr(read)[:300],
                      "but should be", repr(value)[:300])


def main():
    for package in PACKAGES:
        if importlib.util.find_spec(package) is None:
            subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", package])
    passed, failed, not_run = 0, 0, {}
    with tempfile.TemporaryDirectory() as folder:
        snapshot = pathlib.Path(folder) / "s"
        sql.handmade(random.Random(5), snapshot, formats=["csv", "jsonl"], level=6, line_end="\n",
                     is_spreadsheet_safe=False, split=None)
        stored = sql.Stored(snapshot)
        for package, code in examples().items():
            if importlib.util.find_spec(package) is None:
                not_run[package] = "it cannot be installed"
                continue
            names = {"snapshot": str(snapshot)}
            try:
                exec(compile(code, f"{ARTICLE.name}, {package}", "exec"), names)
                compare(package, rows(names["operators"]), stored)
                passed += 1
            except Exception as fault:
                failed += 1
                print(f"{package}: {str(fault)[:2000]}\n", file=sys.stderr)
    for name, reason in not_run.items():
        print(f"could not run: {name}: {reason}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
