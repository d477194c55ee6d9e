"""An error text repeats the whole request, and so goes over the limit itself."""
import server

server.respond = lambda request: f"unknown request: {request}"
server.main()
