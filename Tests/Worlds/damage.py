"""Damages a copy of a snapshot in a way that its digests tell."""

import json
import shutil


def damaged_copy(dice, folder, copy):
    """Copies a snapshot, damages one of its table files, and says how."""
    shutil.copytree(folder, copy)
    manifest = json.loads((copy / "manifest.json").read_bytes())
    table = dice.choice(manifest["tables"])
    # A reader may take any of the formats, so the damage is in each.
    parts = {file["path"].split(".")[0] for file in table["files"]}
    part = dice.choice(sorted(parts))
    files = [copy / file["path"] for file in table["files"] if file["path"].split(".")[0] == part]
    if len(files) < len({file["format"] for file in table["files"]}) or any(not file.stat().st_size for file in files):
        files = [copy / file["path"] for file in table["files"]]
        way = "deleted"
    else:
        way = dice.choice(["flipped", "flipped", "deleted", "cut", "longer"])
    for file in files:
        _damage(dice, file, way)
    return f"{way}: {', '.join(str(file.relative_to(copy)) for file in files)}"


def _damage(dice, file, way):
    content = bytearray(file.read_bytes())
    if way == "deleted":
        return file.unlink()
    if way == "flipped":
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    elif way == "cut":
        del content[dice.randrange(len(content)):]
    else:
        content += b"\n"
    file.write_bytes(content)
