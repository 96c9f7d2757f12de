#!/usr/bin/env python3
"""Loads snapshots into databases with what `rollcall sql` prints, and compares every cell with the files.

    Tests/Engines/sql.py --quick               PostgreSQL and DuckDB, a few random worlds
    Tests/Engines/sql.py                       ClickHouse and Spark as well, and more worlds
    Tests/Engines/sql.py --seed 7 --only 12    the world that a difference names
    Tests/Engines/sql.py --engine spark        one engine alone

Each world is written as a snapshot, in any form that a snapshot has, and so is a later one. Both are loaded, twice. The
files are read without any code of Rollcall's (Tests/Worlds). Then there are loads that must fail and leave nothing, folders
with hostile names, and snapshots that must be refused. Of BigQuery, Snowflake and Redshift, sqlglot parses the
statements. What cannot run is said by name at the end; the rest counts all the same.
"""

import argparse
import functools
import gzip
import http.server
import importlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests" / "Worlds"), str(ROOT / "Tests" / "Engines")]

import evolve
import generate
import reading
import render
import schema
import write
from read import Stored
from warehouses import NotHere

PACKAGES = {"chdb": "chdb", "pyspark": "pyspark", "sqlglot": "sqlglot"}
not_run = {}


class Difference(Exception):
    """Something is not as it should be; in words."""


def check(holds, *words):
    if not holds:
        raise Difference(" ".join(str(word) for word in words)[:3000])


# MARK: Snapshots


NASTY = [
    "", " ", "'", "''", '"', '""', "\\", "\\\\", "\\N", "\\.", "a\n\\.\nb", "a\r\n\\.\r\nb", "a\n\\.x\nb", "\n\\.\n", "$$", "$1", ":x", "{{x}}", "%s",
    "a\nb", "a\r\nb", "\r", "\n", "\t", ",", ";", "--", "/*", "*/", "NULL", "null", "NA", "true", "0", "007", "1e9",
    "=1+1", "+49", "-5", "@x", "\t=1", "\r\n=1", "x'=1", " lead", "trail ", "\u00e9", "e\u0301", "\u2028", "\u0085",
    "\ufeffbom", "\U0001f9d1\u200d\U0001f680", "\U0010ffff", "\u0001", "\u0002", "\u001b[31m", "\u007f",
    "'); DROP TABLE operators; --", "x" * 70_000, '"' * 3_000, "\u00e9,\n" * 2_000]
ATTRIBUTES = [
    "{}", '{"a":null}', '{"a.b":1,"c":{"d":[1,"x",null,true,1.5]}}', '{"k":"\\u001b \\" \\\\ \\n"}',
    '{"a":{}}', '{"n":12345678901234567890}', '{"teams":["1","2"]}', '{"x":"' + "y" * 30_000 + '"}']


