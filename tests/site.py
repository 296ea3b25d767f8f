"""A town's own website on an origin of its own: a strict policy, and rules for everything."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOSTILE = """
html { font-size: 40px !important; }
* { letter-spacing: 9px !important; text-transform: uppercase !important; color: lime !important; }
* { all: unset !important; }
body, div, guido-chat { font: italic 50px cursive !important; opacity: 0.2; direction: rtl; }
button, p, h2, textarea, .launcher, .panel { display: none !important; background: red !important; }
"""


class Site:
    """Serves one page; `body` is what stands in it, `style` its own rules."""

    def __init__(self, assistant: str) -> None:
        self.policy = f"default-src 'self' {assistant}; object-src 'none'; base-uri 'none'"
        self.body, self.style = "", ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_style = self.path == "/site.css"
                content = (site.style if is_style else site.page()).encode()
                self.send_response(200)
                self.send_header("Content-Security-Policy", site.policy)
                self.send_header(
                    "Content-Type", "text/css" if is_style else "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def page(self) -> str:
        """The whole page."""
        return ("<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>Ville</title>"
                "<link rel='stylesheet' href='/site.css'></head>"
                f"<body><h1>Ma ville</h1><button id='own'>Payer</button>{self.body}</body></html>")

    def embeds(self, line: str, **attributes: str) -> str:
        """Paste what `guido widget line` prints, with attributes; returns the page's address."""
        given = "".join(
            f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
        self.body = line.replace("<guido-chat ", f"<guido-chat{given} ")
        return f"{self.origin}/"

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
