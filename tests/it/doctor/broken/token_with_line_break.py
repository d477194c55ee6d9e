"""The token is read from a file, with the line break at its end."""
import server

server.TOKEN += "\n"
server.main()