class Handmade:
    """Two accounts of the same id at two instances, full of what loaders trip over."""

    def __init__(self, dice, day=0, nasty=NASTY):
        self._nasty = nasty
        self.moment = 1_764_000_000_000 + 86_400_000 * day + 123
        moment = render.timestamp(self.moment)
        self.rows = {name: [] for name in schema.TABLES}
        self.sources, self.tenants = [], []
        for instance in ["https://a.example.com", "http://b.example.com:3000"]:
            self.sources.append({
                "service": "chatwoot", "instance": instance, "requests": ["GET /: all"], "not_available": [],
                "known_gaps": [], "missing": [], "token_role": "administrator"})
            leading = {"snapshot_at": moment, "service": "chatwoot", "instance": instance, "tenant_id": "1"}
            for number in range(len(nasty) + day):
                self._add(dice, leading, number)
            self.tenants.append({
                "service": "chatwoot", "instance": instance, "tenant_id": "1", "name": "x", "status": "complete",
                "read_from": moment, "read_until": moment, "requests": 1, "missing": [], "omitted": [],
                "rows": {name: sum(row["instance"] == instance for row in rows) for name, rows in self.rows.items()},
                "totals": {"operators": {"by_role": {}, "by_status": {}}}})

    def _add(self, dice, leading, number):
        text = self._nasty[number % len(self._nasty)]
        # A key has no room for everything in every engine.
        short = text if 0 < len(text) < 100 else str(number)
        moments = ["0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "2026-03-29T01:30:00.001Z", None]
        if dice.random() < 0.7:
            moments = moments[1:]
        made = {
            "operators": {
                "operator_id": f"{number}{short}", "email": text, "status": "enabled",
                "two_factor_enabled": dice.choice([True, False, None]), "last_active_at": dice.choice(moments),
                "attributes": dice.choice(ATTRIBUTES)},
            "resources": {
                "resource_type": "inbox", "resource_id": f"{short}{number}", "display_name": text,
                "attributes": dice.choice(ATTRIBUTES)},
            "entitlements": {
                "entitlement_id": f"{number}:{short}", "resource_type": "inbox", "resource_id": short, "slug": short,
                "description": text, "purpose": "permission"},
            "grants": {
                "grant_id": f"{short}:{number}", "entitlement_id": short, "resource_type": "inbox",
                "resource_id": short, "slug": short, "operator_id": short,
                "operator_email": dice.choice([text, "", None])},
        }
        for table, values in made.items():
            row = {name: dice.choice([text, None, ""]) if nullable and kind == "string" else None
                   for name, kind, nullable in schema.TABLES[table]}
            self.rows[table].append(row | leading | values)


def handmade(dice, folder, day=0, nasty=NASTY, **how):
    encoding = write.Encoding.random(dice)
    for name, value in how.items():
        setattr(encoding, name, value)
    write.write(dice, Handmade(dice, day, nasty), encoding, folder)


def random_worlds(dice, folder):
    """Two snapshots, the later one of the same people."""
    world = generate.world(dice)
    reading.read_well_or_not(dice, world)
    later = evolve.later(dice, world)
    reading.read_well_or_not(dice, later)
    for name, one in [("old", world), ("new", later)]:
        write.write(dice, render.snapshot(dice, one), write.Encoding.random(dice), folder / name)


# MARK: What should be in a database


class Expected:
    """The rows that a database should have after loads."""

    def __init__(self):
        self._rows = {}

    def load(self, stored):
        failed = {key for key, tenant in stored.tenants.items() if tenant["status"] == "failed"}
        for table, tenants in stored.tables.items():
            rows = self._rows.setdefault(table, {})
            for key, found in tenants.items():
                if key not in failed:
                    rows[(stored.snapshot_at, *key)] = found

    @property
    def tables(self):
        return set(self._rows)

    def compare(self, engine, tables=None):
        check(set(engine.tables()) == self.tables, "the tables are", engine.tables())
        for table in tables or self.tables:
            wanted = [row for rows in self._rows[table].values() for row in rows]
            found = engine.rows(table)
            check(len(wanted) == len(found), f"{table} has {len(found)} rows, but should have {len(wanted)}")
            order = lambda row: json.dumps([row[name] for name in ["snapshot_at", *schema.TENANT_KEY, *schema.KEYS[table]]])
            for want, have in zip(sorted(wanted, key=order), sorted(found, key=order)):
                for name, kind, _ in schema.TABLES[table]:
                    value = want[name] if kind != "json" else json.loads(want[name])
                    check(type(value) is type(have[name]) and value == have[name], table, name, "is",
                          repr(have[name])[:300], "but should be", repr(value)[:300], "in", order(want)[:300])


# MARK: Trials


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Trial:
    def __init__(self, rollcall, engine, folder, is_short=False):
        self._rollcall, self._engine, self._folder, self.is_short = rollcall, engine, folder, is_short
        self._environment = {"PATH": os.environ["PATH"], "TMPDIR": str(folder)}

    def sql(self, path, *options):
        """The SQL, the exit code and the words."""
        name = self._engine.name.split()[0]
        done = subprocess.run(
            [self._rollcall, "sql", name, path, *options], cwd=self._folder, capture_output=True,
            env=self._environment)
        return done.stdout, done.returncode, done.stderr.decode(errors="replace")

    def load(self, path, expected=None):
        """Loads a snapshot; or finds it refused, which is fine for some forms in some engines."""
        stored = Stored(self._folder / path)
        sql, code, words = self.sql(path)
        if code == 65 and "exactly" in words:
            check(sql == b"" and "Spark" in words, "there is SQL and a refusal:", words)
            return False
        check(code == (0 if stored.manifest["complete"] else 1), "rollcall sql ended with", code, words)
        check(("not complete" in words) == (code == 1) and (b"not complete" in sql) == (code == 1), words)
        done, said = self._engine.load(sql, self._folder)
        check(done, self._engine.name, "could not load", path, said)
        if expected is not None:
            expected.load(stored)
        return True

    def twice_and_the_next_day(self):
        self._engine.clean()
        expected = Expected()
        loaded = [self.load("old", expected)]
        if loaded[0]:
            expected.compare(self._engine)
        loaded.append(self.load("new", expected))
        if any(loaded):
            expected.compare(self._engine)
        for name in ["new", "old"]:
            self.load(name, expected)
        if any(loaded):
            expected.compare(self._engine)

    def same_moment_again(self):
        """A snapshot of the same moment in which one tenant failed, and the other one has fewer rows."""
        self._engine.clean()
        dice = random.Random(self._engine.name)
        expected = Expected()
        handmade(dice, self._folder / "first", line_end="\n")
        less = Handmade(dice)
        kept, failed = less.tenants[0]["instance"], less.tenants[1]
        less.rows = {
            name: [] if name == "grants" else [row for row in rows if row["instance"] == kept][:3]
            for name, rows in less.rows.items()}
        less.tenants[0]["rows"] = {name: len(rows) for name, rows in less.rows.items()}
        failed |= {
            "status": "failed", "rows": {name: 0 for name in schema.TABLES},
            "error": {"code": "unavailable", "reason": None, "message": "it was\naway; DROP TABLE operators"}}
        write.write(dice, less, write.Encoding(["jsonl"], 1, "\n", False, None, list(schema.TABLES)), self._folder / "second")
        for name in ["first", "second"]:
            self.load(name, expected)
            expected.compare(self._engine)
        check(self._engine.comments("operators")[0], "a column has no comment")

    def elsewhere(self):
        """The files lie in another place, by a path or, for ClickHouse, behind a web server."""
        handmade(random.Random(3), self._folder / "s", line_end="\n", split=("rows", 30))
        shutil.copytree(self._folder / "s", self._folder / "copy of s")
        places = [f"{self._folder}/copy of s/"]
        server = None
        if self._engine.name == "clickhouse":
            server = http.server.ThreadingHTTPServer(
                ("127.0.0.1", 0), functools.partial(Quiet, directory=self._folder / "copy of s"))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            places.append(f"http://127.0.0.1:{server.server_port}")
        for place in places:
            self._engine.clean()
            sql, code, words = self.sql("s", "--location", place)
            check(code == 0 and f"{self._folder}/s/".encode() not in sql, words)
            done, said = self._engine.load(sql, self._folder)
            check(done, self._engine.name, "could not load from", place, said)
            expected = Expected()
            expected.load(Stored(self._folder / "s"))
            expected.compare(self._engine)
        if server:
            server.shutdown()
            server.server_close()

    def lesser_rights(self):
        """Whoever loads every night need not be who made the tables (PostgreSQL)."""
        self._engine.clean()
        expected = Expected()
        for day, name in enumerate(["first", "second"]):
            handmade(random.Random(day), self._folder / name, day)
        self.load("first", expected)
        done, said = self._engine.load_with_lesser_rights(self.sql("second")[0], self._folder)
        check(done and said == "", "could not load with lesser rights", said)
        expected.load(Stored(self._folder / "second"))
        expected.compare(self._engine)

    def failed_loads(self):
        """What breaks after the SQL was made: nothing of it may be left, and what was there stays."""
        cases = [("csv", None), ("csv", 6), ("jsonl", None), ("jsonl", 6)]
        for form, how in cases[::3] if self.is_short else cases:
            for before in [True] if self.is_short else [False, True]:
                self._engine.clean()
                name = f"broken-{form}-{how}-{before}"
                dice = random.Random(name)
                settings = {"formats": [form], "level": how, "line_end": "\n", "split": ("rows", 40)}
                handmade(dice, self._folder / name, day=1, **settings)
                expected = Expected()
                if before:
                    handmade(dice, self._folder / f"{name}-good", formats=[form], line_end="\n")
                    self.load(f"{name}-good", expected)
                sql, code, words = self.sql(name)
                check(code == 0, words)
                victim = sorted((self._folder / name / "grants").iterdir())[1]
                whole = victim.read_bytes()
                content = gzip.decompress(whole) if how else whole
                for number, damage in enumerate([
                        None, whole[: len(whole) // 2],
                        gzip.compress(content[: content.rindex(b"\n", 0, -1) + 1]) if how
                        else content[: content.rindex(b"\n", 0, -1) + 1]]):
                    victim.unlink(missing_ok=True)
                    if damage is not None:
                        victim.write_bytes(damage)
                    done, said = self._engine.load(sql, self._folder)
                    check(not done, f"{name}: damage {number} was not noticed")
                    left = set(self._engine.tables())
                    # Where making a table cannot be undone, it is empty.
                    if left != expected.tables:
                        check(self._engine.name in ["clickhouse", "spark"], name, "left", left)
                        check(all(self._engine.rows(table) == [] for table in left), name, "left rows")
                    else:
                        expected.compare(self._engine)
                victim.write_bytes(whole)
                done, said = self._engine.load(sql, self._folder)
                check(done, said)
                # Before it is loaded, damage gives no SQL.
                victim.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
                sql, code, words = self.sql(name)
                check(code == 65 and sql == b"" and victim.name in words, "damage gave", code, words, len(sql))
                check(self.sql(name, "--tables-only")[1] == 65, "damage gave tables")

    def hostile_folders(self):
        pwned = self._folder / "pwned"
        names = [
            "q'uote", "dol$lar;x", "back\\slash", "new\nline", "st*r", "[ab]?", f"$(touch {pwned})".replace("/", "_"),
            f"`touch pwned`", "sp ace", '"dq"', "{a,b}", "é😀", "\x1b[31m", "co:lon", "--x", "$$", "%20", ":x", "'; \\! touch pwned",
            "\\\\*[", "tab\t", "-- x"]
        expected = None
        for number, name in enumerate(names):
            inner = self._folder / f"n{number}" / name
            inner.mkdir(parents=True)
            shutil.copytree(self._folder / "plain", inner / "s") if number else handmade(
                random.Random(1), inner / "s", nasty=NASTY[:15], formats=["csv"], line_end="\n", split=("rows", 20))
            if number == 0:
                shutil.copytree(inner / "s", self._folder / "plain")
            # What a pattern would match instead.
            for other in ["n", "star", "a", "b", "stxr"]:
                (inner.parent / other).mkdir(exist_ok=True)
            for path in [str(inner / "s"), os.path.relpath(inner / "s", self._folder)][-1 if self.is_short else 0:]:
                self._engine.clean()
                sql, code, words = self.sql(path)
                if code == 64:
                    check(sql == b"" and "which this engine takes" in words, words)
                    check(self._engine.name in ["clickhouse", "spark"] or "\\*[" in name, "refused", repr(name), words)
                    continue
                check(code == 0, repr(name), code, words)
                check(all(byte >= 32 or byte == 10 for byte in sql), "the SQL controls a terminal")
                done, said = self._engine.load(sql, self._folder / f"n{number}")
                check(done, self._engine.name, "could not load from", repr(name), said)
                expected = Expected()
                expected.load(Stored(inner / "s"))
                expected.compare(self._engine, ["operators"])
        check(not list(self._folder.rglob("pwned")), "a name of a folder was run")


# MARK: Engines that are not here


class Parsed:
    """An engine that is not here: sqlglot parses its statements."""

    def __init__(self, name, location):
        self.name, self._location = name, location

    def check(self, sql):
        import sqlglot

        text = sql.decode()
        if self.name == "snowflake":
            block = text[text.index("$$") + 2: text.rindex("$$")]
            text = text[: text.index("EXECUTE")] + block[block.index("\nBEGIN\n") + 7: block.index("EXCEPTION WHEN")]
            text = "\n".join(line for line in text.split("\n") if not line.startswith("IF ("))
        dialect = {"bigquery": "bigquery", "snowflake": "snowflake", "redshift": "redshift"}[self.name]
        parsed = [one for one in sqlglot.parse(text, read=dialect) if one is not None]
        kinds = {type(one).__name__ for one in parsed}
        check({"Create", "Delete", "Insert"} <= kinds, self.name, "has only", kinds)
        return kinds

    def trial(self, rollcall, folder):
        for name in ["old", "new"]:
            for options in [["--location", self._location], ["--tables-only"]]:
                done = subprocess.run(
                    [rollcall, "sql", self.name, name, *options], cwd=folder, capture_output=True)
                check(done.returncode in (0, 1), done.stderr)
                if options[0] == "--location":
                    self.check(done.stdout)
            done = subprocess.run([rollcall, "sql", self.name, name], cwd=folder, capture_output=True)
            check(done.returncode == 64 and done.stdout == b"" and b"--location" in done.stderr, done.stderr)


def engines(arguments):
    """The engines that are here."""
    def of(module, make):
        try:
            return make(importlib.import_module(f"warehouses.{module}"))
        except NotHere as reason:
            not_run[module] = str(reason)
            return None

    makers = {
        "postgres": lambda: of("postgres", lambda here: here.Postgres(ROOT)),
        "duckdb": lambda: of("duckdb_shell", lambda here: here.DuckDB(sys.executable)),
        "duckdb-library": lambda: of("duckdb_shell", lambda here: here.DuckDB(sys.executable, in_shell=False)),
        "clickhouse": lambda: of("clickhouse", lambda here: here.ClickHouse()),
        "spark": lambda: of("spark", lambda here: here.Spark()),
    }
    names = arguments.engine or (["postgres", "duckdb"] if arguments.quick else list(makers))
    return [found for found in (makers[name]() for name in names if name in makers) if found]


def install():
    for module, package in PACKAGES.items():
        found = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0
        if not found:
            subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", package])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rollcall", default=ROOT / ".build/debug/rollcall")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int)
    parser.add_argument("--only", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--engine", action="append")
    arguments = parser.parse_args()
    rollcall = pathlib.Path(arguments.rollcall).resolve()
    if not os.access(rollcall, os.X_OK):
        sys.exit(f"{rollcall} is not there: build it, or name another one with --rollcall")
    if not arguments.quick:
        install()
    passed, failed = 0, 0

    def attempt(words, work):
        nonlocal passed, failed
        with tempfile.TemporaryDirectory() as base:
            # Whatever reads the files is this user, not a server.
            os.chmod(base, 0o700)
            try:
                work(pathlib.Path(base).resolve())
                passed += 1
            except Difference as difference:
                failed += 1
                print(f"{words}: {difference}\n", file=sys.stderr)
            except Exception as fault:
                # An engine that breaks may not keep the others from being closed.
                failed += 1
                print(f"{words}: {type(fault).__name__}: {str(fault)[:1000]}\n", file=sys.stderr)

    def world(number, folder):
        dice = random.Random(f"sql:{arguments.seed}:{number}")
        if number % 4 == 0:
            for day, name in enumerate(["old", "new"]):
                handmade(dice, folder / name, day)
        else:
            random_worlds(dice, folder)

    for engine in engines(arguments):
        slow = engine.name == "spark"
        count = arguments.count or (4 if arguments.quick or slow else 30)
        numbers = range(count) if arguments.only is None else [arguments.only]
        for number in numbers:
            def one(folder):
                world(number, folder)
                Trial(rollcall, engine, folder).twice_and_the_next_day()
            attempt(f"{engine.name}, --seed {arguments.seed} --only {number} --engine {engine.name.split()[0]}", one)
        if arguments.only is None:
            trials = ["same_moment_again", "elsewhere", "failed_loads", "hostile_folders"]
            for trial in trials + (["lesser_rights"] if engine.name == "postgres" else []):
                def one(folder):
                    getattr(Trial(rollcall, engine, folder, is_short=slow or arguments.quick), trial)()
                attempt(f"{engine.name}: {trial}", one)
        engine.close()
    if not arguments.quick and not arguments.engine:
        for name, location in [("bigquery", "gs://b/x"), ("snowflake", "@s/x"), ("redshift", "s3://b/x")]:
            def parse(folder):
                world(number, folder)
                Parsed(name, location).trial(rollcall, folder)
            for number in range(12):
                attempt(f"{name}, --seed {arguments.seed}, world {number}", parse)
            not_run[name] = "it cannot be had; sqlglot parsed its statements"
    for name, reason in sorted(not_run.items()):
        print(f"could not run: {name}: {reason}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
