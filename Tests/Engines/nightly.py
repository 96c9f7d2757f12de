#!/usr/bin/env python3
"""Asks the systems that run Samples/nightly what they think of it: systemd, Kubernetes' own schema, hadolint, Airflow.

  Tests/Engines/nightly.py --rollcall PATH

What cannot be had is named. Tests/nightly runs the command lines themselves.
"""
import argparse
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import types
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent.parent / "Samples/nightly"
PROGRAMS = Path(sys.executable).parent


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def settings_of(unit):
    """The lines of a unit, as name and value."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("=", 1)) for line in lines if line and line[0] not in "#["]


def systemd(rollcall):
    """systemd takes both units, and finds the service well shut in."""
    if not shutil.which("systemd-analyze"):
        return "systemd is not installed"
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        text = (SAMPLES / "rollcall.service").read_text(encoding="utf-8").replace("/usr/bin/rollcall", rollcall)
        # Only an installed package has a manual page to look up.
        text = re.sub("^Documentation=.*\n", "", text, flags=re.M)
        (folder / "rollcall.service").write_text(text, encoding="utf-8")
        shutil.copy(SAMPLES / "rollcall.timer", folder)
        verified = run("systemd-analyze", "verify", f"{folder}/rollcall.service", f"{folder}/rollcall.timer")
        assert verified.returncode == 0 and not verified.stderr, verified.stderr
        # 0 is shut in, 10 is a service without any rule.
        security = run("systemd-analyze", "security", "--offline=true", "--threshold=20", f"{folder}/rollcall.service")
        assert security.returncode == 0, security.stdout
        calendar = dict(settings_of(SAMPLES / "rollcall.timer"))["OnCalendar"]
        assert run("systemd-analyze", "calendar", calendar).returncode == 0
        return security.stdout.strip().splitlines()[-1].strip("→ ")


def system_calls(rollcall):
    """A run needs no system call, no kind of socket and no kind of memory that the service is denied."""
    if not shutil.which("strace") or not shutil.which("systemd-analyze"):
        return "strace or systemd is not installed"
    allowed, groups = set(), {}
    for line in run("systemd-analyze", "syscall-filter").stdout.splitlines():
        if line.startswith("@"):
            name = line.strip()
            groups[name] = set()
        elif line.strip() and not line.strip().startswith("#"):
            groups[name].add(line.strip())

    def members(name):
        return set().union(*(members(entry) if entry.startswith("@") else {entry} for entry in groups[name]))

    settings = settings_of(SAMPLES / "rollcall.service")
    for value in [value for key, value in settings if key == "SystemCallFilter"]:
        allowed = allowed - members(value[1:]) if value.startswith("~") else allowed | members(value)
    families = set(dict(settings)["RestrictAddressFamilies"].split())
    with tempfile.TemporaryDirectory() as folder:
        log = f"{folder}/log"
        demo = run(
            "strace", "-f", "-qq", "-o", log, rollcall, "demo", "--quiet", "--operators", "3000", "--output",
            f"{folder}/snapshot")
        assert demo.returncode == 0, demo.stderr
        text = Path(log).read_text(encoding="utf-8", errors="replace")
    used = set(re.findall(r"^\d+ +(\w+)\(", text, re.M))
    # The first call is strace's own, and systemd makes it before the filter is there.
    denied = used - allowed - {"execve"}
    assert not denied, f"denied: {sorted(denied)}"
    assert set(re.findall(r"socket\((AF_\w+)", text)) <= families
    assert not re.search(r"PROT_WRITE\|PROT_EXEC", text)
    assert len(used) > 20
    return f"{len(used)} system calls, all allowed"


def cron(rollcall):
    """Each line has five times, a user and a command without a percent sign, which cron takes for a line's end."""
    lines = (SAMPLES / "rollcall.cron").read_text(encoding="utf-8").splitlines()
    jobs = [line for line in lines if line and line[0].isdigit()]
    for job in jobs:
        times, user = job.split(None, 6)[:5], job.split(None, 6)[5]
        assert all(re.fullmatch(r"[\d*,/-]+", time) for time in times) and user == "rollcall", job
        assert "%" not in job, job
    assert len(jobs) == 2
    return f"{len(jobs)} lines"


