"""The widget's style sheets: they work from right to left, and let text grow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHEETS = [Path("widget", f"{name}.css") for name in ("widget", "handoff", "procedure", "page")]
_SIDES = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|inset)-)?(?:left|right)(?:-\w+)*\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)")
_FIXED_TEXT = re.compile(r"(?:font(?:-size)?|line-height)\s*:[^;]*\d(?:px|rem)")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_stands_left_or_right_rather_than_before_or_after(sheet):
    assert _SIDES.findall(sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_all_text_grows_with_the_size_that_was_chosen(sheet):
    assert _FIXED_TEXT.findall(sheet.read_text(encoding="utf-8")) == []


def test_every_property_an_administration_may_set_is_explained():
    used = {name for sheet in [*Path("widget").glob("*.css"), Path("widget/launcher-style.js")]
            for name in re.findall(r"--guido-[a-z-]+", sheet.read_text(encoding="utf-8"))}
    docs = Path("docs/widget.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`(--guido-[a-z-]+)`", docs))
    assert used == explained
