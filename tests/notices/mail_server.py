"""A mail server of a few lines that takes letters, refuses them, or goes away in the middle."""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from typing import Self


class _Talk(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self.say("220 tests")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self.say(self.server.refusals.get(to, "250 fine"))
            elif verb == "DATA":
                self.say("354 go on")
                self.take(to)
                if self.server.hangs_up:
                    return
                self.say(self.server.answer)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take(self, to: str) -> None:
        content = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            content += line
        self.server.letters.append((to, message_from_bytes(content)))

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[tuple[str, Message]] = []
        self.refusals: dict[str, str] = {}
        self.hangs_up = False
        self.answer = "250 taken"


class MailServer:
    """The server, listening in a thread; `letters` are (receiver, message)."""

    def __init__(self) -> None:
        self.it = _Server()
        self.address = self.it.server_address

    def __enter__(self) -> Self:
        threading.Thread(target=self.it.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.it.shutdown()
        self.it.server_close()

    @property
    def letters(self) -> list[tuple[str, Message]]:
        return self.it.letters
