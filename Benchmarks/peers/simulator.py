"""rollcall simulate, which all tools read from."""

import base64
import contextlib
import itertools
import json
import os
import time
import urllib.request

import measure


@contextlib.contextmanager
def simulated(rollcall, websites, operators, scratch, *flags):
    """Serves that many websites with that many operators each; gives the environment with the settings to reach it."""
    output = scratch / "simulator"
    with open(output, "wb") as file:
        process = measure.start(
            [rollcall, "simulate", "--websites", str(websites), "--operators", str(operators), "--accounts", "0", *flags],
            dict(os.environ), file)
    try:
        # The last line comes when everything is generated.
        while b"\nrollcall export" not in output.read_bytes():
            if process.poll() is not None:
                raise SystemExit("the simulator ended")
            time.sleep(0.05)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLCALL_")}
        for line in output.read_text().splitlines():
            if line.startswith("export "):
                name, _, value = line.removeprefix("export ").partition("=")
                environment[name] = value
        yield environment
    finally:
        measure.stop(process)


def website_ids(environment):
    """The ids of all websites, which every tool but Rollcall is given instead of having to ask for them."""
    token = f"{environment['ROLLCALL_CRISP_API_IDENTIFIER']}:{environment['ROLLCALL_CRISP_API_KEY']}"
    headers = {"Authorization": "Basic " + base64.b64encode(token.encode()).decode(), "X-Crisp-Tier": "plugin"}
    ids = []
    for page in itertools.count(1):
        path = f"/v1/plugin/connect/websites/all/{page}?filter_configured=0"
        request = urllib.request.Request(environment["ROLLCALL_CRISP_BASE_URL"] + path, headers=headers)
        with urllib.request.urlopen(request) as response:
            websites = json.load(response)["data"]
        if not websites:
            return ids
        ids += [website["website_id"] for website in websites]
