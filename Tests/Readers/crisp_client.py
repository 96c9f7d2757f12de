"""Lists what Crisp's own Python client (crisp-api) sees, as one JSON object.

  crisp_client.py URL IDENTIFIER KEY

The client knows no sub-inboxes and no teams yet: their lists go through its own `get`.
"""
import json
import sys

from crisp_api import Crisp
from crisp_api.errors.route import RouteError


def pages(read):
    """All elements of a paged list: until a page is empty."""
    found = []
    for number in range(1, 10_000):
        page = read(number)
        if not page:
            return found
        found += page
    raise SystemExit("the pages never end")


def main():
    url, identifier, key = sys.argv[1:]
    client = Crisp()
    client.set_rest_host(url)
    client.set_tier("plugin")
    client.authenticate(identifier, key)
    client.set_timeout(60)
    websites = []
    for element in pages(lambda number: client.plugin.list_all_connect_websites(number, 0)):
        website = element["website_id"]
        operators = [each["details"] for each in client.website.list_website_operators(website) if "user_id" in each["details"]]
        websites.append({
            "profile": client.website.get_website(website),
            "operators": operators,
            "one": client.get(f"/website/{website}/operator/{operators[0]['user_id']}"),
            "active": client.website.list_last_active_website_operators(website),
            "inboxes": pages(lambda number: client.get(f"/website/{website}/inboxes/list/{number}")),
            "teams": pages(lambda number: client.get(f"/website/{website}/teams/list/{number}"))})
    try:
        client.website.get_website("nowhere")
        refusal = None
    except RouteError as error:
        refusal = str(error)
    print(json.dumps({"account": client.plugin.get_connect_account(), "websites": websites, "refusal": refusal}))


main()
