"""Who can read which conversations, by the letter of the contract: computed from a folder's rows alone.

Where the contract leaves a choice, this is what is read into it:

* "Without inboxes" is an account without a row of an inbox in `resources`, whatever the reason: not asked for, lost, or
  because it has none. An administrator of it has the row for the account.
* Inboxes that are there are places even if the part `inboxes` is missing (an agent's token sees only some).
* A joined Crisp operator without a role has no row for the website; as a member of a sub-inbox it has one there. An
  invitation without a role is one of "the others" that `--all` adds, with `access` NULL.
* A role is that of the column `role`. Any other than administrator and agent, NULL among them, is "an unknown role";
  people who left have none, so that it says nothing of them: their `access` is `member`.
* `custom_role_id` counts if it is there and not null, a number or a text.
* `--all` adds invited Chatwoot agents by the same rules as confirmed ones. Invited Crisp owners have no row for
  sub-inboxes.
* `--email` folds the case of all letters, not of A to Z alone.
* `--resource` divides TYPE from ID at the first colon and finds a place in every tenant that has one of that name.
"""

import json


def access(stored, everybody=False, email=None, resource=None):
    """The rows, in order: tenants as in the manifest, places as in `resources`, people as in `operators`."""
    found = []
    for tenant in stored.tenants:
        found += _SERVICES[tenant[0]](_Facts(stored, tenant), everybody)
    if email is not None:
        found = [row for row in found if row["email"] is not None and row["email"].lower() == email.lower()]
    if resource is not None:
        found = [row for row in found if f"{row['resource_type']}:{row['resource_id']}" == resource]
    return found


def exit_code(stored):
    if not stored.is_whole:
        return 65
    return 0 if stored.manifest["complete"] else 1


class _Facts:
    """The rows of a tenant, as they are asked for."""

    def __init__(self, stored, tenant):
        self.tenant_id = tenant[2]
        self.name = stored.tenants[tenant]["name"]
        self.resources = stored.rows("resources", tenant)
        self.operators = stored.rows("operators", tenant)
        self.purposes = {
            (row["resource_type"], row["resource_id"], row["slug"]): row["purpose"]
            for row in stored.rows("entitlements", tenant)}
        self._members = {}
        for row in stored.rows("grants", tenant):
            if row["slug"] == "member" and row["resource_type"] in ("team", "inbox"):
                self._members.setdefault((row["resource_type"], row["resource_id"]), set()).add(row["operator_id"])

    def is_member(self, person, place):
        return person["operator_id"] in self._members.get((place["resource_type"], place["resource_id"]), ())

    def row(self, place, person, access, via):
        return {
            "snapshot_at": place["snapshot_at"], "service": place["service"], "instance": place["instance"],
            "tenant_id": self.tenant_id, "tenant_name": self.name, "resource_type": place["resource_type"],
            "resource_id": place["resource_id"], "resource_name": place["display_name"],
            "operator_id": person["operator_id"], "email": person["email"], "display_name": person["display_name"],
            "access": access, "via": via, "status": person["status"],
            "two_factor_enabled": person["two_factor_enabled"]}


def _crisp(facts, everybody):
    for place in facts.resources:
        if place["resource_type"] == "inbox" and json.loads(place["attributes"])["open"] is False:
            yield from _sub_inbox(facts, place, everybody)
        elif place["resource_type"] == "website":
            for person in facts.operators:
                role = person["role"]
                if person["status"] == "enabled" and role is not None:
                    yield facts.row(place, person, role, f"role {role} of website {facts.tenant_id}")
                elif person["status"] == "disabled" and everybody:
                    yield facts.row(place, person, role, f"invited to website {facts.tenant_id}")


def _sub_inbox(facts, place, everybody):
    """Its members, and the owners, who can admit themselves."""
    for person in facts.operators:
        if person["status"] != "enabled" and not everybody:
            continue
        if facts.is_member(person, place):
            yield facts.row(place, person, "member", f"member of inbox {place['resource_id']}")
        elif person["role"] == "owner" and person["status"] == "enabled":
            yield facts.row(place, person, "owner", f"role owner of website {facts.tenant_id}")


def _chatwoot(facts, everybody):
    has_inboxes = any(place["resource_type"] == "inbox" for place in facts.resources)
    for place in facts.resources:
        kind, identifier = place["resource_type"], place["resource_id"]
        for person in facts.operators:
            if person["status"] != "enabled" and not everybody:
                continue
            if person["role"] == "administrator":
                if kind == "inbox" or kind == "account" and not has_inboxes:
                    yield facts.row(place, person, "administrator", f"administrator of account {facts.tenant_id}")
            elif kind != "account" and facts.is_member(person, place):
                if facts.purposes[kind, identifier, "member"] == "permission":
                    yield facts.row(place, person, _chatwoot_access(person), f"member of {kind} {identifier}")


def _chatwoot_access(person):
    if person["status"] == "deleted":
        return "member"
    has_custom_role = json.loads(person["attributes"]).get("custom_role_id") is not None
    return "custom" if has_custom_role or person["role"] != "agent" else "member"


_SERVICES = {"crisp": _crisp, "chatwoot": _chatwoot}


def is_told(stored):
    """Whether something about the whole answer has to be said on stderr, beside csv and jsonl."""
    if not stored.manifest["complete"]:
        return True
    # Sub-inboxes that were not read may be closed to some; inboxes that were not read may be open to agents.
    return any(
        "inboxes" in (part["part"] for part in tenant["missing"] + tenant["omitted"])
        for tenant in stored.manifest["tenants"])
