"""Questions as hurried fingers write them: seeded variants of labelled ones."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

_NEIGHBOURS = {
    "a": "zqs", "b": "vn", "c": "xv", "d": "sf", "e": "zr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "km", "m": "lp", "n": "bh", "o": "ip", "p": "om",
    "q": "sa", "r": "et", "s": "qd", "t": "ry", "u": "yi", "v": "cb", "w": "xq", "x": "wc",
    "y": "tu", "z": "ae",
}
_ONE_ERROR_IN = 10
_FEWEST_LETTERS = 4
_WORD = re.compile(r"\w+|\W+")
# How words are shortened in text messages; longer spellings first.
_SHORT = (
    (r"est-ce que", "esk"), (r"qu['’]est-ce que", "kesk"), (r"s['’]il vous pla[iî]t", "svp"),
    (r"parce que", "pck"), (r"aujourd['’]hui", "ajd"), (r"rendez-vous", "rdv"),
    (r"beaucoup", "bcp"), (r"combien", "cb"), (r"comment", "cmt"), (r"bonjour", "bjr"),
    (r"toujours", "tjr"), (r"pourquoi", "pk"), (r"quelqu['’]un", "qqn"), (r"quelque", "qq"),
    (r"maintenant", "mnt"), (r"longtemps", "lgtps"), (r"temps", "tps"), (r"quand", "qd"),
    (r"quels|quelles|quelle|quel", "kel"), (r"quoi", "koi"), (r"c['’]est", "c"),
    (r"j['’]ai", "g"), (r"avec", "ac"), (r"pour", "pr"), (r"vous", "vs"), (r"nous", "ns"),
    (r"dans", "ds"), (r"sans", "ss"), (r"pas", "pa"), (r"que", "ke"), (r"qui", "ki"),
    (r"je suis", "chui"), (r"toute?s?", "tt"), (r"mon", "mn"), (r"ma", "ma"), (r"un", "1"),
    (r"peut", "pe"), (r"peux", "pe"), (r"faut", "fo"), (r"eau", "o"),
)
_SHORTER = [(re.compile(rf"(?<!\w)(?:{long})(?!\w)", re.IGNORECASE), short)
            for long, short in _SHORT]


def without_accents(text: str, _: random.Random) -> str:
    """« déménagé » → « demenage »."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def mistyped(text: str, source: random.Random) -> str:
    """One typing error in about ten words: a letter left out, doubled, swapped or beside."""
    pieces = _WORD.findall(text)
    places = [i for i, piece in enumerate(pieces)
              if piece.isalpha() and len(piece) >= _FEWEST_LETTERS]
    wanted = max(1, round(sum(piece.isalpha() for piece in pieces) / _ONE_ERROR_IN))
    for place in source.sample(places, min(wanted, len(places))):
        pieces[place] = _with_error(pieces[place], source)
    return "".join(pieces)


def _with_error(word: str, source: random.Random) -> str:
    i = source.randrange(1, len(word) - 1)
    kind = source.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1:]
    if kind == 1:
        return word[:i] + word[i] + word[i:]
    if kind == 2:
        return word[:i] + word[i + 1] + word[i] + word[i + 2:]
    return word[:i] + source.choice(_NEIGHBOURS.get(word[i].lower(), "e")) + word[i + 1:]


def sms(text: str, source: random.Random) -> str:
    """As in a text message: short words, no accents, no apostrophes."""
    for long, short in _SHORTER:
        text = long.sub(short, text)
    return without_accents(text, source).replace("'", "").replace("’", "").lower()


def capitals(text: str, _: random.Random) -> str:
    """Everything in capital letters."""
    return text.upper()


def without_punctuation(text: str, _: random.Random) -> str:
    """As dictated: no stops, commas, hyphens or apostrophes."""
    return " ".join(re.sub(r"[^\w\s€%]", " ", text).split())


VARIANTS: dict[str, Callable[[str, random.Random], str]] = {
    "accents dropped": without_accents,
    "one typing error in ten words": mistyped,
    "text message": sms,
    "capitals": capitals,
    "no punctuation": without_punctuation,
}


def variant(name: str, texts: list[str], seed: int = 1) -> list[str]:
    """The texts in one of the VARIANTS; the same seed gives the same errors."""
    source = random.Random(f"{name} {seed}")
    return [VARIANTS[name](text, source) for text in texts]
