"""What two snapshots of a tenant cannot be compared in: the parts that one of them lacks.

Where the contract leaves a choice, this is what is read into it:

* A part that is missing in either has a row `not_compared`, also if both lack it: "part missing in the older and the
  newer: team 40". A part with a resource is called by it, another one by its name.
* Inboxes that one has and the other left out have a row, "inboxes left out in the older". If the other one did not
  leave them out but lost them, there is only the row of the missing part; if neither has them, because both left them
  out, there is none.
* Custom roles that one left out are no row; custom roles that are missing in one are a missing part like others.
* Teams and inboxes that were deleted while they were read are `omitted` and really gone: what is gone is compared.
* Of a part with a resource the grants are not compared; the resource and what it offers are in both tables and are.
* Without inboxes nothing of them is compared (Crisp: nor of teams), also where the tables have some of them.
* Somebody is "known otherwise" if a compared grant names the person, or if the person is on the list of operators.
  People who left are not, nor are Chatwoot agents without a grant of a role, whom only members' lists tell.
* The missing part that an account is (`account 1`) is its list of people: it may lack some, or be another account's. Who
  is on one of two lists alone is known otherwise only by a compared grant: nobody can say that the person left, or joined.
"""


class Parts:
    """The parts that are not compared, and why."""

    def __init__(self, old, new, tenant):
        self._service = tenant[0]
        sides = {"older": old, "newer": new}
        missing = {side: stored.parts(tenant, "missing") for side, stored in sides.items()}
        omitted = {side: stored.parts(tenant, "omitted") for side, stored in sides.items()}
        # Triples of a resource's type and id, if there is one, and the reason.
        self.reasons = []
        self._resources, self._whole = set(), set()
        for part in dict.fromkeys(missing["newer"] + missing["older"]):
            name, kind, identifier = part
            where = " and the ".join(side for side in sides if part in missing[side])
            called = name if kind is None else f"{kind} {identifier}"
            self.reasons.append((kind, identifier, f"part missing in the {where}: {called}"))
            if kind is None:
                self._whole.add(name)
            else:
                self._resources.add((kind, identifier))
        for name in ("inboxes", "custom_roles"):
            left_out = [side for side in sides if any(part[0] == name for part in omitted[side])]
            lost = [side for side in sides if any(part[0] == name for part in missing[side])]
            if len(left_out) == 1 and not lost:
                self._whole.add(name)
                if name == "inboxes":
                    self.reasons.append((None, None, f"inboxes left out in the {left_out[0]}"))

    def leaves_out(self, table, row):
        """Whether a row of resources, entitlements or grants is not compared."""
        kind = row["resource_type"]
        if "inboxes" in self._whole and (kind == "inbox" or kind == "team" and self._service == "crisp"):
            return True
        if table == "resources":
            return False
        if "custom_roles" in self._whole and is_custom_role(self._service, row):
            return True
        return table == "grants" and (kind, row["resource_id"]) in self._resources

    @property
    def list_is_doubtful(self):
        """Whether one of the lists of people may be wrong."""
        return any(kind == "account" for kind, _ in self._resources)

    def knows(self, operator, grants, alone):
        """Whether a side knows a person otherwise than through what is not compared.

        `grants` are all of the person's on that side; `alone` is whether the other side does not have the person.
        """
        if any(not self.leaves_out("grants", grant) for grant in grants):
            return True
        if operator["status"] == "deleted" or alone and self.list_is_doubtful:
            return False
        return self._service == "crisp" or any(grant["resource_type"] == "account" for grant in grants)


def is_custom_role(service, row):
    """Whether an entitlement or a grant is that of a role that the account made itself."""
    return service == "chatwoot" and row["resource_type"] == "account" and row["slug"].startswith("custom_role_")
