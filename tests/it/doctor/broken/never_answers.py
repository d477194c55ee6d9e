"""A call takes as long as the model thinks, which is longer than anybody waits."""
import threading

import server

server.respond = lambda request: threading.Event().wait()
server.main()
