"""DuckDB: its shell, into which the SQL is piped, and the library, which reads what the shell wrote."""

import json
import pathlib
import shutil
import subprocess
import tempfile

import schema

from . import NotHere


class DuckDB:
    name = "duckdb"

    def __init__(self, python, in_shell=True):
        try:
            import duckdb
        except ImportError as error:
            raise NotHere(str(error)) from error
        self._library = duckdb
        self._shell = pathlib.Path(python).parent / "duckdb"
        if in_shell and not self._shell.exists():
            raise NotHere("the package duckdb-cli cannot be installed")
        self._in_shell = in_shell
        self.name = "duckdb" if in_shell else f"duckdb {duckdb.__version__} (library)"
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="duck"))
        self._count = 0
        self.clean()

    def close(self):
        shutil.rmtree(self._folder, ignore_errors=True)

    def clean(self):
        self._count += 1
        self._file = self._folder / f"{self._count}.db"

    def load(self, sql, folder):
        if self._in_shell:
            done = subprocess.run([self._shell, self._file], input=sql, cwd=folder, capture_output=True)
            return done.returncode == 0, (done.stderr + done.stdout).decode(errors="replace")
        # The one line that is not SQL is for the shell.
        text = sql.decode().replace("\n.bail on\n", "\n")
        with self._library.connect(str(self._file)) as connection:
            try:
                connection.execute(text)
            except self._library.Error as error:
                return False, str(error)
        return True, ""

    def tables(self):
        with self._library.connect(str(self._file)) as connection:
            return [name for name, in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]

    def rows(self, table):
        moment = "'%Y-%m-%dT%H:%M:%S.%gZ'"
        values = [
            f"strftime(\"{name}\" AT TIME ZONE 'UTC', {moment})" if kind == "timestamp" else f'"{name}"'
            for name, kind, _ in schema.TABLES[table]]
        names = schema.names(schema.TABLES[table])
        with self._library.connect(str(self._file)) as connection:
            found = connection.execute(f"SELECT {', '.join(values)} FROM \"{table}\"").fetchall()
        return [dict(zip(names, row)) | {"attributes": json.loads(row[-1])} if names[-1] == "attributes"
                else dict(zip(names, row)) for row in found]

    def comments(self, table):
        with self._library.connect(str(self._file)) as connection:
            return [text for text, in connection.execute(
                f"SELECT comment FROM duckdb_columns() WHERE table_name = '{table}' LIMIT 5").fetchall()]
