"""Lists what a Chatwoot client that others wrote (chatwoot-sdk) sees, as one JSON object.

  chatwoot_client.py URL TOKEN
"""
import json
import sys

from chatwoot import ChatwootClient
from chatwoot.types.agent import Agent


def main():
    url, token = sys.argv[1:]
    with ChatwootClient(base_url=url, api_token=token, timeout=60) as client:
        profile = client.profile.get()
        accounts = []
        for account in profile.accounts:
            teams = client.teams.list(account.id)
            inboxes = client.inboxes.list(account.id)
            # Its own list of an inbox's members looks for a key that it has taken off before, and is always empty.
            members = lambda inbox: client._http.get(f"/api/v1/accounts/{account.id}/inbox_members/{inbox}")
            accounts.append({
                "id": account.id, "name": account.name, "role": account.role,
                "agents": [agent.model_dump(mode="json") for agent in client.agents.list(account.id)],
                "teams": [
                    team.model_dump(mode="json") | {"members": [one.id for one in client.teams.agents.list(account.id, team.id)]}
                    for team in teams],
                "inboxes": [
                    {"id": inbox.id, "name": inbox.name, "channel": inbox.channel_type,
                     "members": [Agent(**one).id for one in members(inbox.id)]}
                    for inbox in inboxes]})
        print(json.dumps({"id": profile.id, "email": profile.email, "accounts": accounts}))


main()
