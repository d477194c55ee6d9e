"""A creator server for cluster, in Python, with nothing but the standard library.

    VERIFY_TOKEN=<token> PORT=8787 python3 server.py
"""
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = os.environ["VERIFY_TOKEN"]
PORT = int(os.environ.get("PORT", "8787"))
MOST = 1_000_000  # bytes of a body; a request of 100,000 letters can take six times as many in JSON

lamps = {}


def respond(request):
    """What the item gets: `request` and the result are the strings of callExternal and onExternalCallEnd."""
    if request in ("on", "off"):
        lamps["lamp"] = request
        return f"the lamp is {request}"
    if request == "state":
        return json.dumps(lamps)  # JSON inside JSON: a string that the item parses again
    shown = request if len(request) <= 100 else request[:100] + "…"  # or the answer would grow over its limit too
    return f"unknown request: {shown}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection for the next call
    wbufsize = -1  # sends an answer in one piece
    timeout = 10  # seconds for a caller that does not finish

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            return self.answer(411, {"error": "a Content-Length is needed"}, close=True)
        if int(length) > MOST:
            return self.answer(413, {"error": "too large"}, close=True)
        try:
            request = json.loads(self.rfile.read(int(length)))["request"]
        except (ValueError, KeyError, TypeError, RecursionError):
            request = None
        if not isinstance(request, str):
            return self.answer(400, {"error": "expected {\"request\": \"...\"}"})
        self.answer(200, {"verify": TOKEN, "response": respond(request)})

    def answer(self, status, body, close=False):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # callers that may wait for a thread at once

    def handle_error(self, *_):
        pass  # a caller that hung up is nothing to worry about


def main():
    server = Server(("127.0.0.1", PORT), Handler)  # PORT=0 picks a free one
    print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
