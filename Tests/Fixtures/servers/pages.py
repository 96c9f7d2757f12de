"""Serves kept pages: the answer to GET /a/b is the file a/b.json, whatever stands after a question mark.

  pages.py FOLDER [FOLDER…]

A page is taken from the first folder that has it. Without one the answer is 404. It prints its port, and ends when its
standard input does.
"""
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        name = self.path.split("?")[0].lstrip("/") + ".json"
        files = [Path(folder) / name for folder in sys.argv[1:]]
        file = next((file for file in files if ".." not in file.parts and file.is_file()), None)
        body = file.read_bytes() if file else b'{"error":"there is no such page"}'
        self.send_response(200 if file else 404)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