def kubernetes(rollcall):
    """The manifests fit Kubernetes' schema, strictly; the exit codes that end a job are those that need a person."""
    if not importlib.util.find_spec("kubernetes_validate"):
        return "kubernetes-validate cannot be had"
    import kubernetes_validate
    import yaml

    documents = list(yaml.safe_load_all((SAMPLES / "kubernetes.yaml").read_text(encoding="utf-8")))
    for document in documents:
        kubernetes_validate.validate(document, "1.31", strict=True)
    broken = json.loads(json.dumps(documents[0]).replace('"schedule"', '"shedule"'))
    try:
        kubernetes_validate.validate(broken, "1.31", strict=True)
        raise AssertionError("the schema takes anything")
    except kubernetes_validate.ValidationError:
        pass
    rules = documents[0]["spec"]["jobTemplate"]["spec"]["podFailurePolicy"]["rules"][0]["onExitCodes"]["values"]
    assert not {0, 69, 74, 130, 143} & set(rules) and {1, 64, 65, 73, 77, 78} <= set(rules)
    return f"{len(documents)} documents"


def containerfile(rollcall):
    """hadolint finds nothing but the versions of packages, which are the release's own."""
    hadolint = shutil.which("hadolint", path=f"{PROGRAMS}:{os.environ['PATH']}")
    if not hadolint:
        return "hadolint cannot be had"
    found = run(hadolint, "--ignore", "DL3008", str(SAMPLES / "Containerfile"))
    assert found.returncode == 0, found.stdout
    broken = run(hadolint, "-", input="FROM debian\nRUN cd /tmp\n")
    assert broken.returncode != 0, "hadolint takes anything"
    return "nothing found"


def airflow(rollcall):
    """Airflow imports the DAG and finds both tasks in order; what may mend is tried again, and nothing else is.

    Airflow is large, so without it the DAG gets a stand-in, and pyflakes reads it.
    """
    path = SAMPLES / "airflow_dag.py"
    is_real = importlib.util.find_spec("airflow") is not None
    if is_real:
        os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp())
    else:
        sdk, exceptions = types.ModuleType("airflow.sdk"), types.ModuleType("airflow.sdk.exceptions")
        sdk.dag = lambda **options: lambda function: function
        sdk.task = lambda function: lambda *arguments: None
        exceptions.AirflowFailException = type("AirflowFailException", (Exception,), {})
        sys.modules.update(
            {"airflow": types.ModuleType("airflow"), "airflow.sdk": sdk, "airflow.sdk.exceptions": exceptions})
        found = run(sys.executable, "-m", "pyflakes", str(path))
        assert found.returncode == 0, found.stdout + found.stderr
    specification = importlib.util.spec_from_file_location("airflow_dag", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    if is_real:
        dag = module.access_snapshot()
        assert [task.task_id for task in dag.topological_sort()] == ["export", "verify"]
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "rollcall"
        path_before = os.environ["PATH"]
        os.environ["PATH"] = f"{folder}:{path_before}"
        for code in (0, 1, 64, 65, 69, 70, 73, 74, 75, 77, 78, 130, 143):
            program.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
            program.chmod(0o755)
            try:
                module.rollcall("export")
                seen = "done"
            except module.AirflowFailException:
                seen = "needs a person"
            except RuntimeError:
                seen = "tried again"
            expected = {0: "done", 69: "tried again", 74: "tried again", 75: "tried again", 130: "tried again",
                        143: "tried again"}.get(code, "needs a person")
            assert seen == expected, (code, seen)
        os.environ["PATH"] = path_before
    return "imported by Airflow" if is_real else "its exit codes; Airflow is not installed"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rollcall", required=True)
    rollcall = str(Path(parser.parse_args().rollcall).resolve())
    failed = []
    for check in (systemd, system_calls, cron, kubernetes, containerfile, airflow):
        try:
            print(f"{check.__name__}: {check(rollcall)}")
        except Exception as error:  # pylint: disable=broad-except
            print(f"{check.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
            failed.append(check.__name__)
    sys.exit(f"failed: {', '.join(failed)}" if failed else None)


main()
