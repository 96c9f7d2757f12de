"""Shards of a plan and merges are killed, resumed, killed again and resumed: they end with the bytes of runs that
nobody disturbed.

A case is `FORM:N:WHAT:ENDINGS`: which of N shards is made, or `merge`, and the endings of `kills`.
"""

import random

import checker
from context import PARTIAL, SNAPSHOT, TIME, VARIANTS
from kills import Kills

_STANDARD_COUNT = 2_000
_DEEPEST = 3
_COUNTS = [1, 2, 3, 7]


def run(context):
    return Shards(context).run()


class Shards:
    def __init__(self, context):
        self._context = context
        self._kills = Kills(context)
        self._plans = {}

    def run(self):
        return self._context.perform([] if self._context.case else self._cases(), self._perform)

    def _cases(self):
        generator = random.Random(self._context.seed)
        count = _STANDARD_COUNT if self._context.count is None else self._context.count
        places = {variant: self._kills.places(variant) for variant in VARIANTS}
        times = {variant: self._kills.duration(variant) for variant in VARIANTS}
        cases = []
        while len(cases) < count:
            variant, shards = generator.choice(list(VARIANTS)), generator.choice(_COUNTS)
            what = generator.choice(["merge", str(generator.randint(1, shards))])
            endings = [self._kills.ending(generator, places[variant], times[variant])
                       for _ in range(generator.randint(1, _DEEPEST))]
            cases.append(f"{variant}:{shards}:{what}:{','.join(endings)}")
        return cases

    def _plan(self, variant, shards):
        """The folder with a plan, the shards of runs that nobody disturbed, and what one run of all makes."""
        with self._context.lock:
            if (variant, shards) not in self._plans:
                folder = self._context.scratch / f"plan-{variant}-{shards}"
                folder.mkdir()
                plan = folder / "plan.json"
                self._succeed(["plan", "crisp", "chatwoot", "--output", plan, "--snapshot-at", TIME,
                               *VARIANTS[variant]], folder)
                self._succeed(self._export(plan, folder / "whole"), folder)
                for number in range(1, shards + 1):
                    shard = ["--shard", f"{number}/{shards}"]
                    self._succeed(self._export(plan, folder / str(number), *shard), folder)
                references = {name: checker.Reference(folder / name)
                              for name in ["whole", *map(str, range(1, shards + 1))]}
                self._plans[variant, shards] = (folder, references)
            return self._plans[variant, shards]

    def _export(self, plan, output, *options):
        return ["export", "--plan", plan, "--output", output, "--workers", "3", "--checkpoint-interval", "0s", *options]

    def _succeed(self, arguments, folder):
        run = self._context.program.run(list(map(str, arguments)), folder)
        if run.exit_code != 0:
            raise SystemExit(f"a run that nobody disturbs fails:\n{run.describe()}")

    def _perform(self, case, folder, notes):
        variant, count, what, endings = case.split(":")
        place, references = self._plan(variant, int(count))
        if what == "merge":
            shards = [place / str(number) for number in range(1, int(count) + 1)]
            arguments = ["merge", *shards, "--output", SNAPSHOT, "--checkpoint-interval", "0s"]
        else:
            arguments = self._export(place / "plan.json", SNAPSHOT, "--shard", f"{what}/{count}")
        arguments = list(map(str, arguments))
        reference = references["whole" if what == "merge" else what]
        runs, wrong = [], []
        for number, ending in enumerate(endings.split(",")):
            run = self._kills.end(arguments + (["--resume"] if number else []), variant, ending, folder)
            runs.append(run)
            notes.append("runs killed" if run.exit_code else "runs that were faster")
            if number > 0:
                notes.append("of them resumed runs")
            wrong += self._context.searched(run, folder)
            if (folder / SNAPSHOT).exists():
                break
            if (folder / PARTIAL / "checkpoint.json").exists():
                notes.append("behind a checkpoint")
        if not (folder / SNAPSHOT).exists():
            runs.append(self._context.program.run(arguments + ["--resume"], folder))
            if runs[-1].exit_code != 0:
                wrong.append("it cannot be resumed")
        if (folder / SNAPSHOT).exists():
            files = checker.Reference(folder / SNAPSHOT).files
            wrong += [f"{path} is not that of a run that nobody disturbed"
                      for path in sorted(set(files) | set(reference.files)) if files.get(path) != reference.files.get(path)]
            verified = self._context.program.run(["verify", SNAPSHOT], folder)
            if verified.exit_code != 0:
                wrong.append(f"verify: {verified.describe()}")
        else:
            wrong.append("there is no snapshot in the end")
        if (folder / PARTIAL).exists():
            wrong.append(f"{PARTIAL} is left")
        return wrong + [run.describe() for run in runs] if wrong else []
