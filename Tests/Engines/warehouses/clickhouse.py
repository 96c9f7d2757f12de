"""ClickHouse, in process, by chdb."""

import json
import shutil
import tempfile

import schema

from . import NotHere


class ClickHouse:
    name = "clickhouse"

    def __init__(self):
        try:
            from chdb import session
        except ImportError as error:
            raise NotHere(str(error)) from error
        self._folder = tempfile.mkdtemp(prefix="chdb")
        # A process has one session at a time.
        self._session = session.Session(self._folder)
        self._count = 0
        self.clean()

    def close(self):
        self._session.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def clean(self):
        self._count += 1
        self._session.query(f"CREATE DATABASE d{self._count}")
        self._session.query(f"USE d{self._count}")

    def load(self, sql, folder):
        # A client of the server stops at the first error, too, and its temporary tables go with it.
        try:
            self._session.query(sql.decode())
        except RuntimeError as error:
            for table in schema.TABLES:
                self._session.query(f"DROP TEMPORARY TABLE IF EXISTS rollcall_{table}")
            return False, str(error)
        return True, ""

    def _ask(self, query):
        text = str(self._session.query(query, "JSONCompactEachRow"))
        return [json.loads(line) for line in text.split("\n") if line]

    def tables(self):
        return [name for name, in self._ask("SHOW TABLES")]

    def rows(self, table):
        values = [
            f"concat(replace(toString(`{name}`), ' ', 'T'), 'Z')" if kind == "timestamp" else f"`{name}`"
            for name, kind, _ in schema.TABLES[table]]
        names = schema.names(schema.TABLES[table])
        found = self._ask(f"SELECT {', '.join(values)} FROM `{table}`")
        return [dict(zip(names, row)) | {"attributes": json.loads(row[-1])} if names[-1] == "attributes"
                else dict(zip(names, row)) for row in found]

    def comments(self, table):
        return [text for text, in self._ask(
            f"SELECT comment FROM system.columns WHERE table = '{table}' AND database = currentDatabase() "
            "ORDER BY position LIMIT 5")]
