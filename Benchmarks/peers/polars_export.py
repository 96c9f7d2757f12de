"""polars reads the responses that curl has saved, one file for each website, and writes them out as CSV and gzip 6."""

import gzip
import pathlib
import sys

import polars

from columns import INSTANCE, SNAPSHOT_AT, TABLES

responses, folder = sys.argv[1:]
fields = ["user_id", "email", "first_name", "last_name", "title", "role", "availability", "avatar"]
details = polars.Struct({**dict.fromkeys(fields, polars.String), "has_token": polars.Boolean})
schema = {"data": polars.List(polars.Struct({"details": details}))}
people = polars.concat([
    polars.read_ndjson(path, schema=schema).explode("data").unnest("data").unnest("details")
    .with_columns(tenant_id=polars.lit(path.stem)) for path in sorted(pathlib.Path(responses).iterdir())])

column, text = polars.col, polars.lit
names = [polars.when(column(part) != "").then(column(part)) for part in ("first_name", "last_name")]
rows = people.with_columns(
    snapshot_at=text(SNAPSHOT_AT), service=text("crisp"), instance=text(INSTANCE), operator_id=column("user_id"),
    display_name=polars.when(polars.any_horizontal(name.is_not_null() for name in names)).then(
        polars.concat_str(names, separator=" ", ignore_nulls=True)),
    status=text("enabled"), status_detail=text(None, polars.String), two_factor_enabled=column("has_token"),
    last_active_at=text(None, polars.String), avatar_url=polars.when(column("avatar") != "").then(column("avatar")),
    attributes=text("{}"), resource_type=text("website"), resource_id=column("tenant_id"), slug=column("role"),
    operator_email=column("email"), entitlement_id=polars.format("website:{}:{}", "tenant_id", "role"),
).with_columns(grant_id=polars.format("{}:user:{}", "entitlement_id", "user_id"))
for table, columns in TABLES.items():
    with gzip.open(f"{folder}/{table}.csv.gz", "wb", compresslevel=6) as file:
        rows.select(columns).write_csv(file)
