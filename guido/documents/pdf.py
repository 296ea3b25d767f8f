"""A document as PDF for everybody: tagged (PDF/UA-1), kept readable for long (PDF/A-2a).

Typst sets it: its wheel needs nothing of the system (WeasyPrint needs Pango), and it tags titles,
tables and images and refuses what breaks the standards (fpdf2 and ReportLab don't tag texts).
What is shown reaches the template as data, so that nothing that somebody wrote is ever taken for
markup.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import segno
import typst

from guido.documents.fonts import drawable, families, fonts
from guido.documents.model import Paper, Section
from guido.errors import DocumentError
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.french.typography import spaced

_TEMPLATE = Path(__file__).with_name("paper.typ")
_STANDARDS = ["a-2a", "ua-1"]


def write_pdf(paper: Paper, texts: Texts) -> bytes:
    """The PDF of a paper; raises DocumentError if it cannot be made."""
    data = json.dumps(_data(paper, texts), ensure_ascii=False)
    try:
        compiler = typst.Compiler(
            str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=fonts(),
            sys_inputs={"paper": data})
        content, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=_STANDARDS)
    except typst.TypstError as error:
        raise DocumentError(f"A document cannot be made: {error}") from error
    if warnings:  # a font that is missing would be no error, only an empty page
        raise DocumentError(f"A document cannot be made: {warnings[0].message}")
    return content


def _data(paper: Paper, texts: Texts) -> dict[str, Any]:
    """All that the template reads."""
    footer = [paper.title, *paper.sender[:1], paper.reference]
    day = "documents.day" if paper.sender else "documents.letter_day"
    standing = [texts(day, day=write_date(paper.day))]
    if paper.reference:
        standing.insert(0, texts("documents.reference", reference=paper.reference))
    return _drawable({
        "words": {key: spaced(word) for key, word in texts.under("documents.paper").items()},
        "fonts": families(),
        "title": spaced(paper.title),
        "author": paper.sender[0] if paper.sender else "",
        "date": [paper.day.year, paper.day.month, paper.day.day],
        "sender": paper.sender,
        "recipient": paper.recipient,
        "standing": spaced("\n".join(standing)),
        "footer": spaced(" – ".join(part for part in footer if part)),
        "sections": [_section(each) for each in paper.sections],
        "follow": _follow(paper.follow_url) if paper.follow_url else None,
    })


def _section(section: Section) -> dict[str, Any]:
    paragraphs = [part.strip() for text in section.paragraphs for part in text.split("\n\n")]
    return _spaced({**asdict(section), "paragraphs": [part for part in paragraphs if part]})


def _spaced(value: Any) -> Any:
    """The same data with French spaces in its texts, but for addresses of pages."""
    if isinstance(value, str):
        return spaced(value)
    if isinstance(value, dict):
        return {key: each if key == "url" else _spaced(each) for key, each in value.items()}
    return [_spaced(each) for each in value]


def _follow(url: str) -> dict[str, str]:
    """The address and its QR code as an image of lines."""
    image = io.BytesIO()
    segno.make(url, error="m", micro=False).save(image, kind="svg", border=2, scale=4)
    return {"url": url, "code": image.getvalue().decode("utf-8")}


def _drawable(value: Any) -> Any:
    """The same data with nothing in its texts that no font has."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, dict):
        return {key: _drawable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(each) for each in value]
    return value
