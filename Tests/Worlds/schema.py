"""The columns of every table and answer, as the contract lists them: name, type, and whether a value may be NULL."""


def _columns(text):
    """`name`, `name?` where it may be NULL, `name:type` where it is no string."""
    columns = []
    for word in text.split():
        name, _, kind = word.rstrip("?").partition(":")
        columns.append((name, kind or "string", word.endswith("?")))
    return columns


_LEADING = _columns("snapshot_at:timestamp service instance tenant_id")

TABLES = {
    "operators": _LEADING + _columns(
        "operator_id email? display_name? first_name? last_name? title? role? status status_detail? "
        "two_factor_enabled:boolean? availability? last_active_at:timestamp? avatar_url? attributes:json"),
    "resources": _LEADING + _columns(
        "resource_type resource_id display_name? parent_resource_type? parent_resource_id? attributes:json"),
    "entitlements": _LEADING + _columns(
        "entitlement_id resource_type resource_id slug display_name? description? purpose"),
    "grants": _LEADING + _columns(
        "grant_id entitlement_id resource_type resource_id slug operator_id operator_email?"),
}

TENANT_KEY = ["service", "instance", "tenant_id"]

# What names a row within its tenant.
KEYS = {
    "operators": ["operator_id"],
    "resources": ["resource_type", "resource_id"],
    "entitlements": ["entitlement_id"],
    "grants": ["grant_id"],
}

ACCESS = _LEADING + _columns(
    "tenant_name? resource_type resource_id resource_name? operator_id email? display_name? access? via status "
    "two_factor_enabled:boolean?")

DIFF = _columns(
    "old_snapshot_at:timestamp new_snapshot_at:timestamp service instance tenant_id tenant_name? kind change effect? "
    "operator_id? operator_email? display_name? resource_type? resource_id? resource_name? slug? column? old? new?")


def names(columns):
    return [name for name, _, _ in columns]


def tenant_of(row):
    """The key of a row's tenant, in a table, in an answer or in the manifest."""
    return tuple(row[name] for name in TENANT_KEY)


def key_of(table, row):
    """The key of a row within its tenant."""
    return tuple(row[name] for name in KEYS[table])
