"""DuckDB reads the responses that curl has saved, one file for each website, and copies them out as CSV and gzip."""

import json
import pathlib
import sys

import duckdb

from columns import GRANTS, INSTANCE, OPERATORS, SNAPSHOT_AT

responses, folder = sys.argv[1:]
fields = {field: "VARCHAR" for field in "user_id email first_name last_name title role availability avatar".split()}
fields["has_token"] = "BOOLEAN"
largest = max(path.stat().st_size for path in pathlib.Path(responses).iterdir())
if largest > 16 << 20:
    # More than DuckDB takes for one object if not told otherwise.
    details = ", ".join(f"{field} {kind}" for field, kind in fields.items())
    source = f"""
        SELECT parse_filename(filename, true) AS website, data
        FROM read_json('{responses}/*.json', format = 'unstructured', filename = true,
            maximum_object_size = {largest + 1}, columns = {{data: 'STRUCT(details STRUCT({details}))[]'}})"""
else:
    # read_json takes ten times as long for many lists of this size as reading texts and taking them apart does.
    shape = json.dumps({"data": [{"details": fields}]})
    source = f"""
        SELECT parse_filename(filename, true) AS website, from_json(content, '{shape}').data AS data
        FROM read_text('{responses}/*.json')"""
duckdb.sql(f"CREATE TEMP TABLE people AS SELECT website, unnest(data).details AS d FROM ({source})")

operators = f"""
    '{SNAPSHOT_AT}', 'crisp', '{INSTANCE}', website, d.user_id, d.email,
    nullif(concat_ws(' ', nullif(d.first_name, ''), nullif(d.last_name, '')), ''), d.first_name, d.last_name, d.title,
    d.role, 'enabled', NULL, d.has_token, d.availability, NULL, nullif(d.avatar, ''), '{{}}'"""
entitlement = "'website:' || website || ':' || d.role"
grants = f"""
    '{SNAPSHOT_AT}', 'crisp', '{INSTANCE}', website, {entitlement} || ':user:' || d.user_id, {entitlement}, 'website', website,
    d.role, d.user_id, d.email"""
for table, columns, values in (("operators", OPERATORS, operators), ("grants", GRANTS, grants)):
    duckdb.sql(f"""
        COPY (SELECT * FROM (SELECT {values} FROM people) AS rows ({', '.join(columns)}))
        TO '{folder}/{table}.csv.gz' (FORMAT csv, HEADER, COMPRESSION gzip)""")
