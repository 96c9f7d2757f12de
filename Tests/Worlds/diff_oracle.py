"""What changed between two snapshots, by the letter of the contract: computed from both folders' rows alone.

What is read into the contract where it leaves a choice stands here, in comparison.py and in parts.py:

* A tenant that failed in both: "failed in the older and the newer".
* A tenant that only one lists is added or removed, whatever its status there, and whatever the source says of its list.
* `tenant_name` is that of NEW; where NEW has none, or NULL, that of OLD.
"""

import comparison
import schema


def diff(old, new, all_columns=False):
    """The rows, in order: tenants as in NEW, then those that only OLD has."""
    found = []
    for tenant in new.tenants:
        if tenant not in old.tenants:
            found.append(_row((old, new), tenant, kind="tenant", change="added"))
        else:
            found += _of_both((old, new), tenant, all_columns)
    for tenant in old.tenants:
        if tenant not in new.tenants:
            found.append(_row((old, new), tenant, kind="tenant", change="removed"))
    return found


def compared(old, new):
    """The tenants that can be compared."""
    return [
        tenant for tenant in new.tenants
        if tenant in old.tenants and "failed" not in (old.tenants[tenant]["status"], new.tenants[tenant]["status"])]


def exit_code(old, new, rows):
    if not old.is_whole or not new.is_whole:
        return 65
    if not compared(old, new):
        return 2
    return 1 if any(row["change"] != "not_compared" for row in rows) else 0


def _of_both(pair, tenant, all_columns):
    sides = zip(("older", "newer"), pair)
    failed = [side for side, stored in sides if stored.tenants[tenant]["status"] == "failed"]
    if failed:
        why = f"failed in the {' and the '.join(failed)}"
        return [_row(pair, tenant, kind="tenant", change="not_compared", new=why)]
    return [_row(pair, tenant, **values) for values in comparison.Comparison(*pair, tenant, all_columns).rows()]


def _row(pair, tenant, **values):
    old, new = pair
    names = [stored.tenants[tenant]["name"] for stored in (new, old) if tenant in stored.tenants]
    row = dict.fromkeys(schema.names(schema.DIFF))
    row |= dict(zip(schema.TENANT_KEY, tenant))
    row |= {
        "old_snapshot_at": old.snapshot_at, "new_snapshot_at": new.snapshot_at,
        "tenant_name": comparison.first(names)}
    return row | values
