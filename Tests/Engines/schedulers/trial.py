"""A simulated Crisp, a plan of it, the one run that the shards must equal, and folders in which samples run shards."""

import json
import os
import pathlib
import re
import shutil
import subprocess

from schedulers.processes import run, wait_until, write

SAMPLES = pathlib.Path(__file__).resolve().parents[3] / "Samples/shards"
# What another try may mend. A scheduler must try these again, and no other code.
WORTH_A_TRY = {69, 75, 130, 137, 143}
EVERY_CODE = [0, 1, 64, 65, 69, 70, 73, 74, 75, 77, 78, 130, 137, 143]

# Stands before Rollcall on the path: counts the tries of each shard, and of the plan, and first does what its fault says.
_PROGRAM = """#!/usr/bin/env bash
[ "$1" != plan ] || shard=plan
for argument; do [ "${{before-}}" != --shard ] || shard=${{argument%/*}}; before=$argument; done
if [ -n "${{shard-}}" ]; then
  echo $$ >>{folder}/tries/$shard
  [ ! -e {folder}/faults/$shard ] || [ $(wc -l <{folder}/tries/$shard) -gt {faulty_tries} ] || . {folder}/faults/$shard
fi
exec {rollcall} "$@"
"""


class World:
    """What all trials share: two plans, of which one has a website that nobody has, and what one run makes of each."""

    def __init__(self, rollcall, work):
        self.rollcall, self.work = rollcall, work

    def __enter__(self):
        said = self.work / "simulator"
        with said.open("w") as output:
            self._simulator = subprocess.Popen(
                [self.rollcall, "simulate", "--websites", "40", "--operators", "20", "--steady"], stdout=output)
        try:
            wait_until(lambda: "rollcall export" in said.read_text(), "the simulator starts")
            self._prepare(dict(re.findall(r"ROLLCALL_CRISP_(\w+)='?([^'\n]+)'?", said.read_text())))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._simulator.terminate()
        self._simulator.wait()

    def _prepare(self, told):
        self.key, self.identifier, self.base_url = told["API_KEY"], told["API_IDENTIFIER"], told["BASE_URL"]
        self.settings = self.work / "etc"
        self.settings.mkdir(mode=0o700)
        self.configuration = self.settings / "rollcall.json"
        write(self.settings / "crisp-key", self.key)
        write(self.configuration, json.dumps({
            "crisp-base-url": self.base_url, "crisp-api-identifier": self.identifier, "crisp-api-key-file": "crisp-key"}))
        self.plan = self._make_plan("plan", ["--crisp-all-websites"], code=0)
        self.snapshot = self.one_run(self.plan, code=0)
        websites = [tenant["tenant_id"] for tenant in json.loads(self.plan.read_text())["tenants"]][:20]
        unknown = "00000000-0000-4000-8000-000000000000"
        named = [argument for website in [*websites, unknown] for argument in ["--crisp-website-id", website]]
        self.plan_with_unknown = self._make_plan("plan-with-unknown", [*named, "--crisp-inboxes", "never"], code=0)
        self.incomplete_snapshot = self.one_run(self.plan_with_unknown, code=1)

    def _make_plan(self, name, options, code):
        plan = self.work / f"{name}.json"
        run([self.rollcall, "plan", "crisp", "--config", self.configuration, *options, "--output", plan], code)
        return plan

    def one_run(self, plan, code=0):
        """What an export without shards makes of a plan."""
        snapshot = plan.parent / f"{plan.stem}-in-one-run"
        run([self.rollcall, "export", "--config", self.configuration, "--plan", plan, "--output", snapshot, "--quiet"], code)
        return snapshot

    def trial(self, name, shards=8, plan=None, faults=None, faulty_tries=1):
        """A folder with the plan in it, and `faults`: what happens first at the first tries of a shard, or of the plan, in
        shell."""
        return Trial(self, self.work / name, shards, plan or self.plan, faults or {}, faulty_tries)


class Trial:
    def __init__(self, world, folder, shards, plan, faults, faulty_tries):
        self.world, self.folder, self.shards = world, folder, shards
        for name in ["bin", "tries", "faults", "shared"]:
            (folder / name).mkdir(parents=True)
        # The folder that the sample is given.
        self.shared = folder / "shared"
        shutil.copy(plan, self.shared / "plan.json")
        self.program = folder / "bin/rollcall"
        self.program.write_text(_PROGRAM.format(
            folder=folder, rollcall=world.rollcall, faulty_tries=faulty_tries))
        self.program.chmod(0o755)
        for shard, fault in faults.items():
            (folder / f"faults/{shard}").write_text(f"{fault}\n")

    def environment(self, **more):
        """For a sample: the program on the path, and what the sample lets a user set."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("ROLLCALL_")}
        return {
            **inherited, "PATH": f"{self.folder}/bin:{os.environ['PATH']}:/usr/sbin", "SHARDS": str(self.shards), "SLOTS": "4",
            "LIMIT": "24000", "WAIT": "0", "CONFIG": str(self.world.configuration), **more}

    def tries(self):
        """How often each shard was tried."""
        counts = {number: self.folder / f"tries/{number}" for number in range(1, self.shards + 1)}
        return {number: len(path.read_text().split()) if path.exists() else 0 for number, path in counts.items()}

    def finished(self):
        """The shards that have a snapshot."""
        return {number for number in range(1, self.shards + 1) if (self.shared / f"shards/{number}/manifest.json").exists()}
