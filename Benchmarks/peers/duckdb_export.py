"""DuckDB reads the responses that curl has saved, one file for each website, and copies them out as CSV and gzip."""

import pathlib
import sys

import duckdb

from columns import GRANTS, OPERATORS, SNAPSHOT_AT

responses, folder = sys.argv[1:]
# DuckDB makes room for a few responses of this size on each core; 16 MiB is its own choice.
largest = max([16 << 20, *(path.stat().st_size + 1 for path in pathlib.Path(responses).iterdir())])
fields = "user_id email first_name last_name title role availability avatar".split()
details = ", ".join(f"{field} VARCHAR" for field in fields)
duckdb.sql(f"""
    CREATE TEMP TABLE people AS
    SELECT website, unnest(data).details AS d FROM (
        SELECT parse_filename(filename, true) AS website, data
        FROM read_json('{responses}/*.json', format = 'unstructured', filename = true,
            maximum_object_size = {largest},
            columns = {{data: 'STRUCT(details STRUCT({details}, has_token BOOLEAN))[]'}}))""")

operators = f"""
    '{SNAPSHOT_AT}', 'crisp', website, d.user_id, d.email,
    nullif(concat_ws(' ', nullif(d.first_name, ''), nullif(d.last_name, '')), ''), d.first_name, d.last_name, d.title,
    d.role, 'enabled', NULL, d.has_token, d.availability, NULL, nullif(d.avatar, ''), '{{}}'"""
entitlement = "'website:' || website || ':' || d.role"
grants = f"""
    '{SNAPSHOT_AT}', 'crisp', website, {entitlement} || ':user:' || d.user_id, {entitlement}, 'website', website,
    d.role, d.user_id, d.email"""
for table, columns, values in (("operators", OPERATORS, operators), ("grants", GRANTS, grants)):
    duckdb.sql(f"""
        COPY (SELECT * FROM (SELECT {values} FROM people) AS rows ({', '.join(columns)}))
        TO '{folder}/{table}.csv.gz' (FORMAT csv, HEADER, COMPRESSION gzip)""")
