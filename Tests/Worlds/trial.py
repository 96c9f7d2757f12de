"""A world is made and written, rollcall is asked about it, and its answers are compared with the oracles'."""

import random
import shutil

import access_oracle
import damage
import decode
import diff_oracle
import encode
import evolve
import generate
import reading
import render
import replay
import schema
import texts
import write
from read import Stored


class Difference(Exception):
    """Something is not as it should be; in words."""


class Trial:
    """The trial of one world."""

    def __init__(self, seed, number, program, commands, folder):
        self._dice = random.Random(f"{seed}:{number}")
        self._program, self._commands, self._folder = program, commands, folder
        self.runs = 0
        self._untold = []

    def run(self):
        """Raises a difference."""
        dice = self._dice
        world = generate.world(dice)
        reading.read_well_or_not(dice, world)
        later = evolve.later(dice, world)
        reading.read_well_or_not(dice, later)
        snapshots = {"old": render.snapshot(dice, world), "new": render.snapshot(dice, later)}
        stored = {}
        for name, snapshot in snapshots.items():
            write.write(dice, snapshot, write.Encoding.random(dice), self._folder / name)
            stored[name] = Stored(self._folder / name)
            if "verify" in self._commands:
                self._verify(name)
        if "access" in self._commands:
            self._access("new", stored["new"])
            self._filtered(stored["new"])
            if dice.random() < 0.2:
                self._access("old", stored["old"])
        if "diff" in self._commands:
            self._diff(stored, "old", "new")
            if dice.random() < 0.15:
                self._diff(stored, "new", "new")
        if dice.random() < 0.2:
            self._damaged()
        if dice.random() < 0.05:
            self._without_a_table(snapshots["new"])
        # Rows that are wrong say more.
        if self._untold:
            raise Difference(self._untold[0])

    def _ask(self, *arguments):
        self.runs += 1
        return self._program.run(self._folder, *arguments)

    def _verify(self, name):
        run = self._ask("verify", name)
        if run.exit_code != 0:
            words = run.output.decode(errors="replace")[:2000]
            raise Difference(f"the world is no snapshot: {run.describe()}\n{words}")

    def _access(self, name, stored, *options, everybody=None, **filters):
        if everybody is None:
            everybody = self._dice.random() < 0.5
        rows = access_oracle.access(stored, everybody, **filters) if stored.is_whole else []
        words = [name, *options] + (["--all"] if everybody else [])
        self._dice.shuffle(words)
        run = self._answer("access", words, schema.ACCESS, rows, access_oracle.exit_code(stored))
        must_be_told = access_oracle.is_told(stored) if not filters else not stored.manifest["complete"] or not rows
        self._told(run, must_be_told)

    def _filtered(self, stored):
        """Asks for one person, or one place, or both."""
        dice = self._dice
        options, filters = [], {}
        addresses = [
            row["email"] for rows in stored.tables["operators"].values() for row in rows
            # A setting may lose the spaces around it.
            if row["email"] and "@" in row["email"] and row["email"] == row["email"].strip()]
        places = [
            f"{row['resource_type']}:{row['resource_id']}"
            for rows in stored.tables["resources"].values() for row in rows]
        if dice.random() < 0.6:
            address = dice.choice(addresses) if addresses and dice.random() < 0.9 else "nobody@example.com"
            filters["email"] = texts.in_other_case(dice, address, 0.7)
            options += ["--email=" + filters["email"]]
        if not filters or dice.random() < 0.3:
            filters["resource"] = dice.choice(places) if places and dice.random() < 0.9 else "inbox:none"
            options += ["--resource=" + filters["resource"]]
        self._access("new", stored, *options, **filters)

    def _diff(self, stored, old, new):
        all_columns = self._dice.random() < 0.25
        pair = stored[old], stored[new]
        rows = diff_oracle.diff(*pair, all_columns)
        wrong = replay.fault(*pair, rows, all_columns)
        if wrong:
            raise Difference(f"the oracle contradicts itself: OLD plus its diff is not NEW: {wrong}")
        words = ["--all-columns"] if all_columns else []
        words.insert(self._dice.randint(0, len(words)), old)
        words.insert(words.index(old) + 1, new)
        exit_code = diff_oracle.exit_code(*pair, rows)
        run = self._answer("diff", words, schema.DIFF, rows, exit_code, in_any_order=_in_any_order)
        self._told(run, not all(one.manifest["complete"] for one in pair))
        wrong = replay.fault(*pair, self._found, all_columns)
        if wrong:
            raise Difference(f"OLD plus the diff is not NEW: {wrong}\n{run.describe()}")

    def _answer(self, command, words, columns, expected, exit_code, in_any_order=None):
        """Runs a command, and compares rows, order and exit code."""
        form = self._dice.choice(["csv", "jsonl"])
        goes_to_file = self._dice.random() < 0.04
        words = [command, *words, "--format", form] + (["--output", "answer"] if goes_to_file else [])
        run = self._ask(*words)
        if run.exit_code != exit_code:
            raise Difference(f"it ended with {run.exit_code}, not {exit_code}: {run.describe()}")
        output = run.output
        if goes_to_file:
            again = self._ask(*words)
            if again.exit_code != 73:
                raise Difference(f"--output over a file ended with {again.exit_code}, not 73: {again.describe()}")
            output = (self._folder / "answer").read_bytes()
            (self._folder / "answer").unlink()
        try:
            text = output.decode()
            found = (decode.csv_rows if form == "csv" else decode.json_rows)(columns, text)
        except (decode.NotThatForm, ValueError) as error:
            raise Difference(f"its {form} is not that of the contract: {error}\n{run.describe()}")
        self._found = found
        if in_any_order:
            found, expected = in_any_order(found), in_any_order(expected)
        _compare(found, expected, run)
        if form == "csv" and text != encode.csv_header(columns) + "".join(encode.csv_rows(columns, self._found)):
            raise Difference(f"its csv has the right rows in another form\n{run.describe()}")
        return run

    def _told(self, run, must_be_told):
        if must_be_told and not run.messages.strip():
            self._untold.append(f"nothing on stderr says what is missing, or was not found\n{run.describe()}")

    def _damaged(self):
        name = self._dice.choice(["old", "new"])
        how = damage.damaged_copy(self._dice, self._folder / name, self._folder / "damaged")
        pair = ["damaged" if name == "old" else "old", "damaged" if name == "new" else "new"]
        self._refused(["access", "damaged"], ["diff", *pair], how)

    def _without_a_table(self, snapshot):
        encoding = write.Encoding.random(self._dice)
        gone = self._dice.choice(encoding.tables)
        encoding.tables.remove(gone)
        write.write(self._dice, snapshot, encoding, self._folder / "partial")
        if "verify" in self._commands:
            self._verify("partial")
        self._refused(["access", "partial"], ["diff", "old", "partial"], f"without {gone}")

    def _refused(self, access, diff, why):
        for words in (access, diff):
            if words[0] in self._commands:
                run = self._ask(*words, "--format", self._dice.choice(["csv", "jsonl"]))
                if run.exit_code != 65 or not run.messages.strip():
                    raise Difference(f"it should end with 65 and a message ({why}): {run.describe()}")

    def clear(self):
        shutil.rmtree(self._folder)


