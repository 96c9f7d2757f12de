"""The tables that every tool writes, and how a Crisp operator becomes their rows: what a user would have to write."""

import os

OPERATORS = [
    "snapshot_at", "service", "instance", "tenant_id", "operator_id", "email", "display_name", "first_name", "last_name", "title",
    "role", "status", "status_detail", "two_factor_enabled", "availability", "last_active_at", "avatar_url",
    "attributes"]
GRANTS = [
    "snapshot_at", "service", "instance", "tenant_id", "grant_id", "entitlement_id", "resource_type", "resource_id", "slug",
    "operator_id", "operator_email"]
TABLES = {"operators": OPERATORS, "grants": GRANTS}

# Pinned, so that all tools write the same rows.
SNAPSHOT_AT = "2026-01-01T00:00:00.000Z"
INSTANCE = os.environ.get("ROLLCALL_CRISP_BASE_URL", "")


def operator_row(website, details):
    """A row of operators."""
    get = details.get
    first, last = get("first_name"), get("last_name")
    return [
        SNAPSHOT_AT, "crisp", INSTANCE, website, get("user_id"), get("email"),
        " ".join(part for part in (first, last) if part) or None, first, last, get("title"), get("role"), "enabled",
        None, get("has_token"), get("availability"), None, get("avatar") or None, "{}"]


def grant_row(website, details):
    """A row of grants."""
    role, user = details["role"], details["user_id"]
    entitlement = f"website:{website}:{role}"
    return [
        SNAPSHOT_AT, "crisp", INSTANCE, website, f"{entitlement}:user:{user}", entitlement, "website", website, role, user,
        details.get("email")]
