"""The rows of a Crisp website, in the order of the contract."""

from snapshot import grant, json_text


def rows(website, source):
    reading = website.reading
    groups = website.teams + website.inboxes if reading.inboxes == "read" else []
    listed = {person.key for person in website.people}
    pending = {person.key for person in website.people if not person.joined}
    members = {group.key: [one for one in _members(group, website) if one not in pending] for group in groups}
    removed = list(dict.fromkeys(
        one for group in groups for one in members[group.key] if one not in listed))
    order = {key: number for number, key in enumerate([person.key for person in website.people] + removed)}
    emails = {person.key: person.email for person in website.people}

    roles = ["owner", "member"]
    roles += dict.fromkeys(
        person.role for person in website.people if person.role is not None and person.role not in roles)
    grants = [
        grant("website", website.id, person.role, person.key, person.email)
        for person in website.people if person.joined and person.role is not None]
    for group in groups:
        grants += [
            grant(group.type, group.id, "member", one, emails.get(one))
            for one in sorted(members[group.key], key=order.get)]
    return {
        "operators": [_operator(person) for person in website.people] + [_removed(one) for one in removed],
        "resources": [_website(website)] + [_resource(group, website) for group in groups],
        "entitlements": [_role(website, slug) for slug in roles] + [_membership(group) for group in groups],
        "grants": grants,
    }


def parts(website):
    """What is missing and what was left out: lists of (part, type, id)."""
    lists = {"read": ([], []), "omitted": ([], [("inboxes", None, None)]), "missing": ([("inboxes", None, None)], [])}
    return lists[website.reading.inboxes]


def _members(group, website):
    """The union of those whom a group names, and of the members of the teams that it names."""
    found = group.members + group.team_operators
    for team in website.teams:
        if team.id in group.teams:
            found = found + team.members
    return dict.fromkeys(found)


def _operator(person):
    names = [name for name in (person.first, person.last) if name]
    return {
        "operator_id": person.key, "email": person.email, "display_name": " ".join(names) if names else None,
        "first_name": person.first, "last_name": person.last, "title": person.title, "role": person.role,
        "status": "enabled" if person.joined else "disabled", "status_detail": None if person.joined else "pending",
        "two_factor_enabled": person.two_factor, "availability": person.availability,
        "last_active_at": person.last_active_at, "avatar_url": person.avatar,
        "attributes": json_text(person.attributes)}


def _removed(identifier):
    return {
        "operator_id": identifier, "email": None, "display_name": None, "first_name": None, "last_name": None,
        "title": None, "role": None, "status": "deleted", "status_detail": "removed from the website",
        "two_factor_enabled": None, "availability": None, "last_active_at": None, "avatar_url": None,
        "attributes": "{}"}


def _website(website):
    return {
        "resource_type": "website", "resource_id": website.id, "display_name": website.name,
        "parent_resource_type": None, "parent_resource_id": None, "attributes": json_text(website.attributes)}


def _resource(group, website):
    attributes = dict(group.attributes)
    if group.type == "inbox":
        attributes["open"] = not (group.members or group.team_operators or group.teams)
        attributes["teams"] = group.teams
    return {
        "resource_type": group.type, "resource_id": group.id, "display_name": group.name,
        "parent_resource_type": "website", "parent_resource_id": website.id, "attributes": json_text(attributes)}


def _role(website, slug):
    known = slug in ("owner", "member")
    return {
        "entitlement_id": f"website:{website.id}:{slug}", "resource_type": "website", "resource_id": website.id,
        "slug": slug, "display_name": slug.title() if known else None, "description": "A role" if known else None,
        "purpose": "permission"}


def _membership(group):
    return {
        "entitlement_id": f"{group.type}:{group.id}:member", "resource_type": group.type, "resource_id": group.id,
        "slug": "member", "display_name": "Member", "description": f"Membership of the {group.type}",
        "purpose": "permission" if group.type == "inbox" else "assignment"}
