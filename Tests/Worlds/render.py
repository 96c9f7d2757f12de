"""A world becomes a snapshot, as a run would write it."""

import collections

import chatwoot
import crisp
import schema
from snapshot import Snapshot, timestamp

_SERVICES = {"crisp": crisp, "chatwoot": chatwoot}


def snapshot(dice, world):
    sources = [_source(source) for source in world.sources]
    made = Snapshot(world.moment, sources, [], {name: [] for name in schema.TABLES})
    for tenant in world.tenants:
        reading = tenant.reading
        rows = {name: [] for name in schema.TABLES}
        missing, omitted = [], []
        if not reading.failed:
            service = _SERVICES[tenant.service]
            rows = service.rows(tenant, world.source(tenant))
            missing, omitted = service.parts(tenant)
        leading = {
            "snapshot_at": timestamp(world.moment), "service": tenant.service, "instance": tenant.instance,
            "tenant_id": tenant.id}
        for name, found in rows.items():
            made.rows[name] += [leading | row for row in found]
        made.tenants.append(_report(dice, tenant, rows, missing, omitted))
    return made


def _source(source):
    made = {
        "service": source.service, "instance": source.instance, "requests": ["GET /: everything"],
        "not_available": ["the last sign-in"], "known_gaps": [], "missing": []}
    if source.service == "chatwoot":
        made |= {"token_role": "administrator"}
        made["known_gaps"] = [{"code": "participants", "text": "participants read what they take part in"}]
        if source.version is not None:
            made["service_version"] = source.version
    else:
        made["tier"] = "plugin"
    if source.is_short:
        made["missing"] = [_part(("all websites", None, None), "the list could not be read to its end")]
    return made


def _part(part, reason):
    name, kind, identifier = part
    return {"part": name, "resource_type": kind, "resource_id": identifier, "reason": reason}


def _report(dice, tenant, rows, missing, omitted):
    name = next((row["display_name"] for row in rows["resources"] if row["parent_resource_type"] is None), None)
    failed = tenant.reading.failed
    if failed and dice.random() < 0.5:
        # It may have failed after it told its name.
        name = tenant.name
    roles = collections.Counter("none" if row["role"] is None else row["role"] for row in rows["operators"])
    statuses = {"enabled": 0, "disabled": 0, "deleted": 0}
    for row in rows["operators"]:
        statuses[row["status"]] += 1
    report = {
        "service": tenant.service, "instance": tenant.instance, "tenant_id": tenant.id, "name": name,
        "status": "failed" if failed else "incomplete" if missing else "complete",
        "read_from": None, "read_until": None, "rows": {table: len(found) for table, found in rows.items()},
        "totals": {"operators": {"by_role": dict(roles), "by_status": statuses}}, "requests": 0,
        "missing": [_part(part, "the service answered 500 each time") for part in missing],
        "omitted": [_part(part, "left out on purpose, or gone") for part in omitted]}
    if failed:
        report["error"] = {"code": "unavailable", "message": "the service did not answer; run again"}
    return report
