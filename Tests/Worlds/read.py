"""Reads snapshots from their folders, with no code of Rollcall's."""

import gzip
import json

import decode
import schema


class Stored:
    """A snapshot in a folder."""

    def __init__(self, folder):
        self.manifest = json.loads((folder / "manifest.json").read_bytes())
        self.snapshot_at = self.manifest["snapshot_at"]
        # Tenant key to what the manifest says of it, in the manifest's order.
        self.tenants = {schema.tenant_of(tenant): tenant for tenant in self.manifest["tenants"]}
        # Table to tenant key to rows, for the tables that were exported.
        self.tables = {}
        is_safe = self.manifest["encoding"]["spreadsheet_safe"]
        for table in self.manifest["tables"]:
            rows = []
            for file in table["files"]:
                # Other formats say the same.
                if file["format"] == table["files"][0]["format"]:
                    rows += _file(folder / file["path"], table["name"], is_safe)
            by_tenant = self.tables[table["name"]] = {key: [] for key in self.tenants}
            for row in rows:
                by_tenant[schema.tenant_of(row)].append(row)

    @property
    def is_whole(self):
        """Whether all four tables are there."""
        return set(self.tables) == set(schema.TABLES)

    def rows(self, table, tenant):
        return self.tables[table][tenant]

    def parts(self, tenant, which):
        """The tenant's parts that are `missing` or `omitted`: lists of (part, type, id)."""
        return [
            (part["part"], part["resource_type"], part["resource_id"]) for part in self.tenants[tenant][which]]


def _file(path, table, is_spreadsheet_safe):
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    columns = schema.TABLES[table]
    if ".jsonl" in path.name:
        return decode.json_rows(columns, text)
    return decode.csv_rows(columns, text, is_spreadsheet_safe)
