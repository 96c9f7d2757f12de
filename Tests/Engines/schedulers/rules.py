"""Kubernetes, AWS Batch and GitHub Actions, as far as a sample's own rules go: which command runs, with what index, and what
each exit code means. The manifests are read as they are; only paths, the number of shards and the pace are replaced.
"""

import concurrent.futures
import re
import shutil

import yaml

from schedulers.processes import run
from schedulers.trial import SAMPLES


class _Loader(yaml.SafeLoader):
    """Reads what CloudFormation adds to YAML, too."""


_Loader.add_constructor("!Ref", lambda loader, node: {"Ref": loader.construct_scalar(node)})


def replaced(name, *pairs):
    """A sample with other values, each of which must be in it."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, f"{name} has no {old}"
        text = text.replace(old, new)
    return text


class Kubernetes:
    slots, tries = 4, 6

    def __init__(self, trial):
        self.trial = trial
        documents = list(yaml.safe_load_all(replaced(
            "kubernetes.yaml", ("completions: 64", f"completions: {trial.shards}"), ("/64 ", f"/{trial.shards} "),
            ("per-minute 150", "per-minute 6000"), ("/etc/rollcall/rollcall.json", str(trial.world.configuration)))))
        self._jobs = {document["metadata"]["labels"]["step"]: document["spec"] for document in documents}

    def plan(self):
        return self._pod("plan")

    def shard(self, index):
        """Tries a shard as often as the job's rules say."""
        spec = self._jobs["shards"]
        for _ in range(spec["backoffLimitPerIndex"] + 1):
            code = ended(self.command(index)).returncode
            if code == 0 or self._gives_up(spec["podFailurePolicy"]["rules"], code):
                return code
        return code

    def command(self, index):
        command, options = self._pod("shards")
        options["env"]["JOB_COMPLETION_INDEX"] = str(index)
        return command, options

    def merge(self):
        return ended(self._pod("merge"))

    def _pod(self, step):
        container = self._jobs[step]["template"]["spec"]["containers"][0]
        environment = self.trial.environment()
        command = [self._expanded(text, environment) for text in [*container.get("command", ["rollcall"]), *container["args"]]]
        return command, {"env": environment, "cwd": self.trial.shared}

    @staticmethod
    def _expanded(text, variables):
        """Puts in what `$(NAME)` stands for, as Kubernetes does before the shell sees it."""
        return re.sub(r"\$\$|\$\(([^)]*)\)", lambda found: "$" if found[0] == "$$" else variables.get(found[1], found[0]), text)

    @staticmethod
    def _gives_up(rules, code):
        for rule in rules:
            if "onExitCodes" in rule:
                is_in = code in rule["onExitCodes"]["values"]
                if is_in == (rule["onExitCodes"]["operator"] == "In"):
                    return rule["action"] in ("FailIndex", "FailJob")
        return False


class AWSBatch:
    slots, tries = 4, 6

    def __init__(self, trial):
        self.trial = trial
        template = yaml.load((SAMPLES / "aws_batch.yaml").read_text(encoding="utf-8"), _Loader)
        resources = template["Resources"]
        self._definitions = {name: resources[name]["Properties"] for name in ["Plan", "Shard", "Merge"]}

    def plan(self):
        return self._job("Plan")

    def shard(self, index):
        strategy = self._definitions["Shard"]["RetryStrategy"]
        assert len(strategy["EvaluateOnExit"]) <= 5
        for _ in range(strategy["Attempts"]):
            code = ended(self.command(index)).returncode
            if code == 0 or self._action(strategy["EvaluateOnExit"], str(code)) == "EXIT":
                return code
        return code

    def command(self, index):
        command, options = self._job("Shard")
        options["env"].update(AWS_BATCH_JOB_ARRAY_INDEX=str(index), AWS_BATCH_JOB_ARRAY_SIZE=str(self.trial.shards))
        return command, options

    def merge(self):
        return ended(self._job("Merge"))

    def _job(self, name):
        world, properties = self.trial.world, self._definitions[name]["ContainerProperties"]
        values = {"Identifier": world.identifier, "Key": world.key, "Limit": "6000"}
        variables = {
            entry["Name"]: values[(entry.get("Value") or entry["ValueFrom"])["Ref"]]
            for entry in properties.get("Environment", []) + properties.get("Secrets", [])}
        environment = self.trial.environment(ROLLCALL_CRISP_BASE_URL=world.base_url, **variables)
        return properties["Command"], {"env": environment, "cwd": self.trial.shared}

    @staticmethod
    def _action(conditions, code):
        for condition in conditions:
            pattern = condition.get("OnExitCode", condition.get("OnReason"))
            if pattern == "*" or pattern == code or pattern.endswith("*") and code.startswith(pattern[:-1]):
                return condition["Action"]
        return "RETRY"


class GitHub:
    slots, tries = 4, 5

    def __init__(self, trial):
        self.trial = trial
        numbers = list(range(1, trial.shards + 1))
        self._workflow = yaml.safe_load(replaced(
            "github.yaml", (str(list(range(1, 9))), str(numbers)), ("per-minute 150", "per-minute 6000")))
        # The sample waits between tries.
        wait = trial.folder / "bin/sleep"
        wait.write_text("#!/bin/sh\n")
        wait.chmod(0o755)

    def plan(self):
        return self._step("plan", self.trial.shared)

    def shard(self, index):
        command, options = self.command(index)
        code = ended((command, options)).returncode
        # The artifacts of all shards are merged into one folder.
        if code == 0 and (options["cwd"] / "shards").exists():
            shutil.copytree(options["cwd"] / "shards", self.trial.shared / "shards", dirs_exist_ok=True)
        return code

    def command(self, index):
        workspace = self.trial.folder / f"workspace-{index + 1}"
        workspace.mkdir(exist_ok=True)
        shutil.copy(self.trial.shared / "plan.json", workspace)
        number = self._workflow["jobs"]["shard"]["strategy"]["matrix"]["shard"][index]
        return self._step("shard", workspace, {"matrix.shard": number, "strategy.job-total": self.trial.shards})

    def merge(self):
        return ended(self._step("merge", self.trial.shared))

    def _step(self, job, folder, values=None):
        world = self.trial.world
        values = {"secrets.CRISP_API_IDENTIFIER": world.identifier, "secrets.CRISP_API_KEY": world.key, **(values or {})}
        job = self._workflow["jobs"][job]
        step = next(step for step in job["steps"] if "run" in step)
        variables = {
            name: re.sub(r"\$\{\{ (.*?) \}\}", lambda match: str(values[match[1]]), value)
            for name, value in {**job.get("env", {}), **step.get("env", {})}.items()}
        environment = self.trial.environment(ROLLCALL_CRISP_BASE_URL=world.base_url, **variables)
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        return command, {"env": environment, "cwd": folder}


def ended(command):
    """Runs a command that came with its environment and folder, to whatever end."""
    arguments, options = command
    return run(arguments, None, **options)


def run_all(service):
    """All shards, as many at a time as there are slots, and then the merge."""
    with concurrent.futures.ThreadPoolExecutor(service.slots) as pool:
        list(pool.map(service.shard, range(service.trial.shards)))
    return service.merge()
