"""The server of all the item scripts in this folder, in Python, with nothing but the standard library.

    VERIFY_TOKEN=<token> PORT=8787 python3 server.py
"""
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = os.environ["VERIFY_TOKEN"]
PORT = int(os.environ.get("PORT", "8787"))
THINKING = float(os.environ.get("THINKING", "0.5"))  # seconds that the model needs

lock = threading.Lock()
points, values, chunks, jobs, places = {}, {}, {}, {}, []
messages = [{"number": 1, "text": "welcome"}, {"number": 2, "text": "ようこそ"}]


def score(asked):
    points[asked["name"]] = asked["points"]
    top = sorted(points.items(), key=lambda entry: -entry[1])[:3]
    return {"top": [{"name": who, "points": many} for who, many in top]}


def put(asked):
    values[asked["key"]] = asked["value"]
    return {"value": asked["value"]}


def chunk(asked):
    chunks[asked["index"]] = asked["data"]
    if asked["index"] + 1 < asked["of"]:
        return {"next": asked["index"] + 1}
    text = "".join(chunks[at] for at in range(asked["of"]))
    return {"length": len(text.encode("utf-16-le")) // 2}  # as JavaScript counts


def ask(asked):
    job = len(jobs) + 1
    jobs[job] = (time.monotonic() + THINKING, f"You asked: {asked['prompt']}")
    return {"job": job}


def answer(asked):
    ready, text = jobs[asked["job"]]
    return {"done": True, "text": text} if time.monotonic() >= ready else {"done": False}


def move(asked):
    places.append(asked)
    return {"reports": len(places)}


OPERATIONS = {
    "score": score,
    "get": lambda asked: {"value": values.get(asked["key"])},
    "put": put,
    "poll": lambda asked: {"messages": [one for one in messages if one["number"] > asked["after"]]},
    "chunk": chunk,
    "ask": ask,
    "answer": answer,
    "move": move,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection for the next call

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            asked = json.loads(json.loads(body)["request"])
            with lock:
                said = OPERATIONS[asked["op"]](asked)
        except (ValueError, KeyError, TypeError) as error:
            return self.answer(400, {"error": str(error)})
        self.answer(200, {"verify": TOKEN, "response": json.dumps(said, ensure_ascii=False)})

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
