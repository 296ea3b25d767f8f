"""The tokens of a minified module, with what can be told of their places without a full parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PIECE = re.compile(
    r"""(?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?P<number>\.?\d[\w.]*)
      |(?P<private>\#[A-Za-z_$][\w$]*)|(?P<name>[A-Za-z_$][\w$]*)|(?P<space>\s+)
      |(?P<sign>=>|\?\.(?!\d)|\.\.\.|[=!<>]==?|\?\?|.)""", re.VERBOSE | re.DOTALL)
_PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)", re.DOTALL)
_BEFORE_PATTERN = frozenset({"return", "typeof", "case", "in", "of", "await", "yield", "else"})
_OPENS, _CLOSES = "([{", ")]}"
_BEFORE_MEMBER = frozenset({";", "{", "}", "static", "get", "set", "async", "*"})
_BEFORE_OBJECT = frozenset({"(", ",", "=", ":", "[", "return", "const", "let", "...", "??", "?"})
_BEFORE_BLOCK = frozenset({")", "=>", ";", "}", "try", "finally", "else", "do"})
_BEGINS = frozenset({"function", "class", "const", "let", "async", "return"})
_TESTS = frozenset({"if", "for", "while", "switch", "with"})


@dataclass
class Token:
    """A piece of source. The flags are those of a name, `before` is the token before it."""

    kind: str
    text: str
    before: str = ""
    is_property: bool = False
    is_shorthand: bool = False
    is_in_object: bool = False  # a shorthand, and surely in an object, not in a block
    is_parameter: bool = False
    depth: int = 0  # how many brackets are open around it
    statement: int = 0  # of the whole module, the one in which it stands


def tokens(source: str) -> list[Token]:
    """All tokens in their order; together they are the source."""
    found = list(_pieces(source))
    _Places([token for token in found if token.kind != "space"]).tell()
    return found


def _pieces(source: str) -> Iterator[Token]:
    place, before, depths = 0, "", [0]
    while place < len(source):
        resumes = source[place] == "}" and depths[-1] == 0 and len(depths) > 1
        if source[place] == "`" or resumes:
            match = _TEMPLATE.match(source, place + 1)
            assert match, "templates of a packed module are closed"
            if resumes:
                depths.pop()
            if match[0].endswith("${"):
                depths.append(0)
            place, text, kind = match.end(), source[place:match.end()], "template"
        else:
            match = _pattern_at(source, place, before) or _PIECE.match(source, place)
            assert match
            place, text, kind = match.end(), match[0], match.lastgroup or "string"
            depths[-1] += {"{": 1, "}": -1}.get(text, 0)
        yield Token(kind, text)
        before = before if kind == "space" else text


def _pattern_at(source: str, place: int, before: str) -> re.Match[str] | None:
    is_value = before[-1:] in ("", ")", "]", "}", "`", "'", '"') or before[-1:].isalnum()
    if source[place] != "/" or (is_value and before not in _BEFORE_PATTERN and before):
        return None
    return _PATTERN.match(source, place)


class _Places:
    """Looks at each name with its neighbours and the brackets around it."""

    def __init__(self, found: list[Token]) -> None:
        self._found = found
        self._partner: dict[int, int] = {}
        self._around: list[list[int]] = []  # the open brackets at each token, innermost last
        self._bodies: set[int] = set()  # the braces of classes
        self._match()

    def _match(self) -> None:
        stack: list[int] = []
        is_class = False
        for place, token in enumerate(self._found):
            self._around.append(list(stack))
            sign = token.text[-2:] if token.kind == "template" else token.text
            if token.kind == "template":
                if token.text[0] == "}":
                    stack.pop()
                if sign == "${":
                    stack.append(place)
            elif token.kind == "sign" and sign in _OPENS:
                if sign == "{" and is_class:
                    self._bodies.add(place)
                    is_class = False
                stack.append(place)
            elif token.kind == "sign" and sign in _CLOSES:
                self._partner[stack.pop()] = place
            elif sign == "class" and self._text(place - 1) not in (".", "?."):
                is_class = self._text(place + 1) != ":"  # the attribute of an element

    def tell(self) -> None:
        """Set the flags of all names."""
        statement = 0
        for place, token in enumerate(self._found):
            token.depth, token.statement = len(self._around[place]), statement
            before_next = token.text == ";" or (
                token.text == "}" and self._text(place + 1) in _BEGINS)
            statement += before_next and token.depth == self._text(place).count("}")
            if token.kind != "name":
                continue
            before, after = self._text(place - 1), self._text(place + 1)
            token.before = "function" if self._is_generator(place) else before
            around = self._around[place]
            is_key = before in ("{", ",") and after == ":"
            is_member = bool(around) and around[-1] in self._bodies and before in _BEFORE_MEMBER
            token.is_property = before in (".", "?.") or is_key or is_member or (
                self._is_method(place, token.before))
            opened_by = self._text(around[-1] - 1) if around else ";"
            in_braces = bool(around) and self._text(around[-1]) == "{"
            is_one = before in ("{", ",") and after in (",", "}", "=")
            if is_one and in_braces and opened_by not in _BEFORE_BLOCK:
                token.is_shorthand = True
                token.is_in_object = opened_by in _BEFORE_OBJECT
            token.is_parameter = after == "=>" or self._is_bound(place, before)

    def _text(self, place: int) -> str:
        return self._found[place].text if 0 <= place < len(self._found) else ""

    def _is_generator(self, place: int) -> bool:
        return self._text(place - 1) == "*" and self._text(place - 2) == "function"

    def _is_method(self, place: int, before: str) -> bool:
        if self._text(place + 1) != "(" or before == "function":
            return False
        return self._text(self._partner.get(place + 1, -2) + 1) == "{"

    def _is_bound(self, place: int, before: str) -> bool:
        """Whether it is declared here: by a pattern after const or let, or as a parameter."""
        if before not in ("(", ",", "[", "...", ":", "{"):
            return False
        for bracket in reversed(self._around[place]):
            if self._text(bracket - 1) in ("const", "let"):
                return True
            if self._text(bracket) == "(":
                behind = self._text(self._partner.get(bracket, -2) + 1)
                is_body = behind == "{" and self._text(bracket - 1) not in _TESTS
                return behind == "=>" or is_body
        return False
