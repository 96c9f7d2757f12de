#!/usr/bin/env python3
"""Checks a snapshot of one Crisp website against what the service sent, sharing no code with Rollcall.

    check_snapshot.py SNAPSHOT WEBSITE_ID SNAPSHOT_AT WEBSITE.json OPERATORS.json

Computes the rows that the four tables must have from the two responses, and reads every file of the snapshot with
Python's own csv, json and gzip modules and with DuckDB, which tells NULL from the empty string in CSV. Checks the
manifest's counts and digests. Prints what differs and exits with 1, or prints "ok".
"""
import csv, gzip, hashlib, io, json, pathlib, sys

import duckdb

HEADERS = {
    "operators": "snapshot_at,service,tenant_id,operator_id,email,display_name,first_name,last_name,title,role,status,"
    "status_detail,two_factor_enabled,availability,last_active_at,avatar_url,attributes",
    "resources": "snapshot_at,service,tenant_id,resource_type,resource_id,display_name,parent_resource_type,"
    "parent_resource_id,attributes",
    "entitlements": "snapshot_at,service,tenant_id,entitlement_id,resource_type,resource_id,slug,display_name,"
    "description,purpose",
    "grants": "snapshot_at,service,tenant_id,grant_id,entitlement_id,resource_type,resource_id,slug,operator_id,"
    "operator_email",
}
COLUMNS = {table: header.split(",") for table, header in HEADERS.items()}


def attributes(pairs):
    return json.dumps(dict(sorted(pairs)), ensure_ascii=False, separators=(",", ":"))


def expected_tables(website_id, snapshot_at, website, operators):
    """The rows by the contract; None is NULL, booleans are booleans, attributes are JSON text."""
    lead = (snapshot_at, "crisp", website_id)
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


def same(expected, found):
    """Whether two rows are the same; `...` stands for a text that is not part of the contract."""
    return len(expected) == len(found) and all(e is ... or e == f for e, f in zip(expected, found))


def read_jsonl(text):
    rows = []
    assert text.endswith("\n") and not text.endswith("\n\n"), "must end in exactly one line feed"
    for line in text[:-1].split("\n"):
        pairs = json.loads(line, object_pairs_hook=list)
        keys = [key for key, _ in pairs]
        values = [
            json.dumps(dict(value), ensure_ascii=False, separators=(",", ":")) if key == "attributes" else value
            for key, value in pairs]
        rows.append((keys, tuple(values)))
    return rows


def read_csv_with_duckdb(path, columns):
    types = "{" + ", ".join(f"'{column}': 'VARCHAR'" for column in columns) + "}"
    return duckdb.sql(
        f"SELECT * FROM read_csv(?, header=true, columns={types}, delim=',', quote='\"', escape='\"', "
        "auto_detect=false, allow_quoted_nulls=false, nullstr='', strict_mode=true, max_line_size=20000000)",
        params=[str(path)]).fetchall()


def csv_text(value):
    return None if value is None else "true" if value is True else "false" if value is False else value


def check(snapshot, website_id, snapshot_at, website, operators):
    manifest = json.loads((snapshot / "manifest.json").read_text())
    expected = expected_tables(website_id, snapshot_at, website, operators)
    assert manifest["complete"] is True, "the manifest says incomplete"
    sums = dict(line.split("  ", 1)[::-1] for line in (snapshot / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {str(path.relative_to(snapshot)) for path in snapshot.rglob("*")
                         if path.is_file() and path.name != "SHA256SUMS"}, "SHA256SUMS does not list the files"
    for path, digest in sums.items():
        assert hashlib.sha256((snapshot / path).read_bytes()).hexdigest() == digest, f"{path}: digest"
    count = 0
    for table in manifest["tables"]:
        name, columns = table["name"], COLUMNS[table["name"]]
        rows = expected[name]
        assert [column["name"] for column in table["columns"]] == columns, f"{name}: columns in the manifest"
        assert table["rows"] == len(rows), f"{name}: {table['rows']} rows in the manifest, {len(rows)} expected"
        for file in table["files"]:
            path = snapshot / file["path"]
            raw = path.read_bytes()
            content = gzip.decompress(raw) if path.suffix == ".gz" else raw
            assert file["bytes"] == len(raw) and file["uncompressed_bytes"] == len(content), f"{path}: sizes"
            assert file["sha256"] == sums[file["path"]], f"{path}: digest in the manifest"
            assert file["rows"] == len(rows), f"{path}: rows in the manifest"
            text = content.decode("utf-8")
            if ".jsonl" in path.name:
                found = read_jsonl(text) if rows else []
                assert all(keys == columns for keys, _ in found), f"{path}: keys"
                compare(path, rows, [values for _, values in found])
            else:
                assert text.split("\n", 1)[0] == HEADERS[name], f"{path}: header"
                wanted = [tuple(v if v is ... else csv_text(v) for v in row) for row in rows]
                plain = list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]
                compare(path, [tuple("" if v is None else v for v in row) for row in wanted], plain)
                compare(path, wanted, read_csv_with_duckdb(path, columns))
            count += 1
    return count


def compare(path, expected, found):
    assert len(expected) == len(found), f"{path}: {len(found)} rows, {len(expected)} expected"
    for number, (want, have) in enumerate(zip(expected, found), 1):
        assert same(want, have), f"{path}, row {number}:\n  expected {want!r}\n  found    {have!r}"


if __name__ == "__main__":
    csv.field_size_limit(1 << 30)
    folder, website_id, snapshot_at, website_path, operators_path = sys.argv[1:]
    try:
        files = check(pathlib.Path(folder), website_id, snapshot_at,
                      json.loads(pathlib.Path(website_path).read_bytes()),
                      json.loads(pathlib.Path(operators_path).read_bytes()))
    except AssertionError as problem:
        print(problem)
        sys.exit(1)
    print(f"ok: {files} files")
