"""Content-Length counts letters, where it must count bytes."""
import json

import server


class Handler(server.Handler):
    def answer(self, status, body, close=False):
        text = json.dumps(body, ensure_ascii=False)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text.encode())


server.Handler = Handler
server.main()
