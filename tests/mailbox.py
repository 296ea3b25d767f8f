"""A real mail server on this machine, which keeps what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

from tests.live import free_port


class Mailbox:
    """Its letters, with their receivers; `refuses` makes it take none."""

    def __init__(self) -> None:
        self.letters = []
        self.refuses = False
        self.url = ""

    async def handle_DATA(self, _server, _session, envelope) -> str:
        if self.refuses:
            return "451 later"
        self.letters.append((envelope.rcpt_tos, message_from_bytes(
            envelope.content, policy=default)))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A running server."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield box
    finally:
        controller.stop()
