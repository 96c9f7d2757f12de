"""OLD plus the diff gives NEW: its keys, and the columns that rows of `changed` name."""

import schema
from comparison import as_text, columns_compared
from diff_oracle import compared
from parts import Parts

_KINDS = {"operators": "operator", "resources": "resource", "grants": "grant"}


def fault(old, new, rows, all_columns):
    """The first thing that does not come out, in words; None if all does."""
    by_tenant = {}
    for row in rows:
        by_tenant.setdefault(schema.tenant_of(row), []).append(row)
    tenants = set(old.tenants)
    for tenant, found in by_tenant.items():
        for row in found:
            if row["kind"] == "tenant" and row["change"] == "added":
                tenants.add(tenant)
            if row["kind"] == "tenant" and row["change"] == "removed":
                tenants.discard(tenant)
    if tenants != set(new.tenants):
        return f"the tenants come out as {tenants}"
    for tenant in compared(old, new):
        parts = Parts(old, new, tenant)
        for table, kind in _KINDS.items():
            wrong = _table(old, new, tenant, parts, table, [
                row for row in by_tenant.get(tenant, []) if row["kind"] == kind and row["change"] != "not_compared"],
                all_columns)
            if wrong:
                return f"{table} of {tenant}: {wrong}"
    return None


def _key_in_diff(table, row):
    """The key of a row of the diff, as `_key` makes it of a row of the table."""
    if table == "operators":
        return (row["operator_id"],)
    place = (row["resource_type"], row["resource_id"])
    return place if table == "resources" else (*place, row["slug"], row["operator_id"])


def _key(table, row):
    if table == "grants":
        return row["resource_type"], row["resource_id"], row["slug"], row["operator_id"]
    return schema.key_of(table, row)


def _table(old, new, tenant, parts, table, changes, all_columns):
    def rows(stored):
        return {_key(table, row): dict(row) for row in stored.rows(table, tenant) if _is_compared(stored, row)}

    def _is_compared(stored, row):
        return table == "operators" or not parts.leaves_out(table, row)

    before, after = rows(old), rows(new)
    for change in changes:
        key = _key_in_diff(table, change)
        if change["change"] == "added":
            if key in before:
                return f"{key} is added and was there"
            before[key] = after.get(key)
        elif change["change"] == "removed":
            if before.pop(key, None) is None:
                return f"{key} is removed and was not there"
        else:
            if key not in before:
                return f"{key} is changed and was not there"
            if as_text(before[key][change["column"]]) != change["old"]:
                return f"{key} had not {change['old']!r} in {change['column']}"
            before[key][change["column"]] = change["new"]
    if table == "operators":
        # Those whom only parts that are not compared tell of may be in one and not in the other, or differ.
        for key in set(before) | set(after):
            alone = (key in before) != (key in after)
            if not any(_knows(stored, tenant, parts, key, alone) for stored in (old, new)):
                before.pop(key, None)
                after.pop(key, None)
    if set(before) != set(after):
        return f"{sorted(set(before) ^ set(after))[:3]} are in only one of NEW and of what comes out"
    if table == "grants":
        return None
    for key, row in before.items():
        if table == "operators" and "deleted" in (after[key]["status"], _status(old, tenant, key)):
            continue
        for column in columns_compared(table, all_columns):
            if as_text(row[column]) != as_text(after[key][column]):
                return f"{key} comes out with {row[column]!r} in {column}, and has {after[key][column]!r}"
    return None


def _knows(stored, tenant, parts, key, alone):
    held = [grant for grant in stored.rows("grants", tenant) if grant["operator_id"] == key[0]]
    rows = [row for row in stored.rows("operators", tenant) if row["operator_id"] == key[0]]
    return any(parts.knows(row, held, alone) for row in rows)


def _status(old, tenant, key):
    return next((row["status"] for row in old.rows("operators", tenant) if (row["operator_id"],) == key), None)
