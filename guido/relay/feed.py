"""Following a conversation over HTTP: as a stream of lines, or by asking again."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sanic.request import Request

from guido.bus import Bus
from guido.errors import StorageError

# Shorter than what proxies usually cut, and than Sanic's own limit.
HEARTBEAT_SECONDS = 15.0
# So many entries at once may be one page of more.
_MANY = 100

Status = dict[str, Any]
Fetch = Callable[[int], Awaitable["list[dict[str, Any]] | Page | None"]]


@dataclass(frozen=True)
class Page:
    """What a reader gets at once: new entries, and how things stand.

    Both are read in one transaction. The status is no part of the numbered entries: only its
    present state counts. `changes_in` are the seconds after which it changes by itself, as when
    somebody stops typing without saying so.
    """

    entries: list[dict[str, Any]]
    status: Status | None = None
    changes_in: float | None = None


async def follow(bus: Bus, topic: str, fetch: Fetch, after: int) -> AsyncIterator[str]:
    """JSON lines of all entries with a `sequence` above `after`, as they come; then heartbeats.

    `fetch(after)` returns the entries above a number, in order, alone or as a Page, or None when
    the reader may not read any more, which ends the stream. A page's status comes as a line
    `{"status": …}` at the start and whenever it has changed. When the database fails, the stream
    ends, too: the reader comes back, and is told then.
    """
    last: Status | None = None
    with bus.subscribe(topic) as subscription:
        yield "\n"  # lets the reader know at once that the stream is open
        spoken = time.monotonic()
        while True:
            try:
                fetched = await fetch(after)
            except StorageError:
                return
            if fetched is None:
                return
            page = fetched if isinstance(fetched, Page) else Page(fetched)
            lines = [_line(entry) for entry in page.entries]
            if page.entries:
                after = page.entries[-1]["sequence"]
            if page.status != last:
                last = page.status
                lines.append(_line({"status": page.status}))
            if not lines and time.monotonic() - spoken >= HEARTBEAT_SECONDS:
                lines = ["\n"]
            for line in lines:
                yield line
                spoken = time.monotonic()
            if len(page.entries) < _MANY:
                silence = HEARTBEAT_SECONDS - (time.monotonic() - spoken)
                await subscription.wait(max(0.0, min(silence, page.changes_in or silence)))


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"


async def send_stream(request: Request, lines: AsyncIterator[str]) -> None:
    """Send lines until the reader goes away."""
    response = await request.respond(
        content_type="application/x-ndjson",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    async for line in lines:
        await response.send(line)


def number_after(request: Request) -> int:
    """The query's `after`, 0 if there is none or it is no number."""
    return number_of(request, "after", 0)


def number_of(request: Request, name: str, default: int) -> int:
    """A whole number of the query; the default if there is none or it is no number."""
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else default
