"""A Content-Length of -1 makes Python read to the end of the connection, which never comes."""
import json

import server


class Handler(server.Handler):
    timeout = None

    def do_POST(self):
        try:
            length = int(self.headers["Content-Length"])
        except (TypeError, ValueError):
            return self.answer(411, {"error": "a Content-Length is needed"}, close=True)
        try:
            request = json.loads(self.rfile.read(length))["request"]
            self.answer(200, {"verify": server.TOKEN, "response": server.respond(str(request))})
        except (ValueError, KeyError, TypeError, RecursionError):
            self.answer(400, {"error": "not understood"})


server.Handler = Handler
server.main()
