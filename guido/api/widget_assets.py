"""What pages load of the widget: the launcher, then the panel in one language, both packed.

The launcher names the others with their checksums, so that nothing else is ever executed. All
have an address with the version in it, under which the content never changes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from markupsafe import escape
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw
from zopfli import gzip

from guido.errors import PackingError
from guido.packing import pack, pack_styles
from guido.web import SECURITY_HEADERS

LAUNCHER = "widget.js"
_LANGUAGES = {"fr": "french", "en": "english"}
_TYPE = "text/javascript; charset=utf-8"
_ENTRY, _ASSETS, _SHEETS = "embedding.js", "assets.js", "sheets.js"
_SHEET = re.compile(r"'([\w-]+\.css)'")
# Where the launcher stands, whichever of its addresses it was loaded from.
_ROOT = r"import.meta.url.replace(/widget(\/\w+\/widget)?\.js[^\/]*$/,'')"
_HEADERS = {
    **SECURITY_HEADERS,
    # These are public: a page on another origin may check their integrity, and run them.
    "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asset:
    """A packed file."""

    name: str
    content: bytes
    compressed: bytes

    @property
    def integrity(self) -> str:
        """What a page writes into the attribute of the same name."""
        return f"sha256-{base64.b64encode(hashlib.sha256(self.content).digest()).decode()}"

    def respond(self, request: Request, for_ever: bool) -> HTTPResponse:
        """The file as the request can take it; 304 if the browser has it already."""
        etag = f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'
        headers = {**_HEADERS, "ETag": etag,
                   "Cache-Control": _FOR_EVER if for_ever else _ASK_EACH_TIME}
        # A proxy that compresses makes a weak tag of it.
        known = request.headers.get("if-none-match", "")
        if etag in (each.strip().removeprefix("W/") for each in known.split(",")):
            return empty(304, headers=headers)
        content = self.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = self.compressed, "gzip"
        return raw(content, headers=headers, content_type=_TYPE)


@dataclass(frozen=True)
class Version:
    """The packed files that belong together; `name` changes with any of them."""

    name: str
    assets: dict[str, Asset]

    def address(self, asset: str) -> str:
        """The path under which a file stays what it is."""
        return f"/widget/{self.name}/{asset}"


class WidgetAssets:
    """The widget of a folder, packed when first asked for, and again when a source has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._version: Version | None = None
        self._made_of: object = None
        self._packing = threading.Lock()

    def current(self, telephone: str) -> Version:
        """The version of the sources as they are; `telephone` is told if nothing can be loaded.

        Raises PackingError if there is none yet; later, what was good before stays. Of several
        threads one packs.
        """
        with self._packing:
            return self._current(telephone)

    def _current(self, telephone: str) -> Version:
        sources = sorted([*self._folder.glob("*.js"), *self._folder.glob("*.css")])
        made_of = (telephone, [(each.name, each.stat().st_mtime_ns) for each in sources])
        if made_of != self._made_of:
            self._made_of = made_of
            try:
                self._version = _packed(self._folder, telephone)
            except PackingError as error:
                if self._version is None:
                    self._made_of = None
                    raise
                _log.error("the widget stays what it was before: %s", error)
        assert self._version
        return self._version


def _packed(folder: Path, telephone: str) -> Version:
    panels = {lang: _asset(f"panel-{lang}.js", pack(folder, _ENTRY, _given(folder, lang)))
              for lang in _LANGUAGES}
    plain = pack(folder, LAUNCHER, {_ASSETS: _assets("", panels, telephone)})
    name = hashlib.sha256(plain.encode()).hexdigest()[:12]  # it has the checksums of the others
    launcher = _asset(
        LAUNCHER, pack(folder, LAUNCHER, {_ASSETS: _assets(name, panels, telephone)}))
    return Version(name, {asset.name: asset for asset in (launcher, *panels.values())})


def _given(folder: Path, lang: str) -> dict[str, str]:
    """Modules that are packed otherwise than they stand there: styles, and the other texts."""
    names = _SHEET.findall((folder / _SHEETS).read_text(encoding="utf-8"))
    styles = json.dumps([pack_styles(folder / name for name in names)], ensure_ascii=False)
    return {_SHEETS: f"export const sheets = () => {styles};\n", **{
        f"texts-{other}.js": f"export const {name} = null;\n"
        for other, name in _LANGUAGES.items() if other != lang}}


def _asset(name: str, text: str) -> Asset:
    content = text.encode()
    return Asset(name, content, gzip.compress(content))


def _assets(version: str, panels: dict[str, Asset], telephone: str) -> str:
    """The module that widget/assets.js is as a source."""
    def place(asset: Asset) -> str:
        return json.dumps([f"widget/{version}/{asset.name}", asset.integrity])

    number = re.sub(r"[^+\d]", "", telephone)
    kinds = ",".join(f"{lang}: {place(panel)}" for lang, panel in panels.items())
    link = f'<a href="tel:{number}">{escape(telephone)}</a>'
    return (f"export const ROOT = {_ROOT};\nexport const PANEL = {{{kinds}}};\n"
            f"export const TELEPHONE = {json.dumps(link)};\n")
