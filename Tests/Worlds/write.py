"""Writes snapshots as folders, with no code of Rollcall's: files, manifest, Data Package and digests."""

import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass

import encode
import schema
from snapshot import timestamp

_EXTENSIONS = {"csv": "csv", "jsonl": "jsonl"}


@dataclass
class Encoding:
    formats: list
    # From 1 to 9; None for files that are not compressed.
    level: int | None
    line_end: str
    is_spreadsheet_safe: bool
    # None, ("rows", n) or ("bytes", n).
    split: tuple | None
    tables: list

    @classmethod
    def random(cls, dice):
        return cls(
            formats=dice.choice([["csv"], ["csv"], ["jsonl"], ["jsonl"], ["csv", "jsonl"]]),
            level=dice.choice([None, 1, 6, 9]), line_end=dice.choice(["\n", "\n", "\r\n"]),
            is_spreadsheet_safe=dice.random() < 0.25,
            split=dice.choice([None, None, None, ("rows", dice.choice([1, 2, 7, 50])), ("bytes", 400)]),
            tables=list(schema.TABLES))


def write(dice, snapshot, encoding, folder):
    """Writes the folder, which must not be there."""
    folder.mkdir()
    tables = []
    for name in encoding.tables:
        (folder / name).mkdir()
        files = []
        for form in encoding.formats:
            files += _files(dice, name, snapshot.rows[name], form, encoding, folder)
        tables.append({
            "name": name, "rows": len(snapshot.rows[name]), "files": files,
            "columns": [
                {"name": column, "type": kind, "nullable": nullable, "description": f"What {column} says."}
                for column, kind, nullable in schema.TABLES[name]]})
    manifest = _manifest(dice, snapshot, encoding, tables)
    sums = [(file["path"], file["sha256"]) for table in tables for file in table["files"]]
    for name, content in (("datapackage.json", _package(manifest, encoding)), ("manifest.json", manifest)):
        data = (json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n").encode()
        (folder / name).write_bytes(data)
        sums.append((name, hashlib.sha256(data).hexdigest()))
    (folder / "SHA256SUMS").write_text("".join(f"{digest}  {path}\n" for path, digest in sums))


def _files(dice, table, rows, form, encoding, folder):
    columns = schema.TABLES[table]
    if form == "csv":
        header = encode.csv_header(columns, encoding.line_end)
        lines = encode.csv_rows(columns, rows, encoding.line_end, encoding.is_spreadsheet_safe)
    else:
        header, lines = "", encode.json_rows(columns, rows)
    files = []
    for number, part in enumerate(_parts(dice, lines, encoding.split)):
        path = f"{table}/part-{number:05}.{_EXTENSIONS[form]}" + (".gz" if encoding.level else "")
        content = (header + "".join(part)).encode()
        data = gzip.compress(content, encoding.level, mtime=0) if encoding.level else content
        (folder / path).write_bytes(data)
        files.append({
            "path": path, "format": form, "rows": len(part), "bytes": len(data), "uncompressed_bytes": len(content),
            "sha256": hashlib.sha256(data).hexdigest()})
    return files


def _parts(dice, lines, split):
    if split is None or not lines:
        return [lines]
    kind, count = split
    parts = [[]]
    for line in lines:
        is_full = len(parts[-1]) == count if kind == "rows" else parts[-1] and dice.random() < 0.3
        if is_full:
            parts.append([])
        parts[-1].append(line)
    return parts


def _manifest(dice, snapshot, encoding, tables):
    names = [table["name"] for table in tables]
    tenants = []
    for tenant in snapshot.tenants:
        tenant = tenant | {"rows": {name: tenant["rows"][name] for name in names}}
        if "operators" not in names:
            tenant["totals"] = {"operators": None}
        if "resources" not in names:
            tenant["name"] = None
        tenants.append(tenant)
    latency = {"count": 0, "max": 0, "p50": 0, "p95": 0, "p99": 0}
    start, end = timestamp(snapshot.moment), timestamp(snapshot.moment + 1500)
    manifest = {
        "format_version": 2, "rollcall_version": "0.1.0", "snapshot_at": start, "started_at": start, "finished_at": end,
        "complete": all(tenant["status"] == "complete" for tenant in tenants)
        and not any(source["missing"] for source in snapshot.sources),
        "run": {"user": "nobody", "host": "nowhere", "options": {}},
        "sources": snapshot.sources, "tables": tables, "tenants": tenants,
        "encoding": {
            "csv_line_ending": "crlf" if encoding.line_end == "\r\n" else "lf",
            "spreadsheet_safe": encoding.is_spreadsheet_safe,
            "compressor": _compressor(encoding),
            "split": None if encoding.split is None else {"rows": None, "bytes": None} | dict([encoding.split])},
        "statistics": {
            "bytes_in": 0, "endpoints": [], "latency": latency,
            "paused_seconds": 0, "peak_memory_bytes": 1, "requests": 0, "retries": {}, "rows_per_second": 0,
            "seconds": 1.5},
    }
    if _needs_allowance(tenants):
        manifest["identity"] = _identity(snapshot, encoding, names)
    return manifest


def _compressor(encoding):
    return None if encoding.level is None else {
        "name": "zlib", "version": zlib.ZLIB_RUNTIME_VERSION, "level": encoding.level}


def _needs_allowance(tenants):
    """Whether only a run with --allow-empty would have written it."""
    return not tenants or any(
        tenant["status"] != "failed" and tenant["rows"].get("operators") == 0 for tenant in tenants)


def _identity(snapshot, encoding, names):
    settings = {
        "allow-empty": "true", "compression": "gzip" if encoding.level else "none",
        "csv-line-ending": "crlf" if encoding.line_end == "\r\n" else "lf",
        "spreadsheet-safe": "true" if encoding.is_spreadsheet_safe else "false",
        "tables": ",".join(names), "format": ",".join(encoding.formats)}
    if encoding.level:
        settings["compression-level"] = str(encoding.level)
    if encoding.split:
        settings[f"split-{encoding.split[0]}"] = str(encoding.split[1])
    return {
        "rollcall_version": "0.1.0", "zlib_version": zlib.ZLIB_RUNTIME_VERSION,
        "services": [source["service"] for source in snapshot.sources], "settings": settings}


def _package(manifest, encoding):
    types = {"string": "string", "boolean": "boolean", "timestamp": "datetime", "json": "object"}
    resources = []
    for table in manifest["tables"]:
        for form in encoding.formats:
            files = [file for file in table["files"] if file["format"] == form]
            resource = {
                "name": f"{table['name']}-{form}", "profile": "tabular-data-resource", "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": column["name"], "type": types[column["type"]], "description": column["description"]}
                        for column in table["columns"]],
                    "primaryKey": schema.TENANT_KEY + schema.KEYS[table["name"]],
                    "missingValues": [""] if form == "csv" else []}}
            if any(file["uncompressed_bytes"] for file in files):
                paths = [file["path"] for file in files]
                resource |= {
                    "path": paths[0] if len(paths) == 1 else paths, "format": form,
                    "mediatype": "text/csv" if form == "csv" else "application/jsonl"}
                if encoding.level:
                    resource["compression"] = "gz"
                if form == "csv":
                    resource["dialect"] = {
                        "delimiter": ",", "lineTerminator": encoding.line_end, "quoteChar": '"', "doubleQuote": True,
                        "skipInitialSpace": False, "header": True}
            else:
                resource["data"] = [[column["name"] for column in table["columns"]]]
            resources.append(resource)
    return {
        "name": "rollcall-snapshot", "profile": "tabular-data-package", "created": manifest["snapshot_at"],
        "resources": resources}
