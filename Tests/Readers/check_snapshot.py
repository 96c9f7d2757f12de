#!/usr/bin/env python3
"""Checks a snapshot of one Crisp website against what the service sent, sharing no code with Rollcall.

    check_snapshot.py SNAPSHOT INSTANCE WEBSITE_ID SNAPSHOT_AT WEBSITE.json OPERATORS.json

Computes the rows that the four tables must have from the two responses, and compares them with every file of the snapshot.
Checks the manifest's counts and digests. Prints what differs and exits with 1, or prints "ok".
"""
import json, pathlib, sys

from snapshot_files import COLUMNS, attributes, check


def expected_tables(instance, website_id, snapshot_at, website, operators):
    """The rows by the contract; None is NULL, booleans are booleans, attributes are JSON text."""
    lead = (snapshot_at, "crisp", instance, website_id)
    rows = {table: [] for table in COLUMNS}
    data = website["data"]
    rows["resources"].append(
        lead + ("website", website_id, data.get("name"), None, None, attributes(
            (key, data[key]) for key in ("domain", "institutional", "logo", "verified") if key in data)))
    roles = ["owner", "member"]
    for element in operators["data"]:
        details = element["details"]
        joined = element["type"] == "operator"
        email, role = details.get("email"), details.get("role")
        user_id = details.get("user_id")
        operator_id = str(user_id) if user_id not in (None, "") else "email:" + email
        names = [name for name in (details.get("first_name"), details.get("last_name")) if name]
        rows["operators"].append(lead + (
            operator_id, email, " ".join(names) or None, details.get("first_name"), details.get("last_name"),
            details.get("title"), role, "enabled" if joined else "disabled", None if joined else "pending",
            details.get("has_token"), details.get("availability"), None, details.get("avatar") or None,
            "{}" if joined else attributes([("type", element["type"])])))
        if joined and role is not None:
            if role not in roles:
                roles.append(role)
            entitlement = f"website:{website_id}:{role}"
            rows["grants"].append(lead + (
                f"{entitlement}:user:{operator_id}", entitlement, "website", website_id, role, operator_id, email))
    rows["entitlements"] = [
        lead + (f"website:{website_id}:{role}", "website", website_id, role, ..., ..., "permission") for role in roles]
    return rows


if __name__ == "__main__":
    folder, instance, website_id, snapshot_at, website_path, operators_path = sys.argv[1:]
    try:
        files = check(pathlib.Path(folder), expected_tables(
            instance, website_id, snapshot_at, json.loads(pathlib.Path(website_path).read_bytes()),
            json.loads(pathlib.Path(operators_path).read_bytes())))
    except AssertionError as problem:
        print(problem)
        sys.exit(1)
    print(f"ok: {files} files")
