"""Following a conversation over HTTP: as a stream of lines, or by asking again."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from sanic.request import Request

from guido.bus import Bus
from guido.errors import StorageError

# Shorter than what proxies usually cut, and than Sanic's own limit.
HEARTBEAT_SECONDS = 15.0
# So many entries at once may be one page of more.
_MANY = 100

Fetch = Callable[[int], Awaitable[list[dict[str, Any]] | None]]


async def follow(bus: Bus, topic: str, fetch: Fetch, after: int) -> AsyncIterator[str]:
    """JSON lines of all entries with a `sequence` above `after`, as they come; then heartbeats.

    `fetch(after)` returns the entries above a number, in order, or None when the reader may
    not read any more, which ends the stream. It ends, too, when the database fails: the reader
    comes back, and is told then.
    """
    with bus.subscribe(topic) as subscription:
        yield "\n"  # lets the reader know at once that the stream is open
        spoken = time.monotonic()
        while True:
            try:
                entries = await fetch(after)
            except StorageError:
                return
            if entries is None:
                return
            for entry in entries:
                after = entry["sequence"]
                yield json.dumps(entry, ensure_ascii=False) + "\n"
            silence = 0.0 if entries else time.monotonic() - spoken
            if silence >= HEARTBEAT_SECONDS:
                yield "\n"
                silence = 0.0
            spoken = time.monotonic() - silence
            if len(entries) < _MANY:
                await subscription.wait(HEARTBEAT_SECONDS - silence)


async def send_stream(request: Request, lines: AsyncIterator[str]) -> None:
    """Send lines until the reader goes away."""
    response = await request.respond(
        content_type="application/x-ndjson",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    async for line in lines:
        await response.send(line)


def number_after(request: Request) -> int:
    """The query's `after`, 0 if there is none or it is no number."""
    value = request.args.get("after", "0")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
