"""A later world: people join, leave and rise, tenants come and go, inboxes open and close, the service is updated."""

import copy

import generate
import texts

_WAYS = {"later": 66, "same": 12, "everything": 10, "unrelated": 6, "reordered": 6}


def later(dice, world):
    """The later world."""
    way = dice.choices(list(_WAYS), list(_WAYS.values()))[0]
    if way == "unrelated":
        return generate.world(dice)
    new = copy.deepcopy(world)
    new.moment += dice.choice([0, 1, 86_400_000, 7_776_000_000])
    sizes = generate.Sizes(dice)
    if way == "everything":
        for source in new.sources:
            source.version = dice.choice(["4.15.1", "4.7.0"]) if source.service == "chatwoot" else None
        for tenant in new.tenants:
            tenant.name = texts.optional(dice, 0.05, 0.5)
            generate.fill(dice, tenant, sizes)
    elif way == "later":
        _live_on(dice, new, sizes)
    for tenant in new.tenants:
        for person in tenant.people:
            generate.shake_presence(dice, person)
    if way == "reordered" or dice.random() < 0.3:
        _reorder(dice, new)
    return new


def _reorder(dice, world):
    dice.shuffle(world.tenants)
    for tenant in world.tenants:
        for things in (tenant.people, tenant.teams, tenant.inboxes):
            dice.shuffle(things)


def _live_on(dice, world, sizes):
    for source in world.sources:
        if source.service == "chatwoot" and dice.random() < 0.4:
            source.version = dice.choice(["4.15.1", "4.8.0", "4.7.0", "4.0.4", None])
    if len(world.sources) > 1 and dice.random() < 0.05:
        gone = world.sources.pop(dice.randrange(len(world.sources)))
        world.tenants = [tenant for tenant in world.tenants if tenant.key[:2] != (gone.service, gone.instance)]
    if dice.random() < 0.25:
        generate.add_tenant(dice, world, sizes)
    if world.tenants and dice.random() < 0.2:
        world.tenants.pop(dice.randrange(len(world.tenants)))
    for tenant in world.tenants:
        for _ in range(dice.choice([0, 1, 3, 6, 12])):
            dice.choice(_EVENTS)(dice, tenant, sizes)


def _somebody(dice, tenant):
    return dice.choice(tenant.people) if tenant.people else None


def _group(dice, tenant):
    groups = tenant.teams + tenant.inboxes
    return dice.choice(groups) if groups else None


def _join(dice, tenant, sizes):
    generate.add_person(dice, tenant, sizes)


def _return(dice, tenant, sizes):
    """Somebody who left is there again."""
    if tenant.gone:
        generate.add_person(dice, tenant, sizes, dice.choice(list(tenant.gone)))


def _is_named(tenant, identifier):
    return any(identifier in group.members + group.team_operators for group in tenant.teams + tenant.inboxes)


def _leave(dice, tenant, sizes):
    """Somebody leaves; teams and inboxes may go on naming the person."""
    person = _somebody(dice, tenant)
    if person is None or len(tenant.people) == 1:
        return
    tenant.people.remove(person)
    stays = person.id is not None and person.joined and dice.random() < 0.5
    if stays and _is_named(tenant, person.id):
        tenant.gone[person.id] = (None, None) if tenant.service == "crisp" else (person.email, person.first)
        return
    for group in tenant.teams + tenant.inboxes:
        for named in (group.members, group.team_operators):
            if person.id in named:
                named.remove(person.id)


def _change_role(dice, tenant, sizes):
    if person := _somebody(dice, tenant):
        person.role = generate.role(dice, tenant, sizes)
        if person.role is None and tenant.service == "chatwoot":
            person.role = "agent"


def _promote_or_demote(dice, tenant, sizes):
    high, low = ("owner", "member") if tenant.service == "crisp" else ("administrator", "agent")
    if person := _somebody(dice, tenant):
        person.role = low if person.role == high else high


def _accept(dice, tenant, sizes):
    """An invitation is accepted, or a confirmation undone."""
    if tenant.service == "chatwoot":
        if person := _somebody(dice, tenant):
            person.joined = not person.joined
            person.attributes["confirmed"] = person.joined
        return
    invited = [person for person in tenant.people if not person.joined]
    if invited:
        person = dice.choice(invited)
        person.joined, person.attributes = True, {}
        if person.id is None:
            # Who was only an address gets an id of an own.
            person.id = f"new{len(tenant.people)}-{dice.randint(0, 999)}"


