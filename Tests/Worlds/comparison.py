"""What changed in a tenant between two snapshots.

Where the contract leaves a choice, this is what is read into it:

* Names (`operator_email`, `display_name`, `resource_name`) are those of NEW; where NEW has none, or NULL, those of OLD.
  Of a grant they are those of the tables of operators and resources.
* The row of somebody from or to `deleted` has the effect `joined` or `left` whatever the other status is. Somebody who
  is added or removed as `disabled` or `deleted` has none.
* `raised` and `lowered` are of the roles of the tenant's own service.
* `let_in` and `let_out` go by grants and their purposes alone, in each snapshot by its own; a person's status does not
  count. "The role administrator or owner" is a grant of it on the account or website: an invited owner has none.
* A custom role is one of Chatwoot with a slug `custom_role_…`.
* Texts are compared byte by byte: a letter with its accent in one character or in two is a change.
"""

import json

import schema
from parts import Parts, is_custom_role

_VOLATILE = {"availability", "last_active_at", "avatar_url"}
_RANKS = {"crisp": ["member", "owner"], "chatwoot": ["agent", "administrator"]}
_HIGHEST = {"crisp": ("website", "owner"), "chatwoot": ("account", "administrator")}


def columns_compared(table, all_columns):
    """The columns whose changes are rows."""
    leading = {"snapshot_at", *schema.TENANT_KEY, *schema.KEYS[table]}
    names = [name for name in schema.names(schema.TABLES[table]) if name not in leading]
    return [name for name in names if all_columns or name not in _VOLATILE]


def as_text(value):
    return None if value is None else str(value).lower() if isinstance(value, bool) else value


def first(values):
    """The first value that is not NULL."""
    return next((value for value in values if value is not None), None)


class Comparison:
    """The comparison of a tenant that both could read."""

    def __init__(self, old, new, tenant, all_columns):
        self._service = tenant[0]
        self._all_columns = all_columns
        self._parts = Parts(old, new, tenant)
        self._before = Side(old, tenant, self._parts)
        self._after = Side(new, tenant, self._parts)

    def rows(self):
        """The rows, in order, without what all rows of the tenant have in common."""
        not_compared = [
            self._row("resource", "not_compared", **self._named(kind, identifier), new=why)
            for kind, identifier, why in self._parts.reasons]
        return not_compared + self._operators() + self._resources() + self._entitlements() + self._grants()

    def _row(self, kind, change, **values):
        return {"kind": kind, "change": change, **values}

    def _named(self, kind, identifier):
        """A resource with its name."""
        rows = [side.by_key["resources"].get((kind, identifier)) for side in (self._after, self._before)]
        name = first([row["display_name"] for row in rows if row])
        return {"resource_type": kind, "resource_id": identifier, "resource_name": name}

    def _person(self, identifier):
        """An operator with address and name."""
        rows = [side.by_key["operators"].get((identifier,)) for side in (self._after, self._before)]
        rows = [row for row in rows if row]
        return {
            "operator_id": identifier, "operator_email": first([row["email"] for row in rows]),
            "display_name": first([row["display_name"] for row in rows])}

    def _pairs(self, table):
        """Pairs of the rows of OLD and NEW with the same key: in the order of NEW, then what only OLD has."""
        before, after = self._before.compared(table), self._after.compared(table)
        pairs = [(before.get(key), row) for key, row in after.items()]
        return pairs + [(row, None) for key, row in before.items() if key not in after]

    def _operators(self):
        found = []
        for before, after in self._pairs("operators"):
            identifier = (after or before)["operator_id"]
            alone = before is None or after is None
            if not (self._before.knows(identifier, alone) or self._after.knows(identifier, alone)):
                continue
            person = self._person(identifier)
            if before is None or after is None:
                effect = ("joined" if before is None else "left") if (after or before)["status"] == "enabled" else None
                change = "added" if before is None else "removed"
                found.append(self._row("operator", change, effect=effect, **person))
                continue
            statuses = (before["status"], after["status"])
            if statuses[0] != statuses[1] and "deleted" in statuses:
                found.append(self._row(
                    "operator", "changed", effect="left" if after["status"] == "deleted" else "joined", **person,
                    column="status", old=statuses[0], new=statuses[1]))
                continue
            for column, values in _changes("operators", before, after, self._all_columns):
                effect = self._effect_of_operator(column, *values)
                found.append(self._row("operator", "changed", effect=effect, **person, **_values_of(column, values)))
        return found

    def _effect_of_operator(self, column, before, after):
        if column == "status":
            return after
        ranks = _RANKS[self._service]
        if column == "role" and before in ranks and after in ranks:
            return "raised" if ranks.index(after) > ranks.index(before) else "lowered"
        return None

    def _resources(self):
        found = []
        for before, after in self._pairs("resources"):
            place = self._named((after or before)["resource_type"], (after or before)["resource_id"])
            if before is None or after is None:
                found.append(self._row("resource", "added" if before is None else "removed", **place))
                continue
            for column, values in _changes("resources", before, after, self._all_columns):
                effect = None
                if column == "attributes" and self._opened_or_closed(place["resource_type"], place["resource_id"]):
                    effect = "let_in" if _is_open(after) else "let_out"
                found.append(self._row("resource", "changed", effect=effect, **place, **_values_of(column, values)))
        return found

    def _opened_or_closed(self, kind, identifier):
        """Whether a sub-inbox of both became open, or was closed."""
        rows = [side.by_key["resources"].get((kind, identifier)) for side in (self._before, self._after)]
        if self._service != "crisp" or kind != "inbox" or None in rows:
            return False
        return _is_open(rows[0]) != _is_open(rows[1])

    def _entitlements(self):
        found = []
        for before, after in self._pairs("entitlements"):
            if before is None or after is None:
                continue
            place = self._named(after["resource_type"], after["resource_id"])
            names = ["purpose"]
            if is_custom_role(self._service, after):
                names = ["display_name", "description", "purpose"]
            for column in names:
                if before[column] != after[column]:
                    effect = None
                    if column == "purpose":
                        effect = "let_in" if after[column] == "permission" else "let_out"
                    found.append(self._row(
                        "entitlement", "changed", effect=effect, **place, slug=after["slug"],
                        **_values_of(column, (before[column], after[column]))))
        return found

    def _grants(self):
        found = []
        for before, after in self._pairs("grants"):
            if before is not None and after is not None:
                continue
            row = after or before
            own, other = (self._after, self._before) if before is None else (self._before, self._after)
            place, effect = (row["resource_type"], row["resource_id"]), None
            if own.is_permission(row) and not other.can_read(row["operator_id"], *place):
                effect = "let_in" if before is None else "let_out"
            if self._opened_or_closed(*place):
                effect = None
            found.append(self._row(
                "grant", "added" if before is None else "removed", effect=effect, **self._person(row["operator_id"]),
                **self._named(*place), slug=row["slug"]))
        return found


