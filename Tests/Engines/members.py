#!/usr/bin/env python3
"""Gives every compressed file of an export to every reader of gzip that can be had: each finds the same content.

    Tests/Engines/members.py --rollcall PATH

The exports are of each compressor, in both formats, whole and in parts. GNU gzip, which shares no code with zlib and
ISA-L, says what the content is. What cannot run is said by name at the end; the rest counts all the same.
"""

import argparse
import csv
import gzip
import hashlib
import importlib.util
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile

# Files of several blocks, which refer to the ones before them, and parts that end anywhere.
_EXPORTS = {
    f"{level}{'-split' if split else ''}": ["--compression-level", level, *split]
    for level in ("fast", "6") for split in ([], ["--split-rows", "777"])}

_JAVA = """
import java.io.*; import java.security.*; import java.util.*; import java.util.zip.*;
class Members {
  public static void main(String[] paths) throws Exception {
    for (String path : paths) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new GZIPInputStream(new FileInputStream(path))) {
        byte[] piece = new byte[10000];
        for (int count; (count = in.read(piece)) > 0; ) digest.update(piece, 0, count);
      }
      System.out.println(HexFormat.of().formatHex(digest.digest()));
    }
  }
}
"""


def by_python(paths):
    return [gzip.decompress(path.read_bytes()) for path in paths]


def by_pyarrow(paths):
    import pyarrow
    return [pyarrow.input_stream(str(path), compression="gzip").read() for path in paths]


def by_chdb(paths):
    import chdb
    return [chdb.query(f"SELECT * FROM file('{path}', 'RawBLOB')", "RawBLOB").bytes() for path in paths]


def by_duckdb(paths):
    import duckdb
    csv_options = "header = false, all_varchar = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\n'"
    return [
        _joined(duckdb.sql(
            f"SELECT * FROM read_csv('{path}', {csv_options})" if _is_csv(path) else
            f"SELECT json FROM read_json_objects('{path}', format = 'newline_delimited')").fetchall())
        for path in paths]


def by_polars(paths):
    import polars
    return [
        _joined(polars.read_csv(path, has_header=False, infer_schema=False).rows() if _is_csv(path) else polars.read_csv(
            path, has_header=False, separator="\x01", quote_char=None, infer_schema=False).rows())
        for path in paths]


def _is_csv(path):
    return path.name.endswith(".csv.gz")


def _joined(rows):
    """The rows of a reader that gives no bytes, as bytes: NULL as the empty string."""
    return "".join("\x1f".join(value or "" for value in row) + "\n" for row in rows).encode()


def as_rows(path, content):
    """What such a reader should find in a file."""
    text = content.decode()
    if _is_csv(path):
        return _joined(csv.reader(io.StringIO(text, newline=""), strict=True))
    return _joined([line] for line in text.split("\n")[:-1])


def by_java(paths):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "Members.java"
        source.write_text(_JAVA)
        run = subprocess.run(["java", source, *paths], capture_output=True, text=True)
        if run.returncode:
            raise ValueError(run.stderr)
        return run.stdout.split()


# How each reads, whether it gives rows instead of bytes, and the module of Python that it needs.
READERS = {
    "Python": (by_python, False, "gzip"), "pyarrow": (by_pyarrow, False, "pyarrow"),
    "ClickHouse": (by_chdb, False, "chdb"), "Java": (by_java, False, None),
    "DuckDB": (by_duckdb, True, "duckdb"), "polars": (by_polars, True, "polars")}


def digest(content):
    """Of content, or what a reader says is its digest."""
    return content if isinstance(content, str) else hashlib.sha256(content).hexdigest()


def export(rollcall, folder):
    """Every compressed file of every export."""
    for name, options in _EXPORTS.items():
        subprocess.run(
            [rollcall, "demo", "--quiet", "--operators", "4000", "--format", "csv,jsonl", "--output", folder / name,
             *options], check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.rglob("*.gz"))


def obstacle(name, module):
    """Why a reader cannot run, or nothing."""
    if module:
        return "" if importlib.util.find_spec(module) else "it cannot be installed"
    return "" if shutil.which("javac") else "there is no JDK"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollcall", required=True, type=pathlib.Path)
    rollcall = parser.parse_args().rollcall.resolve()
    passed, failed, not_run = 0, 0, {}
    with tempfile.TemporaryDirectory() as folder:
        paths = export(rollcall, pathlib.Path(folder))
        subprocess.run(["gzip", "--test", *paths], check=True)
        contents = [subprocess.run(["gzip", "-dc", path], check=True, capture_output=True).stdout for path in paths]
        for name, (read, gives_rows, module) in READERS.items():
            not_run[name] = obstacle(name, module)
            if not_run[name]:
                continue
            try:
                wrong = [
                    str(path) for path, content, found in zip(paths, contents, read(paths), strict=True)
                    if digest(found) != digest(as_rows(path, content) if gives_rows else content)]
                if wrong:
                    raise ValueError(f"{len(wrong)} of {len(paths)} files have other content, such as {wrong[0]}")
                passed += 1
            except Exception as fault:
                failed += 1
                print(f"{name}: {str(fault)[:2000]}", file=sys.stderr)
    for name, reason in not_run.items():
        if reason:
            print(f"could not run: {name}: {reason}")
    print(f"{len(paths)} files: {passed} readers passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
