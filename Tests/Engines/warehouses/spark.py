"""Spark, on this machine alone, by pyspark."""

import json
import os
import shutil
import tempfile

import schema

from . import NotHere


class Spark:
    name = "spark"

    def __init__(self):
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise NotHere(str(error)) from error
        if not shutil.which("java"):
            raise NotHere("the package default-jre-headless cannot be installed")
        self._folder = tempfile.mkdtemp(prefix="spark")
        os.environ["SPARK_LOCAL_HOSTNAME"] = "localhost"
        try:
            self._session = (
                SparkSession.builder.master("local[2]").appName("rollcall")
                .config("spark.sql.warehouse.dir", f"{self._folder}/warehouse").config("spark.ui.enabled", "false")
                .config("spark.ui.showConsoleProgress", "false")
                .config("spark.sql.shuffle.partitions", "2").config("spark.driver.bindAddress", "127.0.0.1")
                # What is read must not depend on where the reader is.
                .config("spark.sql.session.timeZone", "America/St_Johns").getOrCreate())
        except Exception as error:
            raise NotHere(str(error)[:400]) from error
        self._session.sparkContext.setLogLevel("OFF")
        self._count = 0
        self.clean()

    def close(self):
        self._session.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def clean(self):
        self._count += 1
        self._session.sql(f"CREATE DATABASE d{self._count}")
        self._session.sql(f"USE d{self._count}")

    def load(self, sql, folder):
        try:
            for statement in statements(sql.decode()):
                self._session.sql(statement).collect()
        except Exception as error:
            for table in schema.TABLES:
                self._session.catalog.dropTempView(f"rollcall_{table}")
            return False, str(error)
        return True, ""

    def tables(self):
        return [table.name for table in self._session.catalog.listTables() if not table.isTemporary]

    def rows(self, table):
        utc = "to_utc_timestamp(`{0}`, current_timezone())"
        values = []
        for name, kind, _ in schema.TABLES[table]:
            if kind == "timestamp":
                values.append(f"date_format({utc.format(name)}, \"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\") AS `{name}`")
            else:
                values.append(f"to_json(`{name}`) AS `{name}`" if kind == "json" else f"`{name}`")
        found = [row.asDict() for row in self._session.sql(f"SELECT {', '.join(values)} FROM `{table}`").collect()]
        return [row | {"attributes": json.loads(row["attributes"])} if "attributes" in row else row for row in found]

    def comments(self, table):
        return [row.comment for row in self._session.sql(f"DESCRIBE TABLE `{table}`").collect()[:5]]


def statements(text):
    """The statements of a script: each ends with a semicolon at the end of a line that is not in a text."""
    found, quoted, start, position = [], False, 0, 0
    while position < len(text):
        character = text[position]
        if quoted:
            if character == "\\":
                position += 1
            elif character == "'":
                quoted = False
        elif text.startswith("--", position):
            position = text.index("\n", position)
        elif character == "'":
            quoted = True
        elif character == ";":
            found.append(text[start:position])
            start = position + 1
        position += 1
    return found
