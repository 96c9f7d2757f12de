"""What a Python programmer would write: aiohttp, eight requests at a time, csv, gzip at level 6."""

import asyncio
import base64
import contextlib
import csv
import gzip
import os
import sys

import aiohttp

from columns import TABLES, grant_row, operator_row


async def main(websites_file, folder):
    with open(websites_file, encoding="utf-8") as file:
        waiting = file.read().split()
    waiting.reverse()
    token = f"{os.environ['ROLLCALL_CRISP_API_IDENTIFIER']}:{os.environ['ROLLCALL_CRISP_API_KEY']}"
    headers = {
        "Authorization": "Basic " + base64.b64encode(token.encode()).decode(), "X-Crisp-Tier": "plugin"}
    async with contextlib.AsyncExitStack() as stack:
        writers = {}
        for table, columns in TABLES.items():
            file = stack.enter_context(
                gzip.open(f"{folder}/{table}.csv.gz", "wt", compresslevel=6, encoding="utf-8", newline=""))
            writers[table] = csv.writer(file, lineterminator="\n")
            writers[table].writerow(columns)
        session = await stack.enter_async_context(
            aiohttp.ClientSession(os.environ["ROLLCALL_CRISP_BASE_URL"], headers=headers))

        async def work():
            while waiting:
                website = waiting.pop()
                async with session.get(f"/v1/website/{website}/operators/list") as response:
                    response.raise_for_status()
                    elements = (await response.json())["data"]
                people = [element["details"] for element in elements]
                writers["operators"].writerows(operator_row(website, details) for details in people)
                writers["grants"].writerows(grant_row(website, details) for details in people)

        await asyncio.gather(*(work() for _ in range(8)))


asyncio.run(main(*sys.argv[1:]))
