"""Stands before the simulated Crisp, and tells each case its own list of websites and its own owner of the token."""

import contextlib
import http.client
import http.server
import json
import re
import threading


class Relay:
    """A case's base URL ends with its name, so that cases side by side are told apart."""

    def __init__(self, port):
        self._port = port
        # By case: the ids that are listed, and the plugin whose token it is. None stands for what the simulator says.
        self.websites = {}
        self.plugin = {}

    def answer(self, path, headers):
        """The status and content for a request."""
        _, case, rest = path.split("/", 2)
        rest = f"/{rest}"
        page = re.match(r"/v1/plugin/connect/websites/all/(\d+)", rest)
        if page and self.websites.get(case) is not None:
            ids = self.websites[case] if page[1] == "1" else []
            return 200, _envelope([{"website_id": id} for id in ids])
        if rest == "/v1/plugin/connect/account" and self.plugin.get(case) is not None:
            return 200, _envelope({"plugin_id": self.plugin[case]})
        simulator = http.client.HTTPConnection("127.0.0.1", self._port)
        with contextlib.closing(simulator):
            simulator.request("GET", rest, headers=headers)
            response = simulator.getresponse()
            return response.status, response.read()


def _envelope(data):
    return json.dumps({"error": False, "reason": "listed", "data": data}).encode()


@contextlib.contextmanager
def relayed(port):
    """A relay to the simulator on that port, and where it is."""
    relay = Relay(port)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            passed = {name: self.headers[name] for name in ("Authorization", "X-Crisp-Tier", "Accept")}
            status, content = relay.answer(self.path, passed)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

        def handle_error(self, *_):
            # Whoever is killed does not wait for an answer.
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield relay, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
