"""An HTTP server on 127.0.0.1 that does what its path says, however wrong, and reports what it saw.

usage: server.py [--tls CERTIFICATE KEY]

It prints its port, and ends when its standard input does. Nothing but Python's standard library, so that it shares no
code with what it tests.
"""

import gzip, json, os, socket, ssl, struct, sys, threading, time, urllib.parse, zlib

report = {"connections": 0, "open": 0, "requests": [], "sent": 0}
lock = threading.Lock()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MEBIBYTE = bytes(range(256)) * 4096


def length(count):
    return b"Content-Length: %d\r\n\r\n" % count


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def whole(body, head=HEAD):
    return head + length(len(body)) + body


# What a list of Crisp begins with, and what then comes without an end.
LIST = b'{"error":false,"reason":"listed","data":['
ELEMENT = b'{"type":"operator","details":{"user_id":"'
ENDLESS = {
    "string": (LIST + ELEMENT, b"x"),
    "element": (LIST + b'{"type":"operator","details":{"x":[', b'{"user_id":"u"},'),
    "brackets": (LIST, b"["),
    "blanks": (LIST, b" "),
    "frame": (b'{"error":false,"reason":"', b"x"),
    "nothing": (b"", b"\0"),
}


def endless(send, kind, is_compressed):
    """Sends ten gibibytes at most; compressed, they are ten mebibytes."""
    start, more = ENDLESS[kind]
    piece = more * (1 << 20) if len(more) == 1 else more * (1 << 16)
    if not is_compressed:
        send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (chunk(start) if start else b""))
        for _ in range(10 << 10):
            send(chunk(piece))
        return
    send(HEAD + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
    deflater = zlib.compressobj(9, zlib.DEFLATED, 31)
    send(deflater.compress(start) + deflater.flush(zlib.Z_FULL_FLUSH))
    # Each block stands for itself, so that one is as good as all.
    block = deflater.compress(piece) + deflater.flush(zlib.Z_FULL_FLUSH)
    for _ in range(10 << 10):
        send(block)


class Reset(Exception):
    """Ends the connection with a TCP reset."""


class Close(Exception):
    """Ends the connection in an orderly way."""


def answer(client, path, query):
    def send(data):
        client.sendall(data)

    if path.startswith("/endless/"):
        _, _, kind, encoding = path.split("/")[:4]
        endless(send, kind, encoding == "gzip")
        raise Close
    if path.startswith("/deep/"):
        send(whole(LIST + b"[" * 100_000 + b"]" * 100_000 + b"]}"))
    elif path == "/ok":
        send(whole(b'{"ok":true}'))
    elif path == "/report":
        with lock:
            send(whole(json.dumps(report).encode()))
    elif path == "/gzip":
        body = gzip.compress(query["text"][0].encode() * int(query["times"][0]))
        send(whole(body, HEAD + b"Content-Encoding: gzip\r\n"))
    elif path == "/damaged-gzip":
        body = bytearray(gzip.compress(b"x" * 100_000))
        body[20:40] = b"\xff" * 20
        send(whole(bytes(body), HEAD + b"Content-Encoding: gzip\r\n"))
    elif path == "/status":
        send(b"HTTP/1.1 %s Said So\r\nRetry-After: 7\r\nX-Secret: kept back\r\n" % query["code"][0].encode() + length(3) + b"why")
    elif path == "/redirect":
        send(b"HTTP/1.1 302 Found\r\nLocation: %s\r\n" % query["to"][0].encode() + length(0))
    elif path == "/interim":
        send(b"HTTP/1.1 103 Early Hints\r\nRetry-After: 1\r\n\r\n")
        time.sleep(0.05)
        send(whole(b"after the hints"))
    elif path == "/trailers":
        send(HEAD + b"Transfer-Encoding: chunked\r\nTrailer: Retry-After\r\n\r\n")
        send(chunk(b"before ") + chunk(b"trailers") + b"0\r\nRetry-After: 99\r\n\r\n")
    elif path == "/no-content":
        send(b"HTTP/1.1 204 No Content\r\n\r\n")
    elif path == "/long-head":
        send(b"HTTP/1.1 200 OK\r\n")
        for number in range(20):
            send(b"X-Long-%d: %s\r\n" % (number, b"x" * 20_000))
        send(length(0))
    elif path == "/long-field":
        send(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1_000_000 + b"\r\n" + length(0))
    elif path == "/endless-head":
        send(b"HTTP/1.1 200 OK\r\n")
        while True:
            send(b"X-More: and more\r\n" * 100)
    elif path == "/endless-hints":
        while True:
            send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)
    elif path == "/drip-in-head":
        send(b"HTTP/1.1 200 OK\r\nX-More: ")
        while True:
            send(b"x")
            time.sleep(0.8)
    elif path == "/drip-in-body":
        send(HEAD + length(1_000_000))
        while True:
            send(b"x")
            time.sleep(0.8)
    elif path == "/unknown-encoding":
        send(whole(b"{}", HEAD + b"Content-Encoding: rot13\r\n"))
    elif path == "/not-http":
        send(b"SSH-2.0-nothing of the kind\r\n")
        raise Close
    elif path == "/reset-before-head":
        raise Reset
    elif path == "/close-before-head":
        raise Close
    elif path == "/reset-in-body":
        send(HEAD + length(100_000) + b"x" * 50_000)
        time.sleep(0.1)
        raise Reset
    elif path == "/short-body":
        send(HEAD + length(100_000) + b"x" * 50_000)
        raise Close
    elif path == "/short-chunks":
        send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(b"x" * 50_000))
        raise Close
    elif path == "/no-length":
        send(HEAD + b"Connection: close\r\n\r\n" + b"until the end")
        raise Close
    elif path == "/stall-before-head":
        time.sleep(30)
    elif path == "/stall-in-body":
        send(HEAD + length(100) + b"x" * 10)
        time.sleep(30)
    elif path == "/mebibytes":
        count = int(query["count"][0])
        send(HEAD + length(count << 20))
        for _ in range(count):
            for start in range(0, len(MEBIBYTE), 1 << 16):
                send(MEBIBYTE[start : start + (1 << 16)])
                with lock:
                    report["sent"] += 1 << 16
    else:
        send(b"HTTP/1.1 404 Not Found\r\n" + length(0))


def serve(client):
    with lock:
        report["connections"] += 1
        report["open"] += 1
    try:
        reader = client.makefile("rb")
        while line := reader.readline():
            target = line.decode().split(" ")[1]
            headers = {}
            while (field := reader.readline().decode().rstrip("\r\n")) != "":
                name, _, value = field.partition(":")
                headers[name.lower()] = value.strip()
            url = urllib.parse.urlsplit(target)
            if url.path != "/report":
                with lock:
                    report["requests"].append({"path": url.path, "headers": headers})
            answer(client, url.path, urllib.parse.parse_qs(url.query))
    except Reset:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except (Close, OSError, IndexError):
        pass
    reader.close()
    client.close()
    with lock:
        report["open"] -= 1


def accept(listener, context):
    while True:
        client, _ = listener.accept()
        if context:
            try:
                client = context.wrap_socket(client, server_side=True)
            except (ssl.SSLError, OSError):
                continue
        threading.Thread(target=serve, args=(client,), daemon=True).start()


def main():
    # Whatever another program of the tests left open in the moment when this one was started.
    os.closerange(3, 4096)
    context = None
    if sys.argv[1:2] == ["--tls"]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=accept, args=(listener, context), daemon=True).start()
    sys.stdin.read()


main()
