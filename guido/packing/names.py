"""Shorter names in a minified module: of private fields, and of what is surely but a variable.

Each variable is called otherwise wherever it stands, by a name that nothing else has in the same
statement of the module or in the whole of it, so that scopes need not be known. It stays if it may
anywhere be more than a variable: a property, or what the browser itself calls so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count, product
from string import ascii_letters

from guido.packing.tokens import Token, tokens

_KEYWORDS = frozenset(re.findall(r"\w+", """
    arguments as async await break case catch class const constructor continue debugger default
    delete do else export extends false finally for from function get if import in instanceof let
    new null of return set static super switch this throw true try typeof undefined var void while
    with yield"""))
# What browsers call so, and a module may use by that name alone.
_GLOBALS = frozenset(re.findall(r"\w+", """
    alert atob blur btoa caches clearInterval clearTimeout close closed confirm console crypto
    customElements document external fetch find focus getComputedStyle getSelection globalThis
    history innerHeight innerWidth isNaN isSecureContext localStorage location matchMedia name
    navigator open opener parseFloat parseInt performance postMessage print prompt queueMicrotask
    reportError requestAnimationFrame screen scroll scrollTo self sessionStorage setInterval
    setTimeout stop structuredClone top window"""))
_DECLARES = frozenset({"const", "let", "function", "class"})


def shorten(source: str) -> str:
    """The same module with shorter names; what it cannot tell stays as it is."""
    found = tokens(source)
    variables = _variables(found)
    own = [token for place, token in enumerate(found)
           if token.kind == "private" or place in variables]
    shorter = _shorter(own, {token.text for token in found} | _KEYWORDS)
    return "".join(
        _written(token, shorter) if token.kind == "private" or place in variables else token.text
        for place, token in enumerate(found))


def _shorter(own: list[Token], taken: set[str]) -> dict[str, str]:
    """A new name for each; those that live in different statements only may get the same."""
    uses = Counter(token.text for token in own)
    homes: dict[str, set[int | None]] = {}
    for token in own:
        is_inside = token.depth and token.kind == "name"
        homes.setdefault(token.text, set()).add(token.statement if is_inside else None)
    shorter: dict[str, str] = {}
    everywhere = [name for name, _ in uses.most_common()
                  if len(homes[name]) > 1 or None in homes[name]]
    fresh = (name for name in _short_names() if name not in taken)
    inside: dict[int | None, Iterator[str]] = {}
    for name in everywhere:
        short = next(fresh)
        shorter[name] = f"#{short}" if name.startswith("#") else short
    given = taken | {short.lstrip("#") for short in shorter.values()}
    for name, _ in uses.most_common():
        if name not in shorter:
            home, = homes[name]
            if home not in inside:
                inside[home] = (short for short in _short_names() if short not in given)
            shorter[name] = next(inside[home])
    return shorter


def _variables(found: list[Token]) -> set[int]:
    """The places at which a name stands that is a variable wherever it is no property."""
    places: dict[str, list[int]] = {}
    declared: set[str] = set()
    doubtful = _KEYWORDS | _GLOBALS
    unsure: set[str] = set()
    for place, token in enumerate(found):
        if token.kind != "name" or token.text in doubtful or token.is_property:
            continue
        if token.is_shorthand and not token.is_in_object:
            unsure.add(token.text)
        if token.before in _DECLARES or token.is_parameter:
            declared.add(token.text)
        places.setdefault(token.text, []).append(place)
    return {place for name in declared - unsure for place in places[name]}


def _written(token: Token, shorter: dict[str, str]) -> str:
    short = shorter[token.text]
    return f"{token.text}:{short}" if token.is_shorthand else short


def _short_names() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(ascii_letters, repeat=length))
