"""A proxy on 127.0.0.1 that takes every host to be this machine, and writes down what it sees.

usage: proxy.py LOG [--refuse]

With --refuse it answers 407 to everything. It prints its port, and ends when its standard input does.
"""

import os, socket, sys, threading


def relay(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client):
    head = b""
    while b"\r\n\r\n" not in head:
        data = client.recv(65536)
        if not data:
            return client.close()
        head += data
    with open(sys.argv[1], "ab") as log:
        log.write(head)
    if "--refuse" in sys.argv:
        client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return client.close()
    method, target, _ = head.split(b"\r\n")[0].split(b" ")
    address = target if method == b"CONNECT" else target.split(b"/")[2]
    server = socket.create_connection(("127.0.0.1", int(address.rsplit(b":", 1)[1])))
    if method == b"CONNECT":
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    else:
        # One request for each connection, so that every one of them is written down.
        path = b"/" + target.split(b"/", 3)[3]
        server.sendall(head.replace(target, path, 1).replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
    threading.Thread(target=relay, args=(client, server), daemon=True).start()
    relay(server, client)
    client.close()


def accept(listener):
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


os.closerange(3, 4096)
listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)
threading.Thread(target=accept, args=(listener,), daemon=True).start()
sys.stdin.read()
