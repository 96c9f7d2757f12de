"""What a run would write about a world: rows by tenant, and what the manifest says of each."""

import datetime
import json
from dataclasses import dataclass

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Snapshot:
    moment: int
    # Objects as in the manifest.
    sources: list
    tenants: list
    # Table to rows, each a dictionary of all columns.
    rows: dict


def json_text(value):
    """An object as a cell has it: keys sorted, no spaces."""
    return _ENCODER.encode(value)


def timestamp(milliseconds):
    """RFC 3339 in UTC with milliseconds."""
    moment = datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}Z"


def grant(kind, resource, slug, operator, email):
    entitlement = f"{kind}:{resource}:{slug}"
    return {
        "grant_id": f"{entitlement}:user:{operator}", "entitlement_id": entitlement, "resource_type": kind,
        "resource_id": resource, "slug": slug, "operator_id": operator, "operator_email": email}
