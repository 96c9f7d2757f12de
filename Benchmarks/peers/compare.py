"""Runs the same exports with Rollcall and with what a user would take instead, side by side; see Benchmarks/compare."""

import argparse
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import measure
import reading
import report
import simulator
import tools

HERE = pathlib.Path(__file__).parent


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/compare")
    parser.add_argument("--operators", type=int, default=1_000_000, help="operators of a workload (1000000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool; the middle one counts (3)")
    parser.add_argument("--slow-runs", type=int, default=1, help="runs of the tools that take minutes, jq and dlt (1)")
    parser.add_argument("--quick", action="store_true", help="2,000 operators, one run: does everything work?")
    parser.add_argument("--large", action="store_true", help="peak memory of ten times as many operators as well")
    parser.add_argument("--workload", choices=("one", "many"), help="only one response, or only 1,000 websites")
    parser.add_argument("--skip", action="append", default=[], metavar="TOOL", help="leave out a tool, such as dlt")
    parser.add_argument(
        "--output-on", default="memory", metavar="memory|disk|DIR", help="where all tools write to (memory)")
    parser.add_argument("--rollcall", required=True, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.operators, chosen.runs = min(chosen.operators, 2_000), 1
    chosen.output_on = {"memory": "/dev/shm", "disk": str(HERE.parent.parent / ".build")}.get(
        chosen.output_on, chosen.output_on)
    return chosen


def check(tool, folder, expected):
    """Reads a tool's files back, in another process; the run fails if they do not have every row."""
    read = subprocess.run(
        [sys.executable, HERE / "reader.py", folder], check=True, capture_output=True, text=True)
    tables = json.loads(read.stdout)
    for table, wanted in expected.items():
        found = tables[table]
        if found["rows"] != wanted["rows"]:
            sys.exit(f"{tool.name}: {table} has {found['rows']} rows, not {wanted['rows']}")
        if found["fingerprint"] != wanted.get("fingerprint", found["fingerprint"]):
            sys.exit(f"{tool.name}: {table} has as many rows as Rollcall's, and other values")
    return tables


def run(result, job, expected):
    """Runs a tool once, and checks what it wrote."""
    folder = job.plain if result.tool is tools.ROLLCALL_PLAIN else job.scratch / "output"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    usage = measure.run(result.tool.command(job, folder), job.environment, job.scratch / "log")
    tables = check(result.tool, folder, expected)
    result.usages.append(usage)
    result.size = sum(table["bytes"] for table in tables.values())
    manifest = folder / "snapshot" / "manifest.json"
    if manifest.exists():
        result.requests = json.loads(manifest.read_text())["statistics"]["requests"]
    if folder != job.plain:
        shutil.rmtree(folder)
    shutil.rmtree(job.scratch / "dlt", ignore_errors=True)
    return tables


def compare(options, websites, each, scratch, targets, title):
    """Runs one workload with all tools, in turns: what slows the machine down for a while slows all of them down."""
    scratch.mkdir()
    with simulator.simulated(options.rollcall, websites, each, scratch) as environment:
        job = tools.Job(options.rollcall, environment, scratch, simulator.website_ids(environment))
        order = [
            tools.ROLLCALL_PLAIN, tools.PIGZ["6"], tools.ROLLCALL["6"], tools.PIGZ["1"], tools.ROLLCALL["1"], tools.IGZIP,
            tools.ROLLCALL["fast"], *tools.PEERS]
        results = {tool.key: measure.Result(tool) for tool in order}
        expected = {table: {"rows": websites * each} for table in ("operators", "grants")}
        for turn in range(options.runs):
            for result in results.values():
                tool = result.tool
                result.skipped = "asked to" if tool.key in options.skip else tool.skipped
                if result.skipped or (tool.slow and turn >= options.slow_runs):
                    continue
                print(f"{title}: {tool.name}, run {turn + 1}", file=sys.stderr)
                # What Rollcall wrote first is what all others must have written, too.
                expected = run(result, job, expected)
    shutil.rmtree(scratch)
    rows = 2 * websites * each
    report.print_workload(f"{title}: {rows:,} rows", rows, results)
    targets.add_workload(title, rows, results)
    peaks = [usage.peak for key, result in results.items() if key.startswith("rollcall") for usage in result.usages]
    targets.peaks[websites * each] = max([targets.peaks.get(websites * each, 0), *peaks])


def measure_requests(options, scratch, targets):
    """Many small websites, of which the number of requests is what counts."""
    scratch.mkdir()
    websites = max(20, options.operators // 100)
    with simulator.simulated(options.rollcall, websites, 20, scratch) as environment:
        job = tools.Job(options.rollcall, environment, scratch, [], workers=32)
        result = measure.Result(tools.ROLLCALL["6"])
        for _ in range(options.runs):
            run(result, job, {table: {"rows": websites * 20} for table in ("operators", "grants")})
    shutil.rmtree(scratch)
    targets.add(
        f"{websites:,} websites of 20 operators, 32 workers", "≥ 5,000 requests/s", result.requests / result.wall,
        "{:,.0f} requests/s", lambda value: value >= 5_000)


def measure_large(options, scratch, targets):
    """The peak memory of ten times as many operators."""
    scratch.mkdir()
    operators = 10 * options.operators
    with simulator.simulated(options.rollcall, 1, operators, scratch) as environment:
        job = tools.Job(options.rollcall, environment, scratch, [])
        result = measure.Result(tools.ROLLCALL["6"])
        run(result, job, {table: {"rows": operators} for table in ("operators", "grants")})
    shutil.rmtree(scratch)
    targets.peaks[operators] = result.peak


def measure_start(options, scratch, targets):
    """How long it takes to say which version it is."""
    walls = sorted(
        measure.run([options.rollcall, "--version"], {}, scratch / "log").wall for _ in range(20))
    targets.add("`rollcall --version`", "≤ 20 ms", walls[10] * 1000, "{:.1f} ms", lambda value: value <= 20)


def main():
    options = arguments()
    # An interruption takes the same way out as an error, on which everything is ended and removed.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    targets = report.Targets()
    with tempfile.TemporaryDirectory(prefix="rollcall-compare-", dir=options.output_on) as folder:
        scratch = pathlib.Path(folder)
        try:
            words = [word for word in sys.argv[1:] if word not in ("--rollcall", options.rollcall)]
            print(f"`{' '.join(['Benchmarks/compare', *words])}` on {report.machine()}", flush=True)
            each = options.operators // 1_000
            if options.workload != "many":
                title = f"{options.operators:,} operators in one response"
                compare(options, 1, options.operators, scratch / "one", targets, title)
            if options.workload != "one":
                compare(options, 1_000, each, scratch / "many", targets, f"1,000 websites of {each:,} operators")
            measure_requests(options, scratch / "requests", targets)
            reading.compare(options, scratch / "reading")
            if options.large:
                measure_large(options, scratch / "large", targets)
            targets.add_memory()
            measure_start(options, scratch, targets)
        finally:
            measure.end_all()
    targets.print()
    if options.quick:
        print("\nWith --quick the figures mean nothing.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