class Side:
    """One snapshot's rows of a tenant."""

    def __init__(self, stored, tenant, parts):
        self._parts, self._service, self._tenant_id = parts, tenant[0], tenant[2]
        self.by_key = {
            table: {schema.key_of(table, row): row for row in stored.rows(table, tenant)} for table in schema.TABLES}
        self._purposes = {key[0]: row["purpose"] for key, row in self.by_key["entitlements"].items()}
        self._held = {}
        for row in self.by_key["grants"].values():
            self._held.setdefault(row["operator_id"], []).append(row)

    def compared(self, table):
        """The rows that are compared, by key."""
        rows = self.by_key[table]
        if table == "operators":
            return rows
        return {key: row for key, row in rows.items() if not self._parts.leaves_out(table, row)}

    def knows(self, identifier, alone):
        row = self.by_key["operators"].get((identifier,))
        return row is not None and self._parts.knows(row, self._held.get(identifier, []), alone)

    def is_permission(self, grant):
        return self._purposes[grant["entitlement_id"]] == "permission"

    def can_read(self, operator, kind, identifier):
        """Whether grants give a person a way to read a place."""
        own, highest = _HIGHEST[self._service]
        for grant in self._held.get(operator, []):
            place = (grant["resource_type"], grant["resource_id"])
            if place == (kind, identifier) and self.is_permission(grant):
                return True
            if place == (own, self._tenant_id) and grant["slug"] == highest and kind in ("inbox", "team"):
                return True
        return False


def _changes(table, before, after, all_columns):
    """Pairs of a column and its two values, where they differ."""
    for column in columns_compared(table, all_columns):
        if before[column] != after[column]:
            yield column, (before[column], after[column])


def _values_of(column, values):
    return {"column": column, "old": as_text(values[0]), "new": as_text(values[1])}


def _is_open(inbox):
    return json.loads(inbox["attributes"])["open"]
