"""Maps the tables of a snapshot of format version 1 to version 2, and compares them byte for byte with a snapshot.

  map_version_1.py FOLDER SNAPSHOT

FOLDER has `<table>.<csv or jsonl>.gz` of version 1; SNAPSHOT was made from the same answers, not compressed. It shares no
code with Rollcall: rows are cut and changed as bytes, by what the documentation says has changed.
"""
import gzip
import json
import re
import sys
from pathlib import Path

CELL = re.compile(rb'"(?:[^"]|"")*"|[^",\r\n]*')


def csv_rows(data):
    """The cells of each row, as they are written, and the end of each row."""
    place = 0
    while place < len(data):
        cells = []
        while True:
            cell = CELL.match(data, place)
            cells.append(cell.group())
            place = cell.end()
            if data[place:place + 1] != b",":
                break
            place += 1
        end = b"\r\n" if data[place:place + 2] == b"\r\n" else b"\n"
        assert data[place:place + len(end)] == end, f"no row ends at byte {place}"
        place += len(end)
        yield cells, end


def do_teams_read(version):
    """Members of a team read since Chatwoot 4.8.0, and where the version is not known."""
    numbers = re.match(r"(\d+)\.(\d+)\.", version or "")
    return not numbers or (int(numbers[1]), int(numbers[2])) >= (4, 8)


def purpose(service, version, kind, slug, old):
    """The purpose in version 2."""
    assert old == ("assignment" if slug == "member" and kind != "website" else "permission")
    if (service, kind, slug) == ("chatwoot", "account", "agent"):
        return "assignment"
    if (service, kind, slug) == ("chatwoot", "inbox", "member"):
        return "permission"
    if (service, kind, slug) == ("chatwoot", "team", "member"):
        return "permission" if do_teams_read(version) else "assignment"
    return old


class Descriptions:
    """Descriptions are prose, which any version may put better: today's are taken, one for each kind of entitlement."""

    def __init__(self, rows):
        self.texts = {}
        for row in rows:
            text = self.texts.setdefault((row["resource_type"], row["slug"]), row["description"])
            assert text == row["description"]

    def of(self, row):
        return self.texts[row["resource_type"], row["slug"]]


def changed(row, source, descriptions):
    """The columns of an entitlement that are others in version 2."""
    new = purpose(row["service"], source["service_version"], row["resource_type"], row["slug"], row["purpose"])
    return {"description": descriptions.of(row), "purpose": new}


def csv_texts(data):
    """Each row as texts by the names of their columns."""
    rows = ([cell.decode().strip('"') for cell in cells] for cells, _ in csv_rows(data))
    names = next(rows)
    return [dict(zip(names, row)) for row in rows]


def mapped_csv(data, table, source, found):
    descriptions = Descriptions(csv_texts(found)) if table == "entitlements" else None
    names = None
    for cells, end in csv_rows(data):
        if names is None:
            names = [cell.decode() for cell in cells]
            cells.insert(2, b"instance")
        else:
            if descriptions:
                row = {name: cell.decode().strip('"') for name, cell in zip(names, cells)}
                for name, text in changed(row, source, descriptions).items():
                    cells[names.index(name)] = b'"%s"' % text.encode()
            cells.insert(2, b'"%s"' % source["instance"].encode())
        yield b",".join(cells) + end


def mapped_json_lines(data, table, source, found):
    descriptions = Descriptions(map(json.loads, found.splitlines())) if table == "entitlements" else None
    for line in data.splitlines(keepends=True):
        row = json.loads(line)
        service = b'"service":"%s",' % row["service"].encode()
        assert line.count(service) == 1
        line = line.replace(service, service + b'"instance":"%s",' % source["instance"].encode())
        for name, text in (changed(row, source, descriptions) if descriptions else {}).items():
            old = b'"%s":"%s"' % (name.encode(), row[name].encode())
            assert line.count(old) == 1
            line = line.replace(old, b'"%s":"%s"' % (name.encode(), text.encode()))
        yield line


def main(folder, snapshot):
    manifest = json.loads((snapshot / "manifest.json").read_text())
    assert manifest["format_version"] == 2 and manifest["complete"]
    source, = manifest["sources"]
    source.setdefault("service_version", None)
    files = sorted(folder.glob("*.gz"))
    rows = 0
    for file in files:
        table, form, _ = file.name.split(".")
        mapping = {"csv": mapped_csv, "jsonl": mapped_json_lines}[form]
        found = (snapshot / table / f"part-00000.{form}").read_bytes()
        expected = list(mapping(gzip.decompress(file.read_bytes()), table, source, found))
        if b"".join(expected) != found:
            line = next(
                (line for line, row in enumerate(expected) if not found.startswith(b"".join(expected[:line + 1]))),
                len(expected))
            sys.exit(
                f"{table}.{form}, row {line}:\n  version 1, mapped: {(expected + [b''])[line]!r}\n"
                f"  the snapshot has:  {found[len(b''.join(expected[:line])):][:2000].splitlines(keepends=True)[:1]!r}")
        rows += len(expected)
    made = {path.relative_to(snapshot) for path in snapshot.glob("*/part-*")}
    if len(made) != len(files):
        sys.exit(f"version 1 has {len(files)} tables here, the snapshot {sorted(map(str, made))}")
    print(f"{rows} rows are the same")


main(Path(sys.argv[1]), Path(sys.argv[2]))
