"""Letters for documents: a font for each script in which people write their names.

The files come with Python packages (Noto under the OFL, DejaVu under its own free licence), so
that a document looks the same on every machine and nothing has to be installed beside them.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from guido.errors import DocumentError

# The first font that has a character shows it. DejaVu comes early: where Noto puts letters
# together from parts (Arabic), they are doubled in the text that is copied from a document.
_FILES = (
    ("fontpkg_noto_sans", "files/NotoSans[[]*.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf"),
    ("justmytype_intl_south_asia", "fonts/ofl/*/*.ttf"),
    ("justmytype_intl_sea", "fonts/ofl/*/*.ttf"),
    ("justmytype_intl_africa", "fonts/ofl/*/*.ttf"),
    ("justmytype_intl_cjk", "fonts/ofl/*/*.ttf"),
)
# Line ends, joiners and marks of direction: they are laid out and not drawn.
_UNDRAWN = re.compile("[\n\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f]")


@cache
def files() -> tuple[Path, ...]:
    """The files of the fonts in the order of preference; raises DocumentError without them."""
    found: list[Path] = []
    for package, pattern in _FILES:
        known = importlib.util.find_spec(package)  # without importing what the package does
        here = sorted(Path(known.origin).parent.glob(pattern)) if known and known.origin else []
        if not here:
            raise DocumentError(f"The fonts of the package {package} are missing; run make again.")
        found += here
    return tuple(found)


@cache
def families() -> tuple[str, ...]:
    """The names of the fonts in the order of preference."""
    return tuple(TTFont(path, lazy=True)["name"].getBestFamilyName() for path in files())


@cache
def fonts() -> typst.Fonts:
    """The fonts as the typesetter takes them."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False,
        font_paths=sorted({str(path.parent) for path in files()}))


def drawable(text: str) -> str:
    """The text with nothing in it that no font has: « [U+E000] » in such a character's place.

    It is then at least told which character it was. Control characters are left out.
    """
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text).replace("\t", " ")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(_drawable(each) for each in text)


@lru_cache(maxsize=4096)
def _drawable(character: str) -> str:
    if _UNDRAWN.match(character):
        return character
    category = unicodedata.category(character)
    if category == "Cc":
        return ""
    if category != "Co" and any(ord(character) in each for each in _covered()):
        return character
    return f"[U+{ord(character):04X}]"


def _covered() -> Iterator[frozenset[int]]:
    return (_characters(path) for path in files())


@cache
def _characters(path: Path) -> frozenset[int]:
    """What one font has, read when the first character comes that those before it don't have."""
    return frozenset(TTFont(path, lazy=True).getBestCmap())
