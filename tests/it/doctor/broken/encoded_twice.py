"""The response is made JSON twice, so that the item has to parse it twice."""
import json

import server

respond = server.respond
server.respond = lambda request: json.dumps(json.dumps({"text": respond(request)}))
server.main()
