"""A creator server for cluster, in Python, with nothing but the standard library.

    VERIFY_TOKEN=<token> PORT=8787 python3 server.py
"""
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = os.environ["VERIFY_TOKEN"]
PORT = int(os.environ.get("PORT", "8787"))

lamps = {}


def respond(request):
    """What the item gets: `request` and the result are the strings of callExternal and onExternalCallEnd."""
    if request in ("on", "off"):
        lamps["lamp"] = request
        return f"the lamp is {request}"
    if request == "state":
        return json.dumps(lamps)  # JSON inside JSON: a string that the item parses again
    return f"unknown request: {request}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection for the next call

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            request = json.loads(body)["request"]
        except (ValueError, KeyError, TypeError):
            return self.answer(400, {"error": "expected {\"request\": \"...\"}"})
        self.answer(200, {"verify": TOKEN, "response": respond(request)})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Handler)  # PORT=0 picks a free one
    print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
