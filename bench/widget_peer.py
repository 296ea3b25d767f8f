"""rasa-webchat as its README embeds it, on a page of its own, beside a Socket.IO server.

A process of its own (`python -m bench.widget_peer PORT ARCHIVE PAGE`), as our server is one. The
files go out compressed as ours do. The Socket.IO side says what Rasa's own channel says:
`session_request` is confirmed, what the assistant writes are `bot_uttered` events.
"""

from __future__ import annotations

import gzip
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web

_SCRIPT = "package/lib/index.js"
_LEVEL = 9
# The snippet of its README; messages are shown at once, where it would wait a second before each.
_SNIPPET = """<script>!(function () {
  let e = document.createElement("script"),
    t = document.head || document.getElementsByTagName("head")[0];
  (e.src = "/webchat.js"),
    (e.async = !0),
    (e.onload = () => {
      window.WebChat.default(
        {
          customData: { language: "fr" },
          socketUrl: location.origin,
          customMessageDelay: () => 0,
        },
        null
      );
    }),
    t.insertBefore(e, t.firstChild);
})();
</script>"""


def embed(page: str) -> str:
    """A page that holds our widget, with the peer's in its place."""
    page, removed = re.subn(r"<script[^>]*/widget[^>]*></script>", "", page)
    page, replaced = re.subn(r"<guido-chat[^>]*>.*?</guido-chat>", lambda _: _SNIPPET, page,
                             flags=re.DOTALL)
    assert removed and replaced == 1, "the page does not hold our widget"
    return page


def _application(archive: Path, page: Path) -> web.Application:
    sio = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")

    async def confirm(session: str, _data: object) -> None:
        await sio.emit("session_confirm", session, to=session)

    async def say(request: web.Request) -> web.Response:
        """POST {text}: to everybody who is connected, as the assistant."""
        await sio.emit("bot_uttered", {"text": (await request.json())["text"]})
        return web.json_response({})

    with tarfile.open(archive) as files:
        script: Any = files.extractfile(_SCRIPT)
        content = script.read()
    sio.on("session_request", confirm)
    app = web.Application()
    sio.attach(app)
    app.add_routes([
        web.get("/", _compressed(page.read_bytes(), "text/html")),
        web.get("/webchat.js", _compressed(content, "text/javascript")),
        web.post("/say", say),
    ])
    for path in sorted(Path("widget").glob("demonstration.css")):
        app.router.add_get(f"/widget/{path.name}", _compressed(path.read_bytes(), "text/css"))
    return app


def _compressed(content: bytes, content_type: str):
    body = gzip.compress(content, _LEVEL)

    async def respond(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers={
            "Content-Encoding": "gzip", "Cache-Control": "no-cache", "Vary": "Accept-Encoding"})
    return respond


if __name__ == "__main__":
    web.run_app(_application(Path(sys.argv[2]), Path(sys.argv[3])), host="127.0.0.1",
                port=int(sys.argv[1]), print=None, shutdown_timeout=1)
