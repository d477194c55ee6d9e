"""The body is read as Latin-1, as some libraries do where no charset is given."""

import server


class Reader:
    def __init__(self, file):
        self.file = file

    def read(self, length):
        return self.file.read(length).decode("latin-1")

    def __getattr__(self, name):
        return getattr(self.file, name)


class Handler(server.Handler):
    def do_POST(self):
        file, self.rfile = self.rfile, Reader(self.rfile)
        super().do_POST()
        self.rfile = file


server.Handler = Handler
server.main()
