"""How a run fares: what of a world it fails to read, or leaves out."""

from model import Reading


def read_well_or_not(dice, world):
    """Gives every tenant a new reading, and every source a whole or a short list of tenants."""
    misfortune = dice.choice([0, 0, 0, 0.2, 0.5])
    leave_out = dice.choice([0, 0, 0.4, 1])
    all_fail = dice.random() < 0.03
    for source in world.sources:
        source.is_short = misfortune > 0 and dice.random() < 0.1
    for tenant in world.tenants:
        tenant.reading = Reading(failed=all_fail or misfortune > 0 and dice.random() < misfortune / 5)
        _choose_parts(dice, tenant, misfortune, leave_out)


def _choose_parts(dice, tenant, misfortune, leave_out):
    reading = tenant.reading
    if dice.random() < leave_out:
        reading.inboxes = "omitted"
        if tenant.service == "chatwoot" and dice.random() < 0.5:
            reading.custom_roles = "omitted"
    elif dice.random() < misfortune:
        reading.inboxes = dice.choice(["missing", "missing", "partly"] if tenant.service == "chatwoot" else ["missing"])
    if tenant.service == "crisp":
        return
    if dice.random() < misfortune / 2:
        reading.custom_roles = dice.choice(["omitted", "missing"])
    groups = tenant.teams + (tenant.inboxes if reading.inboxes in ("read", "partly") else [])
    for group in groups:
        draw = dice.random()
        if draw < misfortune / 2:
            reading.lost.add(group.key)
        elif draw < misfortune / 2 + 0.01:
            reading.deleted.add(group.key)
    if dice.random() < misfortune / 6:
        heard = [group for group in groups if group.key not in reading.lost | reading.deleted]
        seen = {member for group in heard for member in group.members}
        newcomers = [person.id for person in tenant.people if person.id in seen and person.role == "agent"]
        # Somebody must be on the list, and there must be somebody who is not.
        if 0 < len(newcomers) < len(tenant.people):
            reading.strangers.add(dice.choice(newcomers))
