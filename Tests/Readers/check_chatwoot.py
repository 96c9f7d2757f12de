#!/usr/bin/env python3
"""Checks a snapshot of Chatwoot accounts against what the service sends, sharing no code with Rollcall.

    check_chatwoot.py SNAPSHOT SNAPSHOT_AT BASE_URL TOKEN ACCOUNT_ID...

Asks the service itself, computes the rows that the four tables must have by the contract, and compares them with every
file of the snapshot. The service must answer the same each time. Prints what differs and exits with 1, or prints "ok".
"""
import json, pathlib, sys, urllib.request

from snapshot_files import COLUMNS, attributes, check


class Service:
    def __init__(self, base_url, token):
        self.base_url, self.token = base_url, token
        self.instance, self.version = base_url.rstrip("/"), self.fetch("/api")["version"]

    def get(self, path):
        return self.fetch(f"/api/v1{path}")

    def fetch(self, path):
        request = urllib.request.Request(
            f"{self.base_url}{path}", headers={"Api-Access-Token": self.token, "Accept": "application/json"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
            return json.loads(response.read())


def chosen(source, *keys):
    """The members of an object that are there, of those keys."""
    return attributes((key, source[key]) for key in keys if key in source)


def operator_row(agent, is_member):
    if not is_member:
        status, detail = "deleted", "removed from the account"
    elif agent.get("confirmed") is False:
        status, detail = "disabled", "pending"
    else:
        status, detail = "enabled", None
    return (
        str(agent["id"]), agent.get("email"), agent.get("name"), None, None, None, agent.get("role"), status, detail,
        None, agent.get("availability_status"), None, agent.get("thumbnail") or None,
        chosen(agent, "auto_offline", "confirmed", "custom_role_id", "provider"))


def account_tables(service, account_id, snapshot_at):
    """The rows of one account by the contract; None is NULL, attributes are JSON text."""
    root = f"/accounts/{account_id}"
    account, agents = service.get(root), service.get(f"{root}/agents")
    teams, inboxes = service.get(f"{root}/teams"), service.get(f"{root}/inboxes")["payload"]
    by_number = lambda element: int(element["id"])
    agents.sort(key=by_number), teams.sort(key=by_number), inboxes.sort(key=by_number)

    resources = [("account", str(account_id), account.get("name"), None, None, chosen(account, "status"))]
    groups = []
    for kind, elements, keys in (
            ("team", teams, ("allow_auto_assign", "description")), ("inbox", inboxes, ("channel_type",))):
        for element in elements:
            number = str(element["id"])
            resources.append((kind, number, element.get("name"), "account", str(account_id), chosen(element, *keys)))
            members = (
                service.get(f"{root}/teams/{number}/team_members") if kind == "team"
                else service.get(f"{root}/inbox_members/{number}")["payload"])
            groups.append((kind, number, sorted(members, key=by_number)))

    known = {agent["id"] for agent in agents}
    people = {agent["id"]: operator_row(agent, True) for agent in agents}
    emails = {agent["id"]: agent.get("email") for agent in agents}
    for _, _, members in groups:
        for member in members:
            if member["id"] not in known:
                people.setdefault(member["id"], operator_row(member, False))
                emails.setdefault(member["id"], member.get("email"))

    roles = ["administrator", "agent"]
    for agent in agents:
        if agent["role"] is not None and agent["role"] not in roles:
            roles.append(agent["role"])
    offers = [("account", str(account_id), role, ..., ..., "assignment" if role == "agent" else "permission",
               [agent["id"] for agent in agents if agent["role"] == role]) for role in roles]
    # Custom roles narrow what agents read. They are asked for if an agent has one.
    if any(agent.get("custom_role_id") is not None for agent in agents):
        for role in sorted(service.get(f"{root}/custom_roles"), key=by_number):
            offers.append((
                "account", str(account_id), f"custom_role_{role['id']}", role["name"], ", ".join(role["permissions"]),
                "assignment", [agent["id"] for agent in agents if agent.get("custom_role_id") == role["id"]]))
    # Members of a team open what is assigned to it since 4.8.0.
    major, minor = (int(part) for part in service.version.split(".")[:2])
    purposes = {"inbox": "permission", "team": "permission" if (major, minor) >= (4, 8) else "assignment"}
    offers += [(kind, number, "member", ..., ..., purposes[kind], [member["id"] for member in members])
               for kind, number, members in groups]
    entitlements, grants = [], []
    for kind, number, slug, name, description, purpose, holders in offers:
        entitlement = f"{kind}:{number}:{slug}"
        entitlements.append((entitlement, kind, number, slug, name, description, purpose))
        grants += [(f"{entitlement}:user:{holder}", entitlement, kind, number, slug, str(holder), emails[holder])
                   for holder in holders]

    lead = (snapshot_at, "chatwoot", service.instance, str(account_id))
    tables = {
        "operators": [people[number] for number in sorted(people)], "resources": resources,
        "entitlements": entitlements, "grants": grants}
    return {table: [lead + row for row in rows] for table, rows in tables.items()}


if __name__ == "__main__":
    folder, snapshot_at, base_url, token, *account_ids = sys.argv[1:]
    expected = {table: [] for table in COLUMNS}
    for account_id in account_ids:
        for table, rows in account_tables(Service(base_url, token), account_id, snapshot_at).items():
            expected[table] += rows
    try:
        files = check(pathlib.Path(folder), expected)
    except AssertionError as problem:
        print(problem)
        sys.exit(1)
    counts = ", ".join(f"{len(expected[table])} {table}" for table in COLUMNS)
    print(f"ok: {files} files, {counts}")
