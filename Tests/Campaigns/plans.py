"""Runs are killed, the services' lists change, and the runs are resumed: they are about what they were about.

A case is `variant:change:ending`: what becomes of the list of websites, or of the token, between the run that is killed
and the one that resumes, and how the first one ends, as in the campaign of kills.
"""

import json
import random

import checker
import kills
from context import PARTIAL, SNAPSHOT, VARIANTS
from relay import relayed

_STANDARD_COUNT = 1_000
_CHANGES = ["shrunk", "grown", "reordered", "replaced", "emptied", "token"]
_STRANGER = "deadbeef-0000-4000-8000-000000000000"


def run(context):
    with relayed(context.services.port) as (relay, url):
        return Plans(context, relay, url).run()


class Plans:
    def __init__(self, context, relay, url):
        self._context = context
        self._relay = relay
        self._url = url
        self._kills = kills.Kills(context)
        self._references = {}

    def run(self):
        generator = random.Random(self._context.seed)
        count = _STANDARD_COUNT if self._context.count is None else self._context.count
        cases = []
        if not self._context.case:
            places = {variant: self._kills.places(variant) for variant in VARIANTS}
            times = {variant: self._kills.duration(variant) for variant in VARIANTS}
            for number in range(count):
                variant = generator.choice(list(VARIANTS))
                ending = self._kills.ending(generator, places[variant], times[variant])
                cases.append(f"{variant}:{_CHANGES[number % len(_CHANGES)]}:{ending}:{number}")
        return self._context.perform(cases, self._perform)

    def _export(self, variant, case, *options):
        everything = self._context.export(variant, "--crisp-base-url", f"{self._url}/{case}", *options)
        return [word for word in everything if word != "chatwoot"]

    def _reference(self, variant):
        """The tables of an undisturbed run, and its websites in their order."""
        with self._context.lock:
            if variant not in self._references:
                with self._context.folder() as folder:
                    run = self._context.program.run(self._export(variant, "reference"), folder)
                    if run.exit_code != 0:
                        raise SystemExit(f"an undisturbed export fails:\n{run.describe()}")
                    reference = checker.Reference(folder / SNAPSHOT)
                    self._references[variant] = reference, [
                        tenant["tenant_id"] for tenant in reference.manifest["tenants"]]
            return self._references[variant]

    def _perform(self, case, folder, notes):
        variant, change, ending, name = case.split(":")
        reference, websites = self._reference(variant)
        runs = [self._kills.end(self._export(variant, name), variant, ending, folder)]
        wrong = self._context.searched(runs[0], folder)
        plan = _plan(folder)
        if (folder / SNAPSHOT).exists() or plan is None:
            notes.append("ended before there was a list" if plan is None else "runs that were faster")
            return wrong
        if plan != websites:
            return [f"the checkpoint plans {plan}, listed are {websites}"]
        self._relay.websites[name] = {
            "shrunk": websites[:2], "grown": [_STRANGER, *websites, _STRANGER[::-1]], "reordered": websites[::-1],
            "replaced": [_STRANGER, *websites[3:]], "emptied": [], "token": None}[change]
        if change == "token":
            wrong += self._other_token(variant, name, folder, runs)
        runs.append(self._context.program.run(self._export(variant, name, "--resume"), folder))
        wrong += self._context.searched(runs[-1], folder)
        if runs[-1].exit_code != 0 or not (folder / SNAPSHOT).exists():
            wrong.append("it cannot be resumed")
        else:
            wrong += _differences(folder / SNAPSHOT, reference, websites)
            notes.append("the same snapshot")
        return wrong + [run.describe() for run in runs] if wrong else []

    def _other_token(self, variant, name, folder, runs):
        """A token of another plugin is refused, and nothing changes."""
        before = _contents(folder / PARTIAL)
        self._relay.plugin[name] = "11111111-2222-4333-8444-555555555555"
        runs.append(self._context.program.run(self._export(variant, name, "--resume"), folder))
        self._relay.plugin[name] = None
        if runs[-1].exit_code != 78:
            return ["another plugin's token goes on with the run"]
        return [] if _contents(folder / PARTIAL) == before else ["a refused token changed what was left"]


def _plan(folder):
    """The websites that the checkpoint has, or None if it has none yet."""
    checkpoint = folder / PARTIAL / "checkpoint.json"
    if not checkpoint.exists():
        return None
    lists = json.loads(checkpoint.read_bytes().split(b"\n")[0])["lists"]
    return lists[0]["tenants"] if lists else None


def _contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _differences(snapshot, reference, websites):
    manifest = json.loads((snapshot / "manifest.json").read_bytes())
    found = [(tenant["tenant_id"], tenant["status"]) for tenant in manifest["tenants"]]
    wrong = [] if found == [(id, "complete") for id in websites] else [f"its tenants are {found}"]
    return wrong + [f"{path} is not that of an undisturbed run" for path, content in reference.files.items()
                    if (snapshot / path).read_bytes() != content]
