"""What does not begin like JSON is refused, and the rest of it is left for the next request on the connection."""
import server


class Handler(server.Handler):
    def do_POST(self):
        if self.headers.get("Content-Length", "0") != "0" and self.rfile.peek(1)[:1] == b"t":
            self.rfile.read(1)
            return self.answer(400, {"error": "not JSON"})
        super().do_POST()


server.Handler = Handler
server.main()
