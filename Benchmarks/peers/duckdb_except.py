"""DuckDB compares two snapshots: the operators and grants that only one of them has, by EXCEPT both ways.

    duckdb_except.py OLD NEW OUTPUT
"""

import sys

import duckdb

from columns import GRANTS, OPERATORS

old, new, output = sys.argv[1:]
# What changes by itself: rollcall diff leaves it out as well.
IGNORED = {"snapshot_at", "availability", "avatar_url", "last_active_at"}
KEYS = {"operators": "operator_id, NULL, NULL, NULL", "grants": "operator_id, resource_type, resource_id, slug"}
parts = []
for table, names in (("operators", OPERATORS), ("grants", GRANTS)):
    columns = ", ".join(name for name in names if name not in IGNORED)
    options = "all_varchar = true, header = true, delim = ',', quote = '\"'"
    rows = [f"SELECT {columns} FROM read_csv('{snapshot}/{table}/*.csv.gz', {options})" for snapshot in (old, new)]
    parts += [
        f"SELECT '{table}', tenant_id, {KEYS[table]} FROM ({one} EXCEPT ALL {other})"
        for one, other in (rows, rows[::-1])]
duckdb.sql(f"COPY (SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)})) TO '{output}' (FORMAT csv, HEADER false)")
