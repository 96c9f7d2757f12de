"""The tools that are compared: Rollcall, the floor, and what a user would take instead."""

import dataclasses
import importlib.util
import os
import pathlib
import shutil
import sys
import typing

from columns import GRANTS, OPERATORS, SNAPSHOT_AT

HERE = pathlib.Path(__file__).parent
CORES = len(os.sched_getaffinity(0))


@dataclasses.dataclass
class Job:
    """One workload, as the tools get it."""

    rollcall: str
    environment: dict
    scratch: pathlib.Path
    websites: list
    workers: int = 8

    @property
    def websites_file(self):
        path = self.scratch / "websites"
        if not path.exists():
            path.write_text("\n".join(self.websites))
        return path

    @property
    def curl_config(self):
        path = self.scratch / "curl"
        if not path.exists():
            base = self.environment["ROLLCALL_CRISP_BASE_URL"]
            lines = [
                f"user = {self.environment['ROLLCALL_CRISP_API_IDENTIFIER']}"
                f":{self.environment['ROLLCALL_CRISP_API_KEY']}",
                'header = "X-Crisp-Tier: plugin"']
            for website in self.websites:
                lines += [f"url = {base}/v1/website/{website}/operators/list", f"output = {website}.json"]
            path.write_text("\n".join(lines))
            path.with_name("curl-stdout").write_text("\n".join(line for line in lines if not line.startswith("output")))
        return path

    @property
    def plain(self):
        """The uncompressed files that Rollcall has written, which are there before pigz runs."""
        return self.scratch / "plain"


@dataclasses.dataclass
class Tool:
    """Something that is measured, with a command that writes into a folder."""

    key: str
    name: str
    writes: str
    command: typing.Callable[[Job, pathlib.Path], list]
    # What must be there: programs, or modules of Python.
    programs: tuple = ()
    modules: tuple = ()
    # Whether it takes minutes, and so runs fewer times.
    slow: bool = False

    @property
    def skipped(self):
        """Why it cannot run, or nothing."""
        missing = [program for program in self.programs if not shutil.which(program)]
        missing += [module for module in self.modules if not importlib.util.find_spec(module)]
        return f"{', '.join(missing)} could not be installed" if missing else ""


def rollcall(key, name, flags):
    return Tool(
        key, name, "all four tables, manifest, checksums",
        lambda job, folder: [
            job.rollcall, "export", "crisp", "--crisp-all-websites", "--snapshot-at", SNAPSHOT_AT, "--workers",
            str(job.workers), "--output", folder / "snapshot", "--progress", "never", "--quiet", *flags])


def floor(key, *command):
    """A program that only compresses what Rollcall has written, from memory: no export can take less."""
    return Tool(
        key, f"`{' '.join(command)}` alone", "operators and grants, CSV from memory",
        lambda job, folder: [
            "sh", "-c",
            'from=$1; to=$2; shift 2; for table in operators grants; do "$@" <"$from/snapshot/$table/part-00000.csv" '
            '>"$to/$table.csv.gz"; done', "sh", job.plain, folder, *command], programs=command[:1])


def saved(script):
    """The command of a script that reads what curl has saved."""
    return lambda job, folder: [HERE / "saved_export", job.curl_config, folder, sys.executable, script]


ROLLCALL_PLAIN = rollcall("rollcall-none", "Rollcall, `--compression none`", ["--compression", "none"])
ROLLCALL = {
    level: rollcall(f"rollcall-{level}", f"Rollcall, gzip {level}", ["--compression-level", level])
    for level in ("6", "1", "fast")}
PIGZ = {level: floor(f"pigz-{level}", "pigz", "-p", str(CORES), f"-{level}") for level in ("6", "1")}
# Debian's igzip compresses in one thread.
IGZIP = floor("igzip", "igzip", "-2", "-c")

PEERS = [
    Tool(
        "asyncio", "Python: aiohttp, csv, gzip 6", "operators, grants",
        lambda job, folder: [sys.executable, HERE / "asyncio_export.py", job.websites_file, folder],
        modules=("aiohttp",)),
    Tool(
        "duckdb", "curl, DuckDB JSON → `COPY`", "operators, grants; gzip at DuckDB's level",
        saved("duckdb_export.py"), programs=("curl",), modules=("duckdb",)),
    Tool(
        "clickhouse", "curl, ClickHouse (chdb) → `INSERT`, gzip 6", "operators, grants",
        saved("clickhouse_export.py"), programs=("curl",), modules=("chdb",)),
    Tool(
        "polars", "curl, polars → CSV, gzip 6", "operators, grants", saved("polars_export.py"), programs=("curl",),
        modules=("polars",)),
    Tool(
        "jq", "curl \\| jq -r @csv \\| gzip -6", "operators, grants",
        lambda job, folder: [
            HERE / "jq_export", job.curl_config.with_name("curl-stdout"), job.websites_file, folder,
            ",".join(OPERATORS), ",".join(GRANTS), SNAPSHOT_AT], programs=("curl", "jq"), slow=True),
    Tool(
        "dlt", "dlt, filesystem, CSV, gzip", "operators, grants, and its own tables and two columns",
        lambda job, folder: [
            sys.executable, HERE / "dlt_export.py", job.websites_file, folder / "out", job.scratch / "dlt", str(CORES)],
        modules=("dlt",), slow=True),
]
