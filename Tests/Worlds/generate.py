"""Random worlds. The same dice make the same world."""

import uuid

import texts
from model import CustomRole, Group, Person, Source, Tenant, World

_START = 1_764_000_000_000
_CRISP_ROLES = ["owner", "member", "member", "member"]
_CRISP_ODD_ROLES = [
    "supervisor", "administrator", "agent", "Owner", "rôle d'été", "custom", "custom_role_1", "a:b", "none"]
_CHATWOOT_ROLES = ["administrator", "agent", "agent", "agent"]
_CHATWOOT_ODD_ROLES = ["supervisor", "owner", "member", "Administrator", "=role", "custom"]
_INSTANCES = ["https://app.chatwoot.com", "https://chat.example.com", "http://10.0.0.7:3000"]
_VERSIONS = ["4.15.1", "4.8.0", "4.7.0", "4.1.0", "4.0.4", "3.16.0", "2.18.0", None, "v4.8.0", "main"]
_ODD_IDS = [
    "\u00e9", "e\u0301", "A", "a", "-1", "=1", "@me", "x:user:y", "email:ann@example.com", " ", "0", "00", "\n", "\""]


class Sizes:
    """How many of each thing a world may have."""

    def __init__(self, dice):
        shape = dice.choices(["plain", "tiny", "wide", "large", "empty"], [76, 12, 4, 4, 4])[0]
        self.tenants = {"plain": (2, 5), "tiny": (1, 2), "wide": (8, 16), "large": (1, 2), "empty": (0, 3)}[shape]
        self.people = {"plain": (1, 12), "tiny": (1, 2), "wide": (1, 3), "large": (40, 120), "empty": (0, 1)}[shape]
        self.groups = {"plain": (0, 4), "tiny": (0, 1), "wide": (0, 1), "large": (2, 9), "empty": (0, 0)}[shape]
        self.odd_roles = dice.choice([0, 0, 0.1, 0.5])
        self.hostility = dice.choice([0, 0.1, 0.3, 0.9])


def world(dice):
    sizes = Sizes(dice)
    sources = _sources(dice)
    made = World(_START + dice.randrange(10**10), sources, [])
    for _ in range(dice.randint(*sizes.tenants)):
        add_tenant(dice, made, sizes)
    return made


def _sources(dice):
    sources = []
    if dice.random() < 0.7:
        sources.append(Source("crisp", "https://api.crisp.chat"))
    if not sources or dice.random() < 0.75:
        for instance in dice.sample(_INSTANCES, dice.choice([1, 1, 2])):
            sources.append(Source("chatwoot", instance, dice.choice(_VERSIONS)))
    return sources


def add_tenant(dice, made, sizes):
    """Adds a tenant that is not there yet. Accounts of two instances often have the same id."""
    source = dice.choice(made.sources)
    if source.service == "crisp":
        identifier = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    else:
        identifier = str(dice.choice([1, 1, 2, 3, 4, 10, dice.randint(1, 10**6)]))
    new = Tenant(source.service, source.instance, identifier, texts.optional(dice, 0.05, sizes.hostility), {})
    if any(tenant.key == new.key for tenant in made.tenants):
        return
    fill(dice, new, sizes)
    made.tenants.insert(dice.randint(0, len(made.tenants)) if dice.random() < 0.3 else len(made.tenants), new)


def fill(dice, tenant, sizes):
    """Gives a tenant new people, teams and inboxes, whatever it had."""
    tenant.people, tenant.gone, tenant.teams, tenant.inboxes, tenant.custom_roles = [], {}, [], [], []
    if tenant.service == "crisp":
        tenant.attributes = {"domain": texts.text(dice, sizes.hostility)}
        if dice.random() < 0.5:
            tenant.attributes["verified"] = dice.random() < 0.5
    else:
        tenant.attributes = {"status": dice.choice(["active", "active", "suspended"])} if dice.random() < 0.9 else {}
        for number in dice.sample(range(1, 12), dice.choice([0, 0, 0, 1, 3])):
            tenant.custom_roles.append(custom_role(dice, number, sizes))
    for _ in range(dice.randint(*sizes.people)):
        add_person(dice, tenant, sizes)
    for kind, groups in (("team", tenant.teams), ("inbox", tenant.inboxes)):
        for _ in range(dice.randint(*sizes.groups)):
            add_group(dice, tenant, kind, groups, sizes)


def custom_role(dice, number, sizes):
    permissions = dice.choice([None, "", "conversation_manage", "contact_manage, report_manage"])
    return CustomRole(number, texts.optional(dice, 0.1, sizes.hostility), permissions)


def add_person(dice, tenant, sizes, identifier=None):
    new = (_crisp_person if tenant.service == "crisp" else _chatwoot_person)(dice, tenant, sizes)
    if identifier is not None:
        new.id = identifier
    if all(person.key != new.key for person in tenant.people):
        tenant.people.insert(dice.randint(0, len(tenant.people)), new)
        tenant.gone.pop(new.key, None)


