"""The rows of a Chatwoot account, in the order of the contract."""

import re

from snapshot import grant, json_text

_KNOWN_ROLES = ["administrator", "agent"]


def rows(account, source):
    reading = account.reading
    groups = _groups(account)
    heard = [group for group in groups if group.key not in reading.lost]
    listed = {person.id: person for person in account.people}
    removed = {one for group in heard for one in group.members if one not in listed}
    agents = sorted(listed.values(), key=lambda person: int(person.id))
    ranked = [person for person in agents if person.id not in reading.strangers]

    def email(identifier):
        return listed[identifier].email if identifier in listed else account.gone.get(identifier, (None, None))[0]

    custom_roles = sorted(account.custom_roles, key=lambda role: role.id) if _has_custom_roles(account) else []
    roles = _KNOWN_ROLES + sorted({person.role for person in ranked} - {None, *_KNOWN_ROLES})
    grants = []
    for slug in roles:
        grants += [
            grant("account", account.id, slug, person.id, person.email) for person in ranked if person.role == slug]
    for role in custom_roles:
        grants += [
            grant("account", account.id, f"custom_role_{role.id}", person.id, person.email)
            for person in ranked if str(person.attributes.get("custom_role_id")) == str(role.id)]
    for group in heard:
        grants += [
            grant(group.type, group.id, "member", one, email(one)) for one in sorted(set(group.members), key=int)]
    operators = [_operator(person) for person in agents] + [_removed(account, one) for one in removed]
    return {
        "operators": sorted(operators, key=lambda row: int(row["operator_id"])),
        "resources": [_account(account)] + [_resource(group, account) for group in groups],
        "entitlements": [_role(account, slug, source.version) for slug in roles]
        + [_custom_role(account, role) for role in custom_roles]
        + [_membership(group, source.version) for group in groups],
        "grants": grants,
    }


def parts(account):
    """What is missing and what was left out: lists of (part, type, id)."""
    reading = account.reading
    missing, omitted = [], []
    if reading.inboxes != "read":
        (omitted if reading.inboxes == "omitted" else missing).append(("inboxes", None, None))
    if reading.custom_roles != "read" and _somebody_has_one(account):
        (omitted if reading.custom_roles == "omitted" else missing).append(("custom_roles", None, None))
    for group in account.teams + account.inboxes:
        if group.key in reading.deleted:
            omitted.append((f"{group.key}:member", group.type, group.id))
    missing += [
        (f"{group.key}:member", group.type, group.id) for group in _groups(account) if group.key in reading.lost]
    if reading.strangers:
        missing.append((f"account:{account.id}", "account", account.id))
    return missing, omitted


def team_lets_read(version):
    """Members of a team read since 4.8.0, and where the version is not known."""
    numbers = re.match(r"v?(\d+)\.(\d+)", version or "")
    return numbers is None or (int(numbers[1]), int(numbers[2])) >= (4, 8)


def _groups(account):
    """The teams and inboxes that the tables have, each kind by id."""
    reading = account.reading
    kinds = [account.teams] + ([account.inboxes] if reading.inboxes in ("read", "partly") else [])
    return [
        group for kind in kinds for group in sorted(kind, key=lambda group: int(group.id))
        if group.key not in reading.deleted]


def _somebody_has_one(account):
    return any(
        person.attributes.get("custom_role_id") is not None
        for person in account.people if person.id not in account.reading.strangers)


def _has_custom_roles(account):
    return account.reading.custom_roles == "read" and _somebody_has_one(account)


def _operator(person):
    return {
        "operator_id": person.id, "email": person.email, "display_name": person.first, "first_name": None,
        "last_name": None, "title": None, "role": person.role, "status": "enabled" if person.joined else "disabled",
        "status_detail": None if person.joined else "pending", "two_factor_enabled": None,
        "availability": person.availability, "last_active_at": None, "avatar_url": person.avatar,
        "attributes": json_text(person.attributes)}


def _removed(account, identifier):
    email, name = account.gone.get(identifier, (None, None))
    return {
        "operator_id": identifier, "email": email, "display_name": name, "first_name": None, "last_name": None,
        "title": None, "role": None, "status": "deleted", "status_detail": "removed from the account",
        "two_factor_enabled": None, "availability": None, "last_active_at": None, "avatar_url": None,
        "attributes": json_text({"confirmed": True} if name else {})}


def _account(account):
    return {
        "resource_type": "account", "resource_id": account.id, "display_name": account.name,
        "parent_resource_type": None, "parent_resource_id": None, "attributes": json_text(account.attributes)}


def _resource(group, account):
    return {
        "resource_type": group.type, "resource_id": group.id, "display_name": group.name,
        "parent_resource_type": "account", "parent_resource_id": account.id, "attributes": json_text(group.attributes)}


def _role(account, slug, version):
    known = slug in _KNOWN_ROLES
    return {
        "entitlement_id": f"account:{account.id}:{slug}", "resource_type": "account", "resource_id": account.id,
        "slug": slug, "display_name": slug.title() if known else None,
        # Texts of entitlements follow the version, and no comparison looks at them.
        "description": f"What {version} lets a role do" if known else None,
        "purpose": "assignment" if slug == "agent" else "permission"}


def _custom_role(account, role):
    return {
        "entitlement_id": f"account:{account.id}:custom_role_{role.id}", "resource_type": "account",
        "resource_id": account.id, "slug": f"custom_role_{role.id}", "display_name": role.name,
        "description": role.permissions, "purpose": "assignment"}


def _membership(group, version):
    lets_read = group.type == "inbox" or team_lets_read(version)
    return {
        "entitlement_id": f"{group.key}:member", "resource_type": group.type, "resource_id": group.id, "slug": "member",
        "display_name": "Member", "description": f"What {version} lets members do",
        "purpose": "permission" if lets_read else "assignment"}
