"""Shards that go through object storage: to it data first, from it only what has a manifest."""


from schedulers import NotHere, storage
from schedulers.expected import expect_same_tables
from schedulers.processes import run
from schedulers.trial import SAMPLES

_SHARDS = 4
_SCRIPT = SAMPLES / "object-storage"


def in_object_storage(world):
    if not storage.rclone() or run([storage.rclone(), "help"], None).returncode != 0:
        raise NotHere("rclone cannot be had")
    folder = world.work / "stored"
    folder.mkdir()
    for number in range(1, _SHARDS + 1):
        run([world.rollcall, "export", "--config", world.configuration, "--plan", world.plan, "--shard",
             f"{number}/{_SHARDS}", "--output", folder / str(number), "--quiet"])
    done = []
    for name, server in [("rclone serve s3", storage.served_by_rclone), ("moto", storage.served_by_moto)]:
        try:
            with server(folder / name.split()[0]) as environment:
                _through(world, folder, folder / f"from-{name.split()[0]}", environment)
            done.append(name)
        except NotHere as reason:
            done.append(f"not {name}, {reason}")
    return f"{_SHARDS} shards through storage and back: {', '.join(done)}"


def _through(world, shards, back, environment):
    back.mkdir()
    (back / "bin").mkdir()
    (back / "bin/rollcall").symlink_to(world.rollcall)
    environment = {**environment, "PATH": f"{back}/bin:{environment['PATH']}"}

    def put(folder, place, code=0):
        return run([_SCRIPT, "put", folder, f"bucket:access/{place}"], code, env=environment)

    def get(place, folder, code=0):
        return run([_SCRIPT, "get", f"bucket:access/{place}", folder], code, env=environment)

    for number in range(1, _SHARDS):
        put(shards / str(number), number)
        get(number, back / str(number))
    # The last one is interrupted between data and manifest.
    fault = back / "bin/rclone"
    fault.write_text(f'#!/bin/sh\n[ "$1" != copyto ] || exit 9\nexec {storage.rclone()} "$@"\n')
    fault.chmod(0o755)
    put(shards / str(_SHARDS), _SHARDS, code=9)
    fault.unlink()
    assert "has no manifest.json" in get(_SHARDS, back / str(_SHARDS), code=65).stderr
    merge = [world.rollcall, "merge", *(back / str(number) for number in range(1, _SHARDS)), "--output", back / "merged"]
    assert f"shard {_SHARDS}/{_SHARDS} is missing" in run(merge, 65).stderr and not (back / "merged").exists()
    put(shards / str(_SHARDS), _SHARDS)
    get(_SHARDS, back / str(_SHARDS))
    get(_SHARDS, back / str(_SHARDS), code=73)
    run([*merge[:-2], back / str(_SHARDS), *merge[-2:]])
    expect_same_tables(back / "merged", world.snapshot)
    # A snapshot does not change: the same is no fault, another one is refused and replaces nothing.
    put(back / "merged", "merged")
    put(back / "merged", "merged")
    assert put(shards / "1", "merged", code=None).returncode != 0
    get("merged", back / "again")
    expect_same_tables(back / "again", world.snapshot)
    # What has changed in the storage has no place here.
    table = "operators/part-00000.csv.gz"
    run([storage.rclone(), "copyto", shards / "1" / table, f"bucket:access/merged/{table}"], env=environment)
    get("merged", back / "damaged", code=65)
    assert not (back / "damaged").exists()
