"""What must hold after a trial, whatever ran it."""

import json

from schedulers.trial import EVERY_CODE, WORTH_A_TRY

# Fewer than the 10 requests of a shard, so that its first try ends with 75.
LIMITED = "export ROLLCALL_REQUEST_BUDGET=6"
_TABLES = ["operators", "resources", "entitlements", "grants"]


def faults_of_every_code():
    """A shard for each exit code, which ends with it at its first try, and without a snapshot unless it is 0."""
    return {number: f"exit {code}" for number, code in enumerate(EVERY_CODE, 1) if code}


def expect_tries(trial, again=()):
    """Every shard was tried once, and those of `again` twice."""
    expected = {number: 2 if number in again else 1 for number in range(1, trial.shards + 1)}
    assert trial.tries() == expected, f"{trial.folder.name}: tried {trial.tries()}, not {expected}"


def expect_snapshot(trial, one_run):
    """The merged tables are byte for byte those of one run, and as complete; only their owner can read them."""
    expect_same_tables(trial.shared / "snapshot", one_run)
    for path in [*trial.shared.rglob("*.gz"), *trial.shared.rglob("manifest.json")]:
        assert path.stat().st_mode & 0o077 == 0, f"{path} can be read by others: {path.stat().st_mode:o}"


def expect_same_tables(snapshot, one_run):
    for table in _TABLES:
        names = sorted(path.name for path in (one_run / table).iterdir())
        assert names and names == sorted(path.name for path in (snapshot / table).iterdir()), f"other files of {table}"
        for name in names:
            is_same = (snapshot / table / name).read_bytes() == (one_run / table / name).read_bytes()
            assert is_same, f"{snapshot}/{table}/{name} is not what one run writes"
    whole = [json.loads((folder / "manifest.json").read_text())["complete"] for folder in (snapshot, one_run)]
    assert whole[0] == whole[1], f"complete is {whole[0]}, in one run {whole[1]}"


def expect_every_code(trial, said):
    """What is worth another try had one. The merge names the others, and refuses."""
    expect_tries(trial, again={number for number, code in enumerate(EVERY_CODE, 1) if code in WORTH_A_TRY})
    expected = {number for number, code in enumerate(EVERY_CODE, 1) if code in WORTH_A_TRY | {0}}
    assert trial.finished() == expected, f"finished: {trial.finished()}"
    expect_refused(trial, said)


def expect_given_up(trial, tries, said):
    """Shard 1 of two, which never succeeds, was tried so often and no more."""
    assert trial.tries() == {1: tries, 2: 1}, f"{trial.folder.name}: tried {trial.tries()}"
    expect_refused(trial, said)


def expect_refused(trial, said):
    """There is no snapshot, and the merge named each shard that is missing."""
    assert not (trial.shared / "snapshot").exists(), f"{trial.folder.name}: merged what was not whole"
    missing = set(range(1, trial.shards + 1)) - trial.finished()
    unnamed = [number for number in missing if f"shard {number}/{trial.shards} is missing" not in said]
    assert missing and not unnamed, f"the merge does not name shards {unnamed}: {said}"
