"""Another system on this machine, which is told of cases and checks who tells it."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """What it was told; it refuses the next `refuses` requests."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.events: list[dict] = []
        self.tries: list[str] = []
        self.refuses = 0

    def of(self, reference: str) -> list[dict]:
        """The events of a case."""
        return [event for event in self.events if event["case"]["reference"] == reference]


@contextmanager
def receiver_of_events(secret: str) -> Iterator[Receiver]:
    """A running system that shares a secret with us."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.tries.append(self.headers["Guido-Event-Id"])
            self.send_response(self._status(body))
            self.end_headers()

        def _status(self, body: bytes) -> int:
            if not is_signed(secret, self.headers["Guido-Signature"], body):
                return 401
            if receiver.refuses:
                receiver.refuses -= 1
                return 503
            receiver.events.append(json.loads(body))
            return 204

        def log_message(self, *_) -> None:
            """Nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/events")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def is_signed(secret: str, header: str, body: bytes) -> bool:
    """Whether the signature is that of docs/api.md."""
    stamp, given = (part.partition("=")[2] for part in header.split(","))
    expected = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given, expected)
