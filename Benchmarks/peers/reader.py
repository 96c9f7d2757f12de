"""Reads a tool's files back with Python's gzip and csv, which none of the tools but the Python script wrote with.

Prints, for each table, the number of rows and a fingerprint of their values that does not depend on their order. NULL
and the empty string are the same here, because most of the tools cannot write the difference.
"""

import csv
import gzip
import json
import pathlib
import sys
import zlib

from columns import TABLES


def read(table, folder):
    """The rows and the fingerprint of the files of a table below a folder."""
    names = TABLES[table]
    boolean = names.index("two_factor_enabled") if "two_factor_enabled" in names else None
    rows = fingerprint = size = 0
    for path in sorted(pathlib.Path(folder).rglob("*.csv*")):
        # A table's files have its name, or are in a folder of its name.
        if table not in (path.name.split(".")[0], path.parent.name):
            continue
        size += path.stat().st_size
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8", newline="") as file:
            lines = csv.reader(file, strict=True)
            header = next(lines)
            places = [header.index(name) for name in names]
            for line in lines:
                values = [line[place] for place in places]
                if boolean is not None:
                    values[boolean] = values[boolean].lower()
                fingerprint += zlib.crc32("\x1f".join(values).encode())
                rows += 1
    return {"rows": rows, "fingerprint": fingerprint, "bytes": size}


if __name__ == "__main__":
    print(json.dumps({table: read(table, sys.argv[1]) for table in TABLES}))
