"""Checks a snapshot, sharing no code with Rollcall: is it whole, and is it the one that an undisturbed run makes?"""

import collections
import csv
import functools
import hashlib
import io
import json
import stat
import zlib

csv.field_size_limit(1 << 30)

_KEYS = {
    "operators": ["operator_id"], "resources": ["resource_type", "resource_id"], "entitlements": ["entitlement_id"],
    "grants": ["grant_id"]}
# What a run tells of itself in the manifest, and not of the services.
_OF_THE_RUN = {"started_at", "finished_at", "statistics", "run"}
_OF_THE_RUN_OF_TENANTS = {"requests", "read_from", "read_until"}


class Reference:
    """The snapshot of an undisturbed run."""

    def __init__(self, folder):
        self.files = {path: content for path, content in _files(folder).items() if path.count("/") == 1}
        self.manifest = _of_the_services(json.loads((folder / "manifest.json").read_bytes()))
        self._rows = {path: collections.Counter(_lines(path, content)) for path, content in self.files.items()}

    def row_differences(self, folder):
        """How many rows of a snapshot are lost, and how many are there that should not be."""
        lost = added = 0
        for path, rows in self._rows.items():
            found = collections.Counter(_lines(path, (folder / path).read_bytes() if (folder / path).exists() else b""))
            lost += (rows - found).total()
            added += (found - rows).total()
        return lost, added


def problems(folder, reference):
    """What is wrong with a snapshot that a run left under its final name."""
    try:
        return modes(folder) + list(_problems(folder, reference))
    except (OSError, ValueError, KeyError, TypeError, zlib.error, csv.Error) as error:
        return [f"{folder.name} cannot be read: {error!r}"]


def modes(folder):
    """What others may read or enter."""
    found = []
    for path in [folder, *sorted(folder.rglob("*"))]:
        status = path.lstat()
        wanted = 0o700 if stat.S_ISDIR(status.st_mode) else 0o600
        if stat.S_IMODE(status.st_mode) != wanted or not (stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)):
            found.append(f"{path.relative_to(folder.parent)} has the mode {stat.filemode(status.st_mode)}")
    return found


def _problems(folder, reference):
    contents = _files(folder)
    manifest = json.loads(contents["manifest.json"])
    sums = {}
    for line in contents["SHA256SUMS"].decode().splitlines():
        digest, path = line.split("  ", 1)
        sums[path] = digest
    if set(sums) | {"SHA256SUMS"} != set(contents):
        yield f"SHA256SUMS names {sorted(sums)}, there are {sorted(contents)}"
    for path, digest in sums.items():
        if hashlib.sha256(contents.get(path, b"")).hexdigest() != digest:
            yield f"{path} is not what SHA256SUMS says"

    named = {"manifest.json", "datapackage.json"}
    rows = collections.Counter()
    for table in manifest["tables"]:
        columns = tuple(column["name"] for column in table["columns"])
        for file in table["files"]:
            path = file["path"]
            named.add(path)
            raw = contents[path]
            size, of_tenants, doubled = _content(table["name"], path, raw, columns)
            if (file["bytes"], file["uncompressed_bytes"], file["rows"]) != (len(raw), size, of_tenants.total()):
                yield f"{path} has {len(raw)} bytes, {size} of content and {of_tenants.total()} rows: {file}"
            if file["sha256"] != hashlib.sha256(raw).hexdigest():
                yield f"{path} has another digest than the manifest says"
            if doubled:
                yield f"{path} has {doubled[0]} more than once"
            if file["format"] == manifest["tables"][0]["files"][0]["format"]:
                rows += of_tenants
    if named != set(sums):
        yield f"the manifest names {sorted(named)}, SHA256SUMS {sorted(sums)}"
    told = {(tenant["service"], tenant["instance"], tenant["tenant_id"], name): count
            for tenant in manifest["tenants"] for name, count in tenant["rows"].items() if count}
    if told != rows:
        yield f"the manifest tells of other rows of the tenants than there are: {told} and {dict(rows)}"

    if not manifest["complete"]:
        # It says so, and nothing is claimed about its rows.
        return
    if _of_the_services(manifest) != reference.manifest:
        yield "the manifest says other things of the services than that of an undisturbed run"
    for path in reference.files:
        if contents.get(path) != reference.files[path]:
            yield f"{path} is not byte for byte that of an undisturbed run"


@functools.lru_cache(maxsize=64)
def _content(table, path, raw, columns):
    """The size of what a file holds, the rows of each tenant in it, and the keys that are in it more than once.

    Nearly all files are the reference's, and need not be read again.
    """
    plain = _decompressed(path, raw)
    of_tenants, keys = collections.Counter(), collections.Counter()
    for record in _records(path, plain, list(columns)):
        tenant = record["service"], record["instance"], record["tenant_id"]
        of_tenants[tenant + (table,)] += 1
        keys[tenant + tuple(record[name] for name in _KEYS[table])] += 1
    return len(plain), of_tenants, [key for key, count in keys.items() if count > 1]


def _files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _of_the_services(manifest):
    kept = {key: value for key, value in manifest.items() if key not in _OF_THE_RUN}
    kept["tenants"] = [{key: value for key, value in tenant.items() if key not in _OF_THE_RUN_OF_TENANTS}
                       for tenant in kept["tenants"]]
    return kept


def _decompressed(path, raw):
    if not path.endswith(".gz"):
        return raw
    member = zlib.decompressobj(31)
    content = member.decompress(raw) + member.flush()
    # The end of the member was reached, where its CRC and length stand, and nothing follows.
    if not member.eof or member.unused_data:
        raise ValueError(f"{path} is not one complete member of gzip")
    return content


def _records(path, content, columns):
    text = content.decode("utf-8")
    if text and not text.endswith("\n"):
        raise ValueError(f"{path} ends in the middle of a row")
    if ".jsonl" in path:
        for line in text[:-1].split("\n") if text else []:
            record = json.loads(line)
            if list(record) != columns:
                raise ValueError(f"{path} has a row with the keys {list(record)}")
            yield record
        return
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(lines)
    if header != columns:
        raise ValueError(f"{path} has the header {header}")
    for line in lines:
        if len(line) != len(columns):
            raise ValueError(f"{path} has a row of {len(line)} cells")
        yield dict(zip(columns, line))


def _lines(path, raw):
    """The rows as they stand there, as many as can be read."""
    try:
        content = zlib.decompressobj(31).decompress(raw) if path.endswith(".gz") else raw
    except zlib.error:
        content = b""
    if ".jsonl" in path:
        return content.split(b"\n")[:-1]
    try:
        return [tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline=""))]
    except csv.Error:
        return []
