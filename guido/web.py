"""What all pages share: public files of a folder, and the headers that protect pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from sanic.exceptions import InvalidUsage, NotFound, PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse, raw

LARGEST_JSON = 1024 * 1024
_CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"),
    "X-Content-Type-Options": "nosniff",
    # Not « no-referrer »: forms would then be sent with the origin « null ».
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Files:
    """Public files of one folder, read once; nothing else of the disk can be asked for."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.name: (path.read_bytes(), _CONTENT_TYPES[path.suffix])
            for path in sorted(folder.iterdir()) if path.suffix in _CONTENT_TYPES
        }

    def respond(self, name: str) -> HTTPResponse:
        """The file with its type; raises NotFound."""
        if name not in self._files:
            raise NotFound(f"no such file: {name}")
        content, content_type = self._files[name]
        return raw(content, content_type=content_type, headers={
            **SECURITY_HEADERS, "Cache-Control": "no-cache"})


def download(name: str, content: bytes, content_type: str) -> HTTPResponse:
    """A file that is somebody's own: to be kept by who asked, never to be shown by this site."""
    return raw(content, content_type=content_type, headers={
        "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"})


def json_object(request: Request) -> dict[str, Any]:
    """The JSON object of a request's body; empty if the body holds something else.

    Raises PayloadTooLarge: only files may be larger than a megabyte.
    """
    if len(request.body) > LARGEST_JSON:
        raise PayloadTooLarge("more than a megabyte of JSON")
    try:
        body = request.json
    except InvalidUsage:
        return {}
    return body if isinstance(body, dict) else {}
