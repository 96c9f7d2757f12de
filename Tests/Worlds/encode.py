"""Rows become CSV or JSON Lines, by the letter of the contract."""

from json.encoder import encode_basestring as _quoted

# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LITERALS = {None: "null", True: "true", False: "false"}


def csv_rows(columns, rows, line_end="\n", is_spreadsheet_safe=False):
    """The lines of the rows, without the header."""
    return [
        ",".join(_csv_cell(row[name], kind, is_spreadsheet_safe) for name, kind, _ in columns) + line_end
        for row in rows]


def csv_header(columns, line_end="\n"):
    return ",".join(name for name, _, _ in columns) + line_end


def _csv_cell(value, kind, is_spreadsheet_safe):
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if is_spreadsheet_safe and kind == "string" and value.startswith(FORMULA):
        value = "'" + value
    return '"' + value.replace('"', '""') + '"'


def json_rows(columns, rows):
    """The lines of the rows. A JSON column is already JSON."""
    return [
        "{" + ",".join(
            f'"{name}":' + (row[name] if kind == "json" else _json_cell(row[name]))
            for name, kind, _ in columns) + "}\n"
        for row in rows]


def _json_cell(value):
    return _LITERALS[value] if value is None or isinstance(value, bool) else _quoted(value)
