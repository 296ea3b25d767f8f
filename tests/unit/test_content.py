"""A content file that is broken, hostile or in the wrong encoding is refused with file and line."""

import pytest

from guido.content import Fields, read_yaml
from guido.errors import ContentError

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n"


@pytest.mark.parametrize(("raw", "told"), [
    (BOMB.encode(), r"c\.yml:2: aliases"),
    (b"[" * 500_000, r"c\.yml:1: lists within lists"),
    ("a: b\nc: café\n".encode("latin-1"), r"c\.yml:2: not written in UTF-8"),
    ("a: café\n".encode("utf-16"), r"c\.yml:1: not written in UTF-8"),
    (b"a: b\nc: \x00\n", r"c\.yml:2: a character that no text has"),
    (b"\x7fELF\x02\x01\x01\x00\x00", r"c\.yml:1: a character that no text has"),
    (b"a: [\n", r"c\.yml:2: "),
    (b"a: 1\n" * 300_000, r"c\.yml: 1500000 bytes; a content file has at most"),
    (b"a: !!python/object/apply:os.system [ls]\n", r"c\.yml:1: could not determine a constructor"),
    (b"a: 2026-13-40\n", r"c\.yml: month must be"),
], ids=["bomb", "nesting", "latin-1", "utf-16", "control", "binary", "cut off", "enormous",
        "object", "no date"])
def test_a_file_that_cannot_be_read_is_refused_with_its_place(tmp_path, raw, told):
    path = tmp_path / "c.yml"
    path.write_bytes(raw)
    with pytest.raises(ContentError, match=told):
        read_yaml(path)


def test_a_missing_file_and_an_empty_one_are_told(tmp_path):
    with pytest.raises(ContentError, match=r"c\.yml: No such file"):
        read_yaml(tmp_path / "c.yml")
    (tmp_path / "c.yml").write_text("")
    with pytest.raises(ContentError, match="the file: expected names with values"):
        Fields.read(tmp_path / "c.yml")


def test_a_mistake_is_told_with_its_line(tmp_path):
    path = tmp_path / "c.yml"
    path.write_text("a:\n  b:\n    - c: 1\n    - c: x\n      d: [e, 5]\n", encoding="utf-8")
    entry = Fields.read(path).below("a").each("b")[1]
    with pytest.raises(ContentError, match=r"c\.yml:4: a\.b\[2\]\.c: expected a number"):
        entry.number("c")
    with pytest.raises(ContentError, match=r"c\.yml:5: a\.b\[2\]\.d: expected a text, found 5"):
        entry.texts("d")
    with pytest.raises(ContentError, match=r"c\.yml:4: a\.b\[2\]: e is missing"):
        entry.text("e")


@pytest.mark.parametrize(("written", "read", "told"), [
    ("{a: 1}", lambda f: f.text("a"), r"a: expected a text, found 1"),
    ("{a: [[1, 2], {b: c}]}", lambda f: f.texts("a"), r"a: expected a text, found list"),
    ("{a: b}", lambda f: f.texts("a"), "a: expected a list"),
    ("{a: b}", lambda f: f.text("c"), "c is missing"),
    ("{a: {oui: x, yes: y}}", lambda f: f.below("a").names(), "True is no name"),
    ("{a: hier}", lambda f: f.date("a"), "a: expected a date such as"),
    ("{a: 2026-01-01 10:00:00}", lambda f: f.date("a"), "a: expected a date such as"),
    ("{a: http://x.fr}", lambda f: f.url("a"), "does not begin with https"),
    ("{a: oui}", lambda f: f.flag("a"), "expected true or false"),
    ("{a: true}", lambda f: f.whole("a"), "expected a whole number"),
    ("{a: x, titre: y}", lambda f: f.only({"a"}), "'titre' is not known here"),
])
def test_a_value_of_the_wrong_kind_is_told_with_its_name(tmp_path, written, read, told):
    path = tmp_path / "c.yml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(ContentError, match=told):
        read(Fields.read(path))
