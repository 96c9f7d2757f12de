#!/usr/bin/env python3
"""Validates the data packages of snapshots with Frictionless, which shares no code with Rollcall.

  check_package.py SNAPSHOT…

Every resource must be valid, and have the rows that the manifest says. Prints what is wrong and exits with 1, or prints "ok".
"""
import json
import sys
from pathlib import Path

import frictionless


def faults(snapshot):
    """What is wrong, a line each."""
    manifest = json.loads((snapshot / "manifest.json").read_text())
    expected = {f"{table['name']}-{file['format']}": table["rows"]
                for table in manifest["tables"] for file in table["files"]}
    report = frictionless.validate(str(snapshot / "datapackage.json"))
    # It leaves out a number that is 0.
    found = {task.name: task.stats.get("rows", 0) for task in report.tasks}
    if found != expected:
        yield f"{snapshot}: rows are {found}, but should be {expected}"
    for message in [error.message for error in report.errors] + report.flatten(["name", "rowNumber", "message"]):
        yield f"{snapshot}: {message}"


def main():
    found = [fault for path in sys.argv[1:] for fault in faults(Path(path))]
    print("\n".join(found) or "ok")
    sys.exit(bool(found) or len(sys.argv) < 2)


main()
