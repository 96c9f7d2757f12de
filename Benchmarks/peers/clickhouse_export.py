"""ClickHouse, in this process as chdb, reads the responses that curl has saved, and writes them out as CSV and gzip 6."""

import sys

import chdb

from columns import GRANTS, INSTANCE, OPERATORS, SNAPSHOT_AT

responses, folder = sys.argv[1:]
fields = ["user_id", "email", "first_name", "last_name", "title", "role", "availability", "avatar"]
details = ", ".join([*(f"{field} Nullable(String)" for field in fields), "has_token Nullable(Bool)"])
people = f"""
    SELECT substring(_file, 1, length(_file) - 5) AS website, arrayJoin(data).details AS d
    FROM file('{responses}/*.json', 'JSONEachRow', 'data Array(Tuple(details Tuple({details})))')"""
head = f"'{SNAPSHOT_AT}' AS snapshot_at, 'crisp' AS service, '{INSTANCE}' AS instance, website AS tenant_id"
name = "arrayStringConcat(arrayFilter(part -> part != '', [coalesce(d.first_name, ''), coalesce(d.last_name, '')]), ' ')"
operators = [
    "d.user_id", "d.email", f"nullIf({name}, '')", "d.first_name", "d.last_name", "d.title", "d.role", "'enabled'", "NULL",
    "d.has_token", "d.availability", "NULL", "nullIf(d.avatar, '')", "'{}'"]
entitlement = "concat('website:', website, ':', assumeNotNull(d.role))"
grants = [
    f"concat({entitlement}, ':user:', assumeNotNull(d.user_id))", entitlement, "'website'", "website", "d.role", "d.user_id",
    "d.email"]
for table, columns, values in (("operators", OPERATORS, operators), ("grants", GRANTS, grants)):
    named = ", ".join(f"{value} AS `{column}`" for column, value in zip(columns[4:], values, strict=True))
    chdb.query(f"""
        INSERT INTO FUNCTION file('{folder}/{table}.csv.gz', 'CSVWithNames') SELECT {head}, {named} FROM ({people})
        SETTINGS format_csv_null_representation = '', output_format_compression_level = 6,
            input_format_json_ignore_unknown_keys_in_named_tuple = 1, input_format_skip_unknown_fields = 1""")
