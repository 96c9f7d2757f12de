"""CSV and JSON Lines become rows again. Every departure from the contract's form is an error."""

import json
import re

import encode
from snapshot import json_text

_CELL = re.compile(r'"((?:[^"]|"")*)"|([^",\r\n]*)')


class NotThatForm(Exception):
    """The text is not as the contract has it."""


def csv_rows(columns, text, is_spreadsheet_safe=False):
    """The rows of a file with a header; a quoted cell is a text, an empty one without quotes is NULL."""
    records = list(_records(text))
    if not records or [plain for _, plain in records[0]] != [name for name, _, _ in columns]:
        raise NotThatForm(f"the header is {records[:1]}")
    rows = []
    for record in records[1:]:
        if len(record) != len(columns):
            raise NotThatForm(f"a row has {len(record)} cells: {record}")
        rows.append({
            name: _value(quoted, plain, kind, is_spreadsheet_safe)
            for (name, kind, _), (quoted, plain) in zip(columns, record)})
    return rows


def _records(text):
    """Pairs of a quoted text (or None) and an unquoted one, a list a line."""
    position, record = 0, []
    while position < len(text):
        match = _CELL.match(text, position)
        record.append((match[1], match[2]))
        position = match.end()
        if text.startswith(",", position):
            position += 1
            continue
        end = "\r\n" if text.startswith("\r\n", position) else "\n"
        if not text.startswith(end, position):
            raise NotThatForm(f"a cell ends in the middle: {text[position - 20:position + 20]!r}")
        position += len(end)
        yield record
        record = []
    if record:
        raise NotThatForm("the last row has no end")


def _value(quoted, plain, kind, is_spreadsheet_safe):
    if quoted is None:
        if plain == "":
            return None
        if kind == "boolean" and plain in ("true", "false"):
            return plain == "true"
        raise NotThatForm(f"{plain!r} without quotes")
    if kind == "boolean":
        raise NotThatForm(f"a boolean in quotes: {quoted!r}")
    value = quoted.replace('""', '"')
    if is_spreadsheet_safe and kind == "string" and value[:1] == "'" and value[1:].startswith(encode.FORMULA):
        return value[1:]
    return value


def json_rows(columns, text):
    if text and not text.endswith("\n"):
        raise NotThatForm("the last line has no end")
    rows = []
    for line in text.split("\n")[:-1]:
        pairs = json.loads(line, object_pairs_hook=_Pairs)
        if [name for name, _ in pairs] != [name for name, _, _ in columns]:
            raise NotThatForm(f"the keys are not the columns: {line[:200]}")
        rows.append({
            name: json_text(_plain(value)) if kind == "json" else value
            for (name, value), (_, kind, _) in zip(pairs, columns)})
    return rows


class _Pairs(list):
    """The members of an object, in their order."""


def _plain(value):
    if isinstance(value, _Pairs):
        return {name: _plain(one) for name, one in value}
    return [_plain(one) for one in value] if isinstance(value, list) else value
