"""The response is an object, where it must be a text."""
import server


class Handler(server.Handler):
    def answer(self, status, body, close=False):
        if "response" in body:
            body["response"] = {"text": body["response"]}
        super().answer(status, body, close)


server.Handler = Handler
server.main()
