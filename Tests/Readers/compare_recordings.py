"""Compares the answers of a simulated Chatwoot with those that a real one gave: status, the names of header fields and
their values, and of each body the keys in their order, the types and the values.

  compare_recordings.py FOLDER URL NAME=TOKEN …    the folder of a version, the simulator, the tokens by the names in
                                                   the recordings

It prints every difference, and ends with 1 if there is any. Its HTTP is its own: a library would repair what it reads.
"""
import json
import re
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

# What a proxy or the moment decides.
FREE_HEADERS = {"date", "connection", "content-length", "transfer-encoding"}
# Another value in each answer, of a fixed form.
FORMS = {
    "etag": r'W/"[0-9a-f]{32}"', "x-request-id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "x-runtime": r"\d+\.\d{6}"}
# Values that are made up, secret, or follow the clock: only their types are compared.
FREE_VALUES = {
    "access_token", "pubsub_token", "hmac_token", "secret", "token", "imap_password", "smtp_password", "api_key",
    "webhook_verify_token", "website_token", "inbox_identifier", "forward_to_email", "created_at", "updated_at",
    "timestamp", "availability_status", "channel_id", "callback_webhook_url", "web_widget_script", "website_url",
    "webhook_url", "outgoing_url", "imap_login", "smtp_login", "imap_address", "smtp_address", "phone_number", "bot_name",
    "label", "inbox", "team", "queue_services", "data_services"}
# The address of a mail inbox; the features of a release, which are many.
FREE_PLACES = {"payload[].email", "features"}
# Requests that the product does not make.
LEFT_OUT = {"api_v1_accounts_1_audit_logs", "api_v1_accounts_1_webhooks"}


def exchange(url, request):
    """The answer to a request, byte for byte as it is recorded: status, header fields, body."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        lines = request.split("\n")
        head = "\r\n".join([lines[0], f"Host: {place.netloc}", *lines[1:], "Connection: close", "", ""])
        connection.sendall(head.encode())
        answer = b""
        while piece := connection.recv(1 << 16):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    status, headers = parse_head(head.decode().split("\r\n"))
    if headers.get("transfer-encoding") == "chunked":
        whole = b""
        while body:
            size, _, rest = body.partition(b"\r\n")
            whole += rest[:int(size, 16)]
            body = rest[int(size, 16) + 2:]
        body = whole
    return status, headers, body.decode()


def parse_head(lines):
    fields = [line.split(":", 1) for line in lines[1:]]
    return int(lines[0].split(" ")[1]), {name.lower(): value.strip() for name, value in fields}


def recording(path):
    """The request and the answer: status, header fields, body."""
    request, head, body = path.read_text(encoding="utf-8").split("\n\n", 2)
    status, headers = parse_head(head.split("\n"))
    return request, status, headers, body


def compare_headers(real, simulated):
    for name in sorted((real.keys() | simulated.keys()) - FREE_HEADERS):
        if name not in simulated:
            yield f"no header {name}"
        elif name not in real:
            yield f"a header {name} too much: {simulated[name]}"
        elif name in FORMS:
            if not re.fullmatch(FORMS[name], simulated[name]):
                yield f"header {name}: {simulated[name]}"
        elif real[name] != simulated[name]:
            yield f"header {name}: {simulated[name]} in place of {real[name]}"


def pairs(items):
    """Objects keep the order of their keys, and must not have one twice."""
    assert len({key for key, _ in items}) == len(items), "a key twice"
    return dict(items)


def sorted_list(elements):
    """Elements by their ids: Chatwoot promises no order."""
    if all(isinstance(element, dict) and "id" in element for element in elements):
        return sorted(elements, key=lambda element: element["id"])
    return elements


def compare_values(real, simulated, place, key=""):
    if type(real) is not type(simulated):
        yield f"{place} is {json.dumps(simulated)[:80]} in place of {json.dumps(real)[:80]}"
    elif isinstance(real, dict):
        if place.lstrip(".") in FREE_PLACES:
            return
        if list(real) != list(simulated):
            yield f"{place} has the keys {list(simulated)} in place of {list(real)}"
            return
        for name, value in real.items():
            yield from compare_values(value, simulated[name], f"{place}.{name}", name)
    elif isinstance(real, list):
        if len(real) != len(simulated):
            yield f"{place} has {len(simulated)} elements in place of {len(real)}"
            return
        for one, other in zip(sorted_list(real), sorted_list(simulated)):
            yield from compare_values(one, other, f"{place}[]", key)
    elif real != simulated and key not in FREE_VALUES and place.lstrip(".") not in FREE_PLACES:
        yield f"{place} is {json.dumps(simulated)[:80]} in place of {json.dumps(real)[:80]}"


def differences(path, url, tokens):
    request, status, headers, body = recording(path)
    request = re.sub(r"<token of (\w+)>", lambda token: tokens[token.group(1)], request)
    if (tag := re.search(r"^If-None-Match: .*$", request, re.M)) and status == 304:
        _, current, _ = exchange(url, request.replace("\n" + tag.group(), ""))
        request = request.replace(tag.group(), f"If-None-Match: {current['etag']}")
    found_status, found_headers, found_body = exchange(url, request)
    if status != found_status:
        yield f"status {found_status} in place of {status}: {found_body[:120]}"
        return
    yield from compare_headers(headers, found_headers)
    if not body.startswith(("{", "[")):
        return
    real, simulated = (json.loads(text, object_pairs_hook=pairs) for text in (body, found_body))
    # Nothing but the id says who a user without an account is.
    if isinstance(real, dict) and real.get("accounts") == []:
        real, simulated = ({key: type(value).__name__ for key, value in text.items()} for text in (real, simulated))
    yield from compare_values(real, simulated, "")


def main():
    folder, url, *tokens = sys.argv[1:]
    tokens = dict(token.split("=", 1) for token in tokens)
    paths = [path for path in sorted(Path(folder).glob("*/*.http")) if path.stem not in LEFT_OUT]
    found = [f"{path.parent.name}/{path.name}: {fault}" for path in paths for fault in differences(path, url, tokens)]
    print("\n".join(found[:200]))
    print(f"{len(paths)} recordings, {len(found)} differences")
    sys.exit(1 if found or not paths else 0)


if __name__ == "__main__":
    main()
