"""One caller after the other: whoever dawdles holds up all others."""
from http.server import HTTPServer

import server


class Handler(server.Handler):
    protocol_version = "HTTP/1.0"
    timeout = None


server.Handler = Handler
server.Server.process_request = HTTPServer.process_request
server.main()
