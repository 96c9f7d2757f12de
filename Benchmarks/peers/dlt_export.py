"""dlt with its filesystem destination, CSV and gzip; the sizes of its files chosen so that every core has work."""

import os
import sys

websites_file, folder, scratch, cores = sys.argv[1:]
os.environ.update({
    "RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR", "DLT_DATA_DIR": scratch,
    "NORMALIZE__WORKERS": cores, "EXTRACT__WORKERS": "8", "EXTRACT__DATA_WRITER__FILE_MAX_ITEMS": "100000"})

import dlt  # noqa: E402
from dlt.destinations import filesystem  # noqa: E402
from dlt.sources.helpers import requests  # noqa: E402

from columns import TABLES, grant_row, operator_row  # noqa: E402

session = requests.Session()
session.auth = (os.environ["ROLLCALL_CRISP_API_IDENTIFIER"], os.environ["ROLLCALL_CRISP_API_KEY"])
session.headers["X-Crisp-Tier"] = "plugin"


def columns(table):
    """Types are given, so that dlt neither looks for them nor turns texts into timestamps."""
    return {
        column: {"data_type": "bool" if column == "two_factor_enabled" else "text", "nullable": True}
        for column in TABLES[table]}


@dlt.source(max_table_nesting=0)
def access():
    @dlt.resource(selected=False)
    def websites():
        with open(websites_file, encoding="utf-8") as file:
            yield from file.read().split()

    # One fetch feeds both tables.
    @dlt.transformer(data_from=websites, selected=False, parallelized=True)
    def people(website):
        response = session.get(f"{os.environ['ROLLCALL_CRISP_BASE_URL']}/v1/website/{website}/operators/list")
        response.raise_for_status()
        yield {"website": website, "people": [element["details"] for element in response.json()["data"]]}

    @dlt.transformer(data_from=people, columns=columns("operators"))
    def operators(page):
        yield [dict(zip(TABLES["operators"], operator_row(page["website"], person))) for person in page["people"]]

    @dlt.transformer(data_from=people, columns=columns("grants"))
    def grants(page):
        yield [dict(zip(TABLES["grants"], grant_row(page["website"], person))) for person in page["people"]]

    return operators, grants


pipeline = dlt.pipeline(
    "peer", destination=filesystem(bucket_url=f"file://{folder}"), dataset_name="access", pipelines_dir=scratch)
pipeline.run(access(), loader_file_format="csv")