def _rename_person(dice, tenant, sizes):
    if person := _somebody(dice, tenant):
        name = dice.choice(["first", "last", "title"] if tenant.service == "crisp" else ["first"])
        setattr(person, name, _other_text(dice, getattr(person, name), 0.2))


def _other_address(dice, tenant, sizes):
    person = _somebody(dice, tenant)
    if person is not None and person.id is not None:
        if person.email is not None and dice.random() < 0.4:
            person.email = texts.in_other_case(dice, person.email)
        else:
            person.email = texts.email(dice)


def _other_details(dice, tenant, sizes):
    person = _somebody(dice, tenant)
    if person is None:
        return
    if tenant.service == "crisp":
        person.two_factor = dice.choice([None, True, False])
    elif dice.random() < 0.5:
        person.attributes["custom_role_id"] = generate.a_custom_role(dice, tenant)
    else:
        person.attributes["provider"] = dice.choice(["email", "saml", None])


def _change_custom_roles(dice, tenant, sizes):
    if tenant.service == "crisp":
        return
    number = dice.randint(1, 11)
    others = [role for role in tenant.custom_roles if role.id != number]
    held = any(str(person.attributes.get("custom_role_id")) == str(number) for person in tenant.people)
    if len(others) == len(tenant.custom_roles) or held or dice.random() < 0.6:
        others.append(generate.custom_role(dice, number, sizes))
    tenant.custom_roles = others


def _other_members(dice, tenant, sizes):
    if group := _group(dice, tenant):
        generate.name_members(dice, tenant, group)


def _one_member(dice, tenant, sizes):
    """One person comes into a team or inbox, or goes."""
    group, person = _group(dice, tenant), _somebody(dice, tenant)
    if group is None or person is None or person.id is None or tenant.service == "crisp" and not person.joined:
        return
    if person.id in group.members:
        group.members.remove(person.id)
    else:
        group.members.append(person.id)


def _open_or_close(dice, tenant, sizes):
    if tenant.service == "chatwoot" or not tenant.inboxes:
        return
    inbox = dice.choice(tenant.inboxes)
    if inbox.members or inbox.team_operators or inbox.teams:
        inbox.members, inbox.team_operators, inbox.teams = [], [], []
    else:
        generate.name_members(dice, tenant, inbox)


def _rename_group(dice, tenant, sizes):
    if group := _group(dice, tenant):
        group.name = _other_text(dice, group.name, 0.1)


def _other_group_details(dice, tenant, sizes):
    if group := _group(dice, tenant):
        if tenant.service == "crisp":
            group.attributes["emoji"] = dice.choice(["🐢", None, "", "🦊"])
        elif group.type == "team":
            group.attributes["description"] = texts.optional(dice, 0.3, 0.5)


def _found_group(dice, tenant, sizes):
    kind = dice.choice(["team", "inbox"])
    generate.add_group(dice, tenant, kind, tenant.teams if kind == "team" else tenant.inboxes, sizes)


def _dissolve_group(dice, tenant, sizes):
    if group := _group(dice, tenant):
        (tenant.teams if group.type == "team" else tenant.inboxes).remove(group)


def _rename_tenant(dice, tenant, sizes):
    tenant.name = _other_text(dice, tenant.name, 0.1)


def _other_text(dice, text, missing):
    """Another name, or the same in bytes that only look the same."""
    if text is not None and dice.random() < 0.3:
        return texts.in_other_spelling(text)
    return texts.optional(dice, missing, 0.5)


_EVENTS = [
    _join, _join, _return, _return, _leave, _leave, _leave, _change_role, _promote_or_demote, _promote_or_demote,
    _accept, _accept, _rename_person, _other_address, _other_details, _other_details, _change_custom_roles,
    _other_members, _one_member, _one_member, _one_member, _open_or_close, _open_or_close, _open_or_close,
    _rename_group, _other_group_details, _found_group, _dissolve_group, _rename_tenant]
