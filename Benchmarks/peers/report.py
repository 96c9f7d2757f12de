"""The tables, in Markdown: what README shows."""

import os
import platform

import tools


def machine():
    """Cores, model and memory, in a few words."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{tools.CORES} cores of {models[0] if models else platform.machine()}, {memory:.0f} GB of memory"


def ratio(result, results):
    """A tool's time beside that of Rollcall with the same compression."""
    level = {"pigz-1": "1", "igzip": "fast"}.get(result.tool.key, "6")
    rollcall = results.get(f"rollcall-{level}")
    if not rollcall or result.tool.key.startswith("rollcall"):
        return ""
    if level != "6" or result.tool.key == "pigz-6":
        return f"{rollcall.wall / result.wall:.2f} × its time"
    return f"{result.wall / rollcall.wall:.1f} × as fast"


def print_workload(title, rows, results):
    """One workload's table."""
    print(f"\n**{title}**\n")
    print("| tool | writes | runs | wall s | rows/s | CPU s | peak MB | file MB | Rollcall |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    for result in results.values():
        tool = result.tool
        if result.skipped:
            print(f"| {tool.name} | skipped: {result.skipped} | | | | | | | |")
            continue
        print(
            f"| {tool.name} | {tool.writes} | {len(result.usages)} | {result.wall:.2f} | {rows / result.wall:,.0f} "
            f"| {result.cpu:.2f} | {result.peak / 1e6:.0f} | {result.size / 1e6:.1f} | {ratio(result, results)} |",
            flush=True)


def print_reading(title, results):
    """The table of what reads snapshots: each of Rollcall's rows, then the one of what could be taken instead."""
    print(f"\n**{title}**\n")
    print("| tool | reads | runs | wall s | CPU s | peak MB | Rollcall |")
    print("|---|---|--:|--:|--:|--:|--:|")
    rollcall = None
    for key, result in results.items():
        tool = result.tool
        if result.skipped:
            print(f"| {tool.name} | skipped: {result.skipped} | | | | | |")
            continue
        rollcall = result if key.startswith("rollcall") else rollcall
        beside = "" if rollcall is result else f"{rollcall.wall / result.wall:.2f} × its time"
        print(
            f"| {tool.name} | {tool.writes} | {len(result.usages)} | {result.wall:.2f} | {result.cpu:.2f} "
            f"| {result.peak / 1e6:.0f} | {beside} |", flush=True)


class Targets:
    """Collects what was measured beside what was wanted."""

    def __init__(self):
        self.rows = []
        # The largest peak memory of Rollcall with eight workers, by the number of operators.
        self.peaks = {}

    def add(self, work, target, measured, text, holds):
        """Notes one target; a measurement that is None was not taken."""
        if measured is None:
            self.rows.append((work, target, "not measured", ""))
        else:
            self.rows.append((work, target, text.format(measured), "pass" if holds(measured) else "**FAIL**"))

    def add_workload(self, title, rows, results):
        """Notes the targets of a workload that all tools did."""
        def wall(key):
            return results[key].wall if key in results and results[key].usages else None

        def divided(one, other):
            return wall(one) / wall(other) if wall(one) and wall(other) else None

        for level, pigz, limit in (("6", "6", 1.1), ("1", "1", 1.25), ("fast", "6", 0.4)):
            self.add(
                f"{title}, gzip {level}, wall", f"≤ {limit} × `pigz -p {tools.CORES} -{pigz}`",
                divided(f"rollcall-{level}", f"pigz-{pigz}"), "{:.2f} ×", lambda value, limit=limit: value <= limit)
        sizes = [results[f"rollcall-{level}"].size for level in ("fast", "6")]
        self.add(
            f"{title}, gzip fast, files", "≤ 1.06 × those of gzip 6", sizes[0] / sizes[1] if all(sizes) else None,
            "{:.3f} ×", lambda value: value <= 1.06)
        plain = wall("rollcall-none")
        self.add(
            f"{title}, no compression, rows of operators and grants", "≥ 2 M/s", plain and rows / plain / 1e6,
            "{:.2f} M/s", lambda value: value >= 2)
        for key, limit in (("asyncio", 4), ("duckdb", 2.5), ("jq", 5), ("dlt", 15)):
            self.add(
                f"{title}, against {key} at gzip 6", f"≥ {limit} × rows/s", divided(key, "rollcall-6"), "{:.1f} ×",
                lambda value, limit=limit: value >= limit)

    def add_memory(self):
        """Notes the targets of memory."""
        for operators, peak in sorted(self.peaks.items()):
            self.add(
                f"peak memory, {operators:,} operators, 8 workers", "≤ 64 MiB", peak / 2**20, "{:.1f} MiB",
                lambda value: value <= 64)
        if len(self.peaks) > 1:
            few, many = min(self.peaks), max(self.peaks)
            self.add(
                f"peak memory, {many:,} beside {few:,}", "within 10 %", 100 * (self.peaks[many] / self.peaks[few] - 1),
                "{:+.1f} %", lambda value: value <= 10)
        else:
            self.add("peak memory, ten times as many operators", "within 10 %", None, "", None)

    def print(self):
        """The targets' table."""
        print("\n| work | target | measured | |\n|---|---|--:|---|")
        for row in self.rows:
            print("| " + " | ".join(row) + " |")
