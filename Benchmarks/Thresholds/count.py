"""Counts instructions and allocations per operator under callgrind, and holds them against thresholds.json.

Each workload is a recorded export (see Counted/ of RollcallBenchmarks) of two sizes. The difference of the two counts,
divided by the difference of the sizes, is what one more operator costs: starting up cancels out.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

THRESHOLDS = pathlib.Path(__file__).with_name("thresholds.json")

# Recorded exports, with the two sizes of each.
WORKLOADS = {"crisp-csv": (2_000, 10_000), "crisp-jsonl": (2_000, 10_000), "chatwoot-csv": (100, 500)}
TOLERANCE = 0.10

# What the digest costs depends on the processor that valgrind finds and on OpenSSL's version, not on Rollcall.
LEFT_OUT = ("libcrypto", "libz.")
ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"}

# simdjson would choose its kernel by the processor; this one is the best that every machine has.
ENVIRONMENT = {"SIMDJSON_FORCE_IMPLEMENTATION": "westmere"}


def count(program, workload, size, scratch):
    """Returns instructions by library, and allocations, of one recorded export."""
    recording = scratch / f"{workload}-{size}"
    subprocess.run([program, "record", workload, str(size), recording], check=True, stdout=subprocess.DEVNULL)
    profile = scratch / f"{workload}-{size}.callgrind"
    log = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", program, "replay", workload, recording],
        env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, timeout=300)
    if log.returncode != 0:
        sys.exit(f"valgrind failed on {workload}:\n{log.stdout}{log.stderr}")
    return read_profile(profile)


def read_profile(path):
    """Reads callgrind's output: https://valgrind.org/docs/manual/cl-format.html"""
    names = {}

    def name(kind, text):
        number, _, rest = text.partition(" ")
        if rest:
            names[kind, number] = rest
        return names.get((kind, number), text)

    instructions = {}
    allocations = 0
    library = called = function = ""
    is_call = False
    for line in path.read_text(errors="replace").splitlines():
        key, separator, value = line.partition("=")
        if line and line[0] in "0123456789+-*":
            # The line behind `calls=` has what the callee took, which is counted there.
            if not is_call:
                instructions[library] = instructions.get(library, 0) + int(line.split()[1])
            is_call = False
        elif not separator:
            continue
        elif key == "ob":
            library = os.path.basename(name("ob", value))
        elif key == "cob":
            name("ob", value)
        elif key == "fn":
            function = name("fn", value)
        elif key == "cfn":
            called = name("fn", value)
        elif key == "calls":
            is_call = True
            # Recursions have names such as malloc'2; an allocator that calls another one counts once.
            if called.split("'")[0] in ALLOCATORS and function.split("'")[0] not in ALLOCATORS:
                allocations += int(value.split()[0])
    return instructions, allocations


def measure(program, scratch):
    """Returns the counts per operator of every workload."""
    results = {}
    for workload, sizes in WORKLOADS.items():
        (small, few), (large, many) = (count(program, workload, size, scratch) for size in sizes)
        operators = sizes[1] - sizes[0]
        libraries = {
            re.sub(r"\.so.*", "", library): round((large[library] - small.get(library, 0)) / operators)
            for library in large}
        results[workload] = {
            "allocations_per_operator": round((many - few) / operators, 2),
            "instructions_per_operator": sum(
                instructions for library, instructions in libraries.items()
                if not f"{library}.".startswith(LEFT_OUT)),
            "libraries": {
                library: instructions
                for library, instructions in sorted(libraries.items(), key=lambda item: -item[1]) if instructions > 50},
        }
    return results


def check(results):
    """Prints the counts beside the thresholds. Returns whether all hold."""
    thresholds = json.loads(THRESHOLDS.read_text())
    tolerance = thresholds["tolerance"]
    holds = True
    print(f"{'workload':<14}{'per operator':<14}{'threshold':>12}{'measured':>12}{'change':>9}")
    for workload, result in results.items():
        for what in ("instructions", "allocations"):
            key = f"{what}_per_operator"
            threshold = thresholds["workloads"].get(workload, {}).get(key)
            if threshold is None:
                sys.exit(f"{workload} has no threshold: Benchmarks/thresholds --update writes it")
            change = result[key] / threshold - 1
            verdict = ""
            # Where there are few allocations, one in thirty operators more or less is chance.
            if abs(result[key] - threshold) < 0.03:
                pass
            elif change > tolerance:
                verdict, holds = "  WORSE", False
            elif change < -tolerance:
                verdict = "  better: Benchmarks/thresholds --update keeps it so"
            print(f"{workload:<14}{what:<14}{threshold:>12,}{result[key]:>12,}{change:>+9.1%}{verdict}")
        shares = ", ".join(f"{library} {instructions:,}" for library, instructions in result["libraries"].items())
        print(f"{'':<14}of which {shares}")
    return holds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("scratch", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    results = measure(arguments.program, arguments.scratch)
    if arguments.update:
        counts = {
            workload: {key: value for key, value in result.items() if key != "libraries"}
            for workload, result in results.items()}
        THRESHOLDS.write_text(json.dumps({"tolerance": TOLERANCE, "workloads": counts}, indent=2) + "\n")
    if not check(results):
        sys.exit("an operator costs more than it did; if that is worth it, run Benchmarks/thresholds --update")


if __name__ == "__main__":
    main()
