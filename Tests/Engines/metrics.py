#!/usr/bin/env python3
"""Asks Prometheus' own promtool about `rollcall export --metrics-file`, the alert rules, and the dashboard's queries.

    Tests/Engines/metrics.py --rollcall PATH

The alert rules are played by `promtool test rules`. Every metric that rules and dashboard name must be one that a run
writes.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_RULES = _ROOT / "Samples/metrics/alerts.yml"
_DASHBOARD = _ROOT / "Samples/metrics/dashboard.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollcall", required=True, metavar="PATH")
    rollcall = pathlib.Path(parser.parse_args().rollcall).resolve()
    if not shutil.which("promtool"):
        sys.exit("promtool is not there: it comes with Debian's package prometheus")
    work = pathlib.Path(tempfile.mkdtemp(prefix="rollcall-metrics-"))
    try:
        metrics = written(rollcall, work)
        ask("check", "metrics", input=metrics)
        ask("check", "rules", _RULES)
        play = work / "test.yml"
        play.write_text((_ROOT / "Tests/Fixtures/alerts-test.yml").read_text().replace("RULES", str(_RULES)))
        ask("test", "rules", play)
        itself(play)
        queries(metrics, work)
    finally:
        shutil.rmtree(work)
    print("metrics, alert rules and dashboard are as promtool wants them")


def written(rollcall, work):
    """The metrics of a run that succeeded, and one that failed after it."""
    file = work / "rollcall.prom"
    common = ["--quiet", "--operators", "20", "--metrics-file", str(file)]
    subprocess.run([rollcall, "demo", *common, "--output", work / "one"], check=True, stdout=subprocess.DEVNULL)
    text = file.read_text()
    success = re.search(r"^rollcall_last_success_timestamp_seconds (\S+)$", text, re.M).group(1)
    failed = subprocess.run(
        [rollcall, "demo", *common, "--output", work / "one"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = file.read_text()
    assert failed.returncode == 73 and "rollcall_exit_code 73\n" in after, after
    assert f"rollcall_last_success_timestamp_seconds {success}\n" in after, after
    ask("check", "metrics", input=after)
    return text


def ask(*arguments, input=None, code=0):
    done = subprocess.run(["promtool", *map(str, arguments)], input=input, capture_output=True, text=True)
    assert done.returncode == code, f"promtool {arguments}: {done.stdout}{done.stderr}"


def itself(play):
    """Shows that a rule that says something else is noticed."""
    wrong = play.with_name("wrong.yml")
    wrong.write_text(play.read_text().replace("2d 2h", "2d 3h"))
    ask("test", "rules", wrong, code=1)


def queries(metrics, work):
    """Every query of the dashboard is one, and names only what there is."""
    known = set(re.findall(r"^# TYPE (\S+)", metrics, re.M))
    found = [target["expr"] for panel in json.loads(_DASHBOARD.read_text())["panels"] for target in panel["targets"]]
    rules = work / "queries.yml"
    rules.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": [
        {"record": f"query:{number}", "expr": query} for number, query in enumerate(found)]}]}))
    ask("check", "rules", rules)
    used = set(re.findall(r"rollcall_\w+", " ".join(found) + _RULES.read_text()))
    assert used <= known, f"nothing writes {used - known}"
    assert len(found) >= 5 and len(used) >= 6


main()
