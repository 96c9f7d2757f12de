"""PostgreSQL: a scratch cluster on a unix socket, of a user who cannot read the snapshots, and psql beside it."""

import glob
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import schema

from . import NotHere


class Postgres:
    name = "postgres"

    def __init__(self, root):
        subprocess.run([root / ".ci" / "install", "postgresql"], capture_output=True)
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not found or not shutil.which("psql"):
            raise NotHere("the package postgresql cannot be installed")
        self._programs = pathlib.Path(found[-1]).parent
        # initdb refuses root; nobody may go through the folders of others, but not into them.
        self._as = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        if self._as:
            os.chown(self._folder, 65534, 65534)
        self._server("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._server(
            "pg_ctl", "--wait", "--silent", f"--log={self._folder}/log",
            f"--options=-k {self._folder} -c listen_addresses= -c fsync=off -c full_page_writes=off", "start")
        self._count = 0
        self.clean()

    def _server(self, program, *arguments):
        done = subprocess.run(
            [*self._as, self._programs / program, "-D", self._folder / "data", *arguments], cwd=self._folder,
            capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise NotHere(f"{program} failed: {done.stderr.strip()[-400:]}")

    def close(self):
        subprocess.run(
            [*self._as, self._programs / "pg_ctl", "-D", self._folder / "data", "--mode=immediate", "--silent", "stop"],
            cwd=self._folder, capture_output=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def clean(self):
        """Goes on with an empty database."""
        self._count += 1
        self._database = "postgres"
        self._ask(f"CREATE DATABASE d{self._count} TEMPLATE template0")
        self._database = f"d{self._count}"

    @property
    def _environment(self):
        # Nothing of the user's psql, and a language that is not the files'.
        return {
            "PATH": os.environ["PATH"], "PGHOST": str(self._folder), "PGUSER": "postgres", "PGDATABASE": self._database,
            "LC_ALL": "C", "PSQLRC": "/dev/null", "PGCLIENTENCODING": "LATIN1"}

    def load(self, sql, folder):
        done = subprocess.run(["psql"], input=sql, env=self._environment, cwd=folder, capture_output=True)
        return done.returncode == 0, (done.stderr + done.stdout).decode(errors="replace")

    def load_with_lesser_rights(self, sql, folder):
        """Loads as a user who may change the rows of tables, and owns none."""
        self._ask("DROP ROLE IF EXISTS loader; CREATE ROLE loader LOGIN; REVOKE CREATE ON SCHEMA public FROM public")
        self._ask("GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO loader")
        done = subprocess.run(
            ["psql"], input=sql, env=self._environment | {"PGUSER": "loader"}, cwd=folder, capture_output=True)
        return done.returncode == 0, done.stderr.decode(errors="replace")

    def _ask(self, query):
        if query.startswith("SELECT"):
            # The other outputs of psql leave out code points that are no characters.
            query = f"COPY ({query}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
        done = subprocess.run(
            ["psql", "-X", "--set", "ON_ERROR_STOP=on", "--quiet", "--command", query],
            env=self._environment | {"PGCLIENTENCODING": "UTF8"}, capture_output=True, check=True)
        return done.stdout.decode().split("\n")[:-1]

    def tables(self):
        return self._ask("SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")

    def rows(self, table):
        moment = "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'"
        values = [
            f"to_char(\"{name}\" AT TIME ZONE 'UTC', {moment})" if kind == "timestamp" else f'"{name}"'
            for name, kind, _ in schema.TABLES[table]]
        return [
            dict(zip(schema.names(schema.TABLES[table]), json.loads(line)))
            for line in self._ask(f"SELECT json_build_array({', '.join(values)})::text FROM \"{table}\"")]

    def comments(self, table):
        return self._ask(f"SELECT col_description('\"{table}\"'::regclass, n) FROM generate_series(1, 5) AS n")
