"""A Crisp on 127.0.0.1 that cuts the first answer to each path off, at any byte, and gives the whole one afterwards.

usage: cutting.py [--tls CERTIFICATE KEY]

A website's id says how: l-r-0123 is an answer with a Content-Length, of which 123 bytes come, head included, and then
a TCP reset. c is an answer in chunks, n one that ends with its connection; f is an orderly end. It prints its port, and
ends when its standard input does. GET /cuts tells how many answers were cut.
"""

import json, os, socket, ssl, struct, sys, threading

lock = threading.Lock()
answered = set()
cuts = 0


def operator(website, number):
    details = {"user_id": "%s-%d" % (website, number), "email": "anna%d@example.test" % number, "first_name": "Änne"}
    return {"type": "operator", "details": {**details, "role": ["owner", "member"][number % 2], "has_token": True}}


def body(website, path):
    if path.endswith("/operators/list"):
        data = [operator(website, number) for number in range(3)]
    else:
        data = {"website_id": website, "name": "Café", "domain": "example.test"}
    return json.dumps({"error": False, "reason": "ok", "data": data}).encode()


def response(website, path):
    content = body(website, path)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    if website[0] == "l":
        return head + b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
    if website[0] == "c":
        middle = len(content) // 2
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (content[:middle], content[middle:]))
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    return head + b"Connection: close\r\n\r\n" + content


def serve(client):
    global cuts
    reader = client.makefile("rb")
    try:
        while line := reader.readline():
            path = line.decode().split(" ")[1]
            while reader.readline() not in (b"\r\n", b""):
                pass
            if path == "/cuts":
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n%9d" % cuts)
                continue
            website = path.split("/")[3]
            whole = response(website, path)
            count = int(website[4:])
            with lock:
                is_cut = path not in answered and count < len(whole)
                answered.add(path)
                cuts += is_cut
            client.sendall(whole[:count] if is_cut else whole)
            if is_cut and website[2] == "r":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if is_cut or website[0] == "n":
                break
    except OSError:
        pass
    reader.close()
    client.close()


def accept(listener, context):
    while True:
        client, _ = listener.accept()
        if context:
            try:
                client = context.wrap_socket(client, server_side=True)
            except OSError:
                continue
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(client,), daemon=True).start()


os.closerange(3, 4096)
context = None
if sys.argv[1:2] == ["--tls"]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)
threading.Thread(target=accept, args=(listener, context), daemon=True).start()
sys.stdin.read()
