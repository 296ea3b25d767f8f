"""Following a conversation over HTTP: as a stream of lines, or by asking again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from sanic.request import Request

from guido.bus import Bus

# Shorter than what proxies usually cut, and than Sanic's own limit.
HEARTBEAT_SECONDS = 15.0

Fetch = Callable[[int], Awaitable[list[dict[str, Any]] | None]]


async def follow(bus: Bus, topic: str, fetch: Fetch, after: int) -> AsyncIterator[str]:
    """JSON lines of all entries with a `sequence` above `after`, as they come; then heartbeats.

    `fetch(after)` returns the entries above a number, in order, or None when the reader may
    not read any more, which ends the stream.
    """
    with bus.subscribe(topic) as subscription:
        yield "\n"  # lets the reader know at once that the stream is open
        while True:
            entries = await fetch(after)
            if entries is None:
                return
            for entry in entries:
                after = entry["sequence"]
                yield json.dumps(entry, ensure_ascii=False) + "\n"
            if not entries and not await subscription.wait(HEARTBEAT_SECONDS):
                yield "\n"


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
