"""What the checkers of snapshots share: how every file is read without any code of Rollcall.

The files are read with Python's own csv, json and gzip modules and with DuckDB, which tells NULL from the empty string
in CSV.
"""
import csv, gzip, hashlib, io, json

import duckdb

csv.field_size_limit(1 << 30)

HEADERS = {
    "operators": "snapshot_at,service,instance,tenant_id,operator_id,email,display_name,first_name,last_name,title,role,status,"
    "status_detail,two_factor_enabled,availability,last_active_at,avatar_url,attributes",
    "resources": "snapshot_at,service,instance,tenant_id,resource_type,resource_id,display_name,parent_resource_type,"
    "parent_resource_id,attributes",
    "entitlements": "snapshot_at,service,instance,tenant_id,entitlement_id,resource_type,resource_id,slug,display_name,"
    "description,purpose",
    "grants": "snapshot_at,service,instance,tenant_id,grant_id,entitlement_id,resource_type,resource_id,slug,operator_id,"
    "operator_email",
}
COLUMNS = {table: header.split(",") for table, header in HEADERS.items()}


def attributes(pairs):
    return json.dumps(dict(sorted(pairs)), ensure_ascii=False, separators=(",", ":"))


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


def check(snapshot, expected):
    """Compares every file with the rows expected, and the manifest with the files.

    Returns how many files there are.
    """
    manifest = json.loads((snapshot / "manifest.json").read_text())
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
        parts = {}
        for file in table["files"]:
            path = snapshot / file["path"]
            kind = path.name.split(".", 1)[1]
            before = parts.setdefault(kind, [])
            assert path.name == f"part-{len(before):05}.{kind}", f"{path}: name of part {len(before)}"
            rows = expected[name][sum(before):][:file["rows"]]
            before.append(file["rows"])
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
        for kind, counts in parts.items():
            assert sum(counts) == len(expected[name]), f"{name}: rows of all parts in {kind}"
            if len(counts) > 1 and kind.startswith("csv"):
                wanted = [tuple(v if v is ... else csv_text(v) for v in row) for row in expected[name]]
                compare(f"{name}/*.{kind}", wanted, read_csv_with_duckdb(snapshot / name / f"*.{kind}", columns))
    return count


def compare(path, expected, found):
    assert len(expected) == len(found), f"{path}: {len(found)} rows, {len(expected)} expected"
    for number, (want, have) in enumerate(zip(expected, found), 1):
        assert same(want, have), f"{path}, row {number}:\n  expected {want!r}\n  found    {have!r}"
