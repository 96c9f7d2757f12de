"""Stands in for rollcall: it answers by the oracles themselves, with a fault on demand.

So the comparison can be tried without rollcall, and is seen to notice each fault.
"""

import argparse
import contextlib
import hashlib
import json
import unicodedata
from unittest import mock

import access_oracle
import comparison
import diff_oracle
import encode
import parts
import schema
from program import Run
from read import Stored

# What each fault is.
FAULTS = {
    "last-row": "the last row is lost",
    "order": "the first two rows change places",
    "null": "NULL is written as the empty string",
    "exit": "the exit code is 0 whatever is found",
    "damage": "damage is not noticed",
    "tables": "a table that is not there is taken for an empty one",
    "silence": "nothing is told on stderr",
    "case": "--email minds the case",
    "pending": "invitations count as people who can read",
    "owner": "owners do not read closed sub-inboxes",
    "team": "memberships of teams let nobody read",
    "open": "open sub-inboxes are places",
    "custom": "custom roles say nothing about access",
    "parts": "missing parts are compared",
    "left-out": "inboxes that were left out are compared",
    "strangers": "people whom nobody else knows are compared",
    "failed": "tenants that failed are compared",
    "way": "whether there was another way to read does not count",
    "deleted": "people who left and are still members are nobody",
    "normal": "texts are compared after normalisation",
    "volatile": "--all-columns is not heeded",
    "instance": "tenants are told apart by their ids alone",
    "overwrite": "--output overwrites",
}


class StandIn:
    """Takes the place of a program."""

    def __init__(self, fault=""):
        self._fault = fault

    def run(self, folder, *arguments):
        arguments = [str(argument) for argument in arguments]
        options = _options(arguments)
        if options.command == "verify":
            return Run(arguments, 0, b"", "")
        with contextlib.ExitStack() as stack:
            for target, name, value in _patches(self._fault):
                stack.enter_context(mock.patch.object(target, name, value))
            code, output = self._answer(options, [folder / name for name in options.folders], folder)
        return Run(arguments, code, output, "" if self._fault == "silence" else "something is missing")

    def _answer(self, options, folders, place):
        if self._fault != "damage" and not all(_is_sound(folder) for folder in folders):
            return 65, b""
        try:
            snapshots = [Stored(folder) for folder in folders]
        except (OSError, EOFError, ValueError):
            return 0, b""
        if not all(snapshot.is_whole for snapshot in snapshots):
            return 0 if self._fault == "tables" else 65, b""
        for snapshot in snapshots:
            _spoil(self._fault, snapshot)
        columns, rows, code = (self._access if options.command == "access" else self._diff)(options, snapshots)
        if self._fault == "exit":
            code = 0
        text = encode.csv_header(columns) + "".join(encode.csv_rows(columns, rows))
        if options.format == "jsonl":
            text = "".join(encode.json_rows(columns, rows))
        if options.output is None:
            return code, text.encode()
        if (place / options.output).exists() and self._fault != "overwrite":
            return 73, b""
        (place / options.output).write_bytes(text.encode())
        return code, b""

    def _access(self, options, snapshots):
        filters = {"resource": options.resource, "email": options.email}
        if self._fault == "case":
            filters["email"] = None
        rows = access_oracle.access(snapshots[0], options.all or self._fault == "pending", **filters)
        if self._fault == "case" and options.email is not None:
            rows = [row for row in rows if row["email"] == options.email]
        return schema.ACCESS, self._lose(rows), access_oracle.exit_code(snapshots[0])

    def _diff(self, options, snapshots):
        rows = diff_oracle.diff(*snapshots, options.all_columns and self._fault != "volatile")
        if self._fault == "normal":
            rows = [row for row in rows if row["change"] != "changed" or _normal(row["old"]) != _normal(row["new"])]
        return schema.DIFF, self._lose(rows), diff_oracle.exit_code(*snapshots, rows)

    def _lose(self, rows):
        if self._fault == "last-row":
            return rows[:-1]
        if self._fault == "order":
            return rows[1::-1] + rows[2:]
        if self._fault == "null":
            return [{name: "" if value is None else value for name, value in row.items()} for row in rows]
        return rows


def _options(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("folders", nargs="+")
    for name in ("--format", "--email", "--resource", "--output"):
        parser.add_argument(name)
    for name in ("--all", "--all-columns"):
        parser.add_argument(name, action="store_true")
    return parser.parse_intermixed_args(arguments)


def _is_sound(folder):
    for table in json.loads((folder / "manifest.json").read_bytes())["tables"]:
        for file in table["files"]:
            path = folder / file["path"]
            if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                return False
    return True


def _normal(text):
    return None if text is None else unicodedata.normalize("NFC", text)


def _patches(fault):
    """What of the oracles a fault makes wrong."""
    sub_inbox = access_oracle._sub_inbox
    return {
        "owner": [(access_oracle, "_sub_inbox", lambda *a: [row for row in sub_inbox(*a) if row["access"] != "owner"])],
        "custom": [(access_oracle, "_chatwoot_access", lambda person: "member")],
        "strangers": [(parts.Parts, "knows", lambda *a: True)],
        "way": [(comparison.Side, "can_read", lambda *a: False)],
    }.get(fault, [])


def _spoil(fault, snapshot):
    """What of a snapshot a fault makes wrong."""
    for tenant, report in snapshot.tenants.items():
        if fault == "parts":
            report["missing"] = []
        elif fault == "left-out":
            report["omitted"] = []
        elif fault == "failed":
            report["status"] = "complete"
        elif fault == "instance":
            twin = next(other for other in snapshot.tenants if other[2] == tenant[2])
            for table in snapshot.tables.values():
                table[tenant] = table[twin]
        elif fault == "team":
            for row in snapshot.rows("entitlements", tenant):
                row["purpose"] = "assignment" if row["resource_type"] == "team" else row["purpose"]
        elif fault == "open" and tenant[0] == "crisp":
            for row in snapshot.rows("resources", tenant):
                row["attributes"] = row["attributes"].replace('"open":true', '"open":false')
        elif fault == "deleted":
            rows = snapshot.rows("operators", tenant)
            rows[:] = [row for row in rows if row["status"] != "deleted"]