def _in_any_order(rows):
    """The same rows, those about parts that were not compared sorted: their order among themselves is free."""
    made, parts = [], []
    for row in [*rows, None]:
        if row is not None and (row["kind"], row["change"]) == ("resource", "not_compared"):
            if parts and schema.tenant_of(parts[-1]) != schema.tenant_of(row):
                made += sorted(parts, key=str)
                parts = []
            parts.append(row)
            continue
        made += sorted(parts, key=str)
        parts = []
        if row is not None:
            made.append(row)
    return made


def _compare(found, expected, run):
    for number, (have, want) in enumerate(zip(found, expected), 1):
        if have != want or list(map(type, have.values())) != list(map(type, want.values())):
            names = [name for name in want if have[name] != want[name]]
            raise Difference(
                f"row {number} differs in {', '.join(names)}:\n  expected {_brief(want)}\n  found    {_brief(have)}\n"
                + run.describe())
    if len(found) != len(expected):
        rows, word = (found, "is too much") if len(found) > len(expected) else (expected, "is missing")
        row = rows[min(len(found), len(expected))]
        raise Difference(
            f"{len(found)} rows instead of {len(expected)}, the first that {word}: {_brief(row)}\n{run.describe()}")


def _brief(row):
    return {
        name: value if not isinstance(value, str) else value[:200] for name, value in row.items() if value is not None}
