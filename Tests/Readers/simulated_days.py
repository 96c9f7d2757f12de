#!/usr/bin/env python3
"""Tells what happened between two days of simulated services, and proves that nothing impossible did.

    simulated_days.py IDENTIFIER:KEY TOKEN OLD_URL NEW_URL

Reads everything that an export reads, sharing no code with the simulator. Prints one JSON object: for each service how
many people stayed, joined, left and so on, and the SHA-256 of all that each day served. Exits with 1 and a sentence if an
id is there twice, somebody who stayed has another name or address, or a list names people who never were.
"""
import base64, hashlib, json, sys, urllib.request


class Service:
    def __init__(self, url, header, value):
        self.url, self.headers, self.digest = url, {header: value, "X-Crisp-Tier": "plugin"}, hashlib.sha256()

    def get(self, path):
        request = urllib.request.Request(self.url + path, headers=self.headers)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
            body = response.read()
        self.digest.update(body)
        return json.loads(body)

    def pages(self, path):
        found, number = [], 1
        while page := self.get(f"{path}/{number}")["data"]:
            found, number = found + page, number + 1
        return found


def only(elements, key):
    """The elements by a key that none of them shares with another."""
    found = {element[key]: element for element in elements}
    if len(found) != len(elements):
        sys.exit(f"{key} is there twice")
    return found


def crisp(service):
    tenants = {}
    for website in only(service.pages("/v1/plugin/connect/websites/all"), "website_id"):
        path = f"/v1/website/{website}"
        name = service.get(path)["data"]["name"]
        elements = service.get(f"{path}/operators/list")["data"]
        people = only([one["details"] for one in elements if one["type"] == "operator"], "user_id")
        invited = only([one["details"] for one in elements if one["type"] == "invite"], "email")
        if not set(one["user_id"] for one in service.get(f"{path}/operators/active")["data"]) <= set(people):
            sys.exit("somebody was active who is not there")
        groups = {}
        for kind, key in [("teams", "team_id"), ("inboxes", "inbox_id")]:
            for id, group in only(service.pages(f"{path}/{kind}/list"), key).items():
                members = group.get("operators") or []
                if kind == "inboxes" and group.get("team_operators") is not None:
                    of_teams = {one for team in group["teams"] for one in groups["teams", team]["members"]}
                    if set(group["team_operators"]) != of_teams:
                        sys.exit("an inbox has other people than its teams")
                groups[kind, id] = {"name": group["name"], "members": members, "open": not members and not group.get("teams")}
        person = lambda one: {"key": [one["email"], one.get("first_name"), one.get("last_name"), one.get("avatar")],
                              "high": one["role"] == "owner", "in": True}
        tenants[website] = {"name": name, "people": {id: person(one) for id, one in people.items()},
                            "invited": set(invited), "groups": groups}
    return tenants


def chatwoot(service):
    tenants = {}
    for account in only(service.get("/api/v1/profile")["accounts"], "id"):
        path = f"/api/v1/accounts/{account}"
        people = only(service.get(f"{path}/agents"), "id")
        only(people.values(), "email")
        groups = {}
        for id, team in only(service.get(f"{path}/teams"), "id").items():
            groups["teams", id] = {"name": team["name"], "members": [one["id"] for one in service.get(f"{path}/teams/{id}/team_members")]}
        for id, inbox in only(service.get(f"{path}/inboxes")["payload"], "id").items():
            members = service.get(f"{path}/inbox_members/{id}")["payload"]
            groups["inboxes", id] = {"name": inbox["name"], "members": [one["id"] for one in members]}
        person = lambda one: {"key": [one["email"], one["name"], one["thumbnail"]], "high": one["role"] == "administrator",
                              "in": one["confirmed"]}
        tenants[account] = {"name": service.get(path)["name"], "people": {id: person(one) for id, one in people.items()},
                            "invited": set(), "groups": groups}
    return tenants


def compare(old, new):
    told = dict.fromkeys("same joined left raised lowered invited accepted let_in let_out tenants_came tenants_went "
                         "groups_came groups_went renamed opened".split(), 0)
    told["tenants_came"], told["tenants_went"] = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    for tenant in old.keys() & new.keys():
        before, after = old[tenant], new[tenant]
        if before["name"] != after["name"]:
            sys.exit("a tenant has another name")
        addresses = {one["key"][0] for one in after["people"].values()}
        told["invited"] += len(after["invited"] - before["invited"])
        told["accepted"] += len(before["invited"] & addresses)
        told["joined"] += sum(one["in"] for id, one in after["people"].items() if id not in before["people"])
        told["invited"] += sum(not one["in"] for id, one in after["people"].items() if id not in before["people"])
        told["left"] += len(before["people"].keys() - after["people"].keys())
        for id in before["people"].keys() & after["people"].keys():
            one, other = before["people"][id], after["people"][id]
            if one["key"] != other["key"]:
                sys.exit(f"somebody is somebody else: {one} {other}")
            if one["in"] and not other["in"]:
                sys.exit("an acceptance was taken back")
            told["same"] += one == other
            told["accepted"] += other["in"] and not one["in"]
            told["raised"] += other["high"] and not one["high"]
            told["lowered"] += one["high"] and not other["high"]
        told["groups_came"] += len(after["groups"].keys() - before["groups"].keys())
        told["groups_went"] += len(before["groups"].keys() - after["groups"].keys())
        for id in before["groups"].keys() & after["groups"].keys():
            one, other = before["groups"][id], after["groups"][id]
            told["renamed"] += one["name"] != other["name"]
            told["let_in"] += len(set(other["members"]) - set(one["members"]))
            told["let_out"] += len(set(one["members"]) - set(other["members"]))
            told["opened"] += one.get("open") != other.get("open")
        for group in after["groups"].values():
            if len(set(group["members"])) != len(group["members"]):
                sys.exit("somebody is a member twice")
    return told


def strangers(tenant):
    """Those whom a team or an inbox names and the list of people lacks."""
    return {one for group in tenant["groups"].values() for one in group["members"] if one not in tenant["people"]}


def main():
    login, token, *urls = sys.argv[1:]
    basic = "Basic " + base64.b64encode(login.encode()).decode()
    found, digests = {}, []
    for name, read, header, value in [("crisp", crisp, "Authorization", basic), ("chatwoot", chatwoot, "Api-Access-Token", token)]:
        services = [Service(url, header, value) for url in urls]
        old, new = [read(service) for service in services]
        for tenant, after in new.items():
            # Crisp's lists name some on purpose, on the first day of a website.
            expected = strangers(old[tenant]) if tenant in old else strangers(after)
            if strangers(after) - (expected if name == "crisp" else set()):
                sys.exit("a list names somebody who is not there")
        found[name] = compare(old, new)
        digests.append([service.digest.hexdigest() for service in services])
    print(json.dumps(found | {"old": [one for one, _ in digests], "new": [other for _, other in digests]}))


main()
