"""The answer is put into response as a whole, one level too deep."""
import json

import server


class Handler(server.Handler):
    def answer(self, status, body, close=False):
        super().answer(status, {"response": json.dumps(body)} if status == 200 else body, close)


server.Handler = Handler
server.main()