def _crisp_person(dice, tenant, sizes):
    identifier = f"{dice.choice('abcdef')}{dice.randint(0, 60 if len(tenant.people) < 20 else 10**6):05}"
    if dice.random() < 0.04:
        identifier = dice.choice(_ODD_IDS)
    person = Person(
        identifier, texts.email(dice), texts.optional(dice, 0.2, sizes.hostility),
        texts.optional(dice, 0.3, sizes.hostility), texts.optional(dice, 0.5, sizes.hostility),
        role(dice, tenant, sizes), two_factor=dice.choice([None, True, False]))
    if dice.random() < 0.15:
        person.joined = False
        person.attributes = {"type": dice.choice(["invite", "invite", "sandbox", "=x"])}
        if person.email and dice.random() < 0.7:
            person.id = None
    shake_presence(dice, person)
    return person


def _chatwoot_person(dice, tenant, sizes):
    number = dice.randint(1, 30 if len(tenant.people) < 15 else 10**6)
    if dice.random() < 0.02:
        number = dice.choice([2**31, 2**53 + 1, 2**63 - 1, 0])
    person = Person(
        str(number), texts.email(dice), texts.optional(dice, 0.05, sizes.hostility), role=role(dice, tenant, sizes),
        joined=dice.random() < 0.85)
    person.attributes = {"auto_offline": dice.random() < 0.5, "confirmed": person.joined}
    if dice.random() < 0.5:
        person.attributes["provider"] = dice.choice(["email", "saml", None])
    if dice.random() < 0.4:
        person.attributes["custom_role_id"] = a_custom_role(dice, tenant)
    if dice.random() < 0.05:
        person.attributes["custom_attributes"] = {"b": [1, {"ü": None}], "a": texts.text(dice, 0.9)}
    shake_presence(dice, person)
    return person


def role(dice, tenant, sizes):
    crisp = tenant.service == "crisp"
    if dice.random() < sizes.odd_roles:
        # Of an agent without a role Chatwoot has no word; Crisp's lists may lack one.
        return dice.choice((_CRISP_ODD_ROLES + [None]) if crisp else _CHATWOOT_ODD_ROLES)
    return dice.choice(_CRISP_ROLES if crisp else _CHATWOOT_ROLES)


def a_custom_role(dice, tenant):
    """The value of custom_role_id: often null, seldom a text."""
    if not tenant.custom_roles or dice.random() < 0.4:
        return None
    number = dice.choice(tenant.custom_roles).id
    return str(number) if dice.random() < 0.1 else number


def shake_presence(dice, person):
    """Sets what changes from minute to minute."""
    person.availability = dice.choice([None, "online", "offline", "busy", ""])
    person.avatar = dice.choice([None, None, f"https://img.test/{dice.randint(1, 9)}.png"])
    person.last_active_at = dice.choice([None, None, "2025-11-24T00:00:00.000Z", "2025-12-01T10:20:30.456Z"])


def add_group(dice, tenant, kind, groups, sizes):
    if tenant.service == "crisp":
        identifier = dice.choice([kind[0], "g"]) + str(dice.randint(1, 40))
        attributes = {"emoji": dice.choice(["🦊", None, ""])} if dice.random() < 0.7 else {}
    else:
        identifier = str(dice.randint(1, 25))
        attributes = (
            {"allow_auto_assign": dice.random() < 0.5, "description": texts.optional(dice, 0.3, sizes.hostility)}
            if kind == "team" else {"channel_type": dice.choice(["Channel::WebWidget", "Channel::Email"])})
    new = Group(kind, identifier, texts.optional(dice, 0.05, sizes.hostility), attributes)
    if any(group.id == new.id for group in groups):
        return
    name_members(dice, tenant, new)
    groups.append(new)


def name_members(dice, tenant, group):
    """Says anew who belongs to a team or inbox."""
    group.members = some_people(dice, tenant)
    if tenant.service == "crisp" and group.type == "inbox":
        group.team_operators = some_people(dice, tenant) if dice.random() < 0.3 else []
        group.teams = [team.id for team in tenant.teams if dice.random() < 0.3] if dice.random() < 0.4 else []
        if group.teams and dice.random() < 0.1:
            group.teams.append("unknown-team")
        if dice.random() < 0.35:
            group.members, group.team_operators, group.teams = [], [], []


def some_people(dice, tenant):
    """Ids of some of those who have joined, and of few who left."""
    share = dice.choice([0, 0.2, 0.5, 0.9])
    if tenant.service == "crisp":
        here = [person.id for person in tenant.people if person.joined]
    else:
        here = [person.id for person in tenant.people]
    found = [one for one in here if dice.random() < share]
    if dice.random() < 0.15:
        found.append(a_leaver(dice, tenant))
    if dice.random() < 0.15:
        found += [one for one in tenant.gone if dice.random() < 0.5]
    dice.shuffle(found)
    return list(dict.fromkeys(found))


def a_leaver(dice, tenant):
    """The id of somebody who is not there any more."""
    while True:
        crisp = tenant.service == "crisp"
        identifier = f"gone{dice.randint(1, 5)}" if crisp else str(dice.randint(100, 105))
        if all(person.id != identifier for person in tenant.people):
            break
    tenant.gone.setdefault(identifier, (None, None) if crisp else (texts.email(dice, 0.5), texts.optional(dice, 0.5)))
    return identifier
