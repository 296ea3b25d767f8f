"""An administration's own form: a PDF with fields (AcroForm), filled in with answers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guido.errors import DocumentError

if TYPE_CHECKING:  # slow to import: only those who have a form pay for it
    from pypdf import PdfReader, PdfWriter

_OFF = "Off"


@dataclass(frozen=True)
class Field:
    """A field of a form: for a text, or one or several boxes to tick, with their states' names."""

    name: str
    states: tuple[str, ...] = ()

    def state(self, value: str | bool) -> str:
        """What a box is set to; ValueError if it has no such state."""
        if value in (False, "", _OFF):
            return _OFF
        if value is True and len(self.states) == 1:
            return self.states[0]
        if value not in self.states:
            raise ValueError(f"{self.name} has no state {value!r}, only {', '.join(self.states)}")
        return str(value)


def fields_of(path: Path) -> dict[str, Field]:
    """The fields of a form by name; raises DocumentError if it has none that can be filled in."""
    found = {}
    for name, field in (_open(path).get_fields() or {}).items():
        kind = field.get("/FT")
        if kind in ("/Tx", "/Ch"):
            found[name] = Field(name)
        elif kind == "/Btn" and field.get("/_States_"):
            states = (str(state).removeprefix("/") for state in field["/_States_"])
            found[name] = Field(name, tuple(state for state in states if state != _OFF))
    if not found:
        raise DocumentError(f"{path}: the PDF has no fields to fill in; is it an AcroForm?")
    return found


def fill(path: Path, values: Mapping[str, str | bool], title: str) -> bytes:
    """The form with these values in its fields, the others as they were.

    A box takes the name of its state, or True if it has only one; False and an empty text leave
    it empty. Raises DocumentError for a field or a state that the form doesn't have.
    """
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    known = fields_of(path)
    try:
        written = {name: _written(known[name], value) for name, value in values.items()}
    except (KeyError, ValueError) as error:
        raise DocumentError(f"{path}: no such field or state: {error}") from error
    writer = PdfWriter(clone_from=_open(path))
    # True: readers draw the texts anew with their own fonts, which have every letter.
    for page in writer.pages:
        if "/Annots" in page:
            writer.update_page_form_field_values(page, written, auto_regenerate=True)
    _name_states(writer, {name: written[name] for name in written if known[name].states})
    # In some files the form is there a second time (XFA); that one would be shown, and empty.
    writer.root_object["/AcroForm"].pop("/XFA", None)
    writer.add_metadata({"/Title": title})
    if "/Lang" not in writer.root_object:
        writer.root_object[NameObject("/Lang")] = TextStringObject("fr-FR")
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _open(path: Path) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(f"{path}: the PDF is locked with a password")
        _ = reader.pages[0]
    except (OSError, PyPdfError, IndexError) as error:
        raise DocumentError(f"{path}: the PDF cannot be read: {error}") from error
    return reader


def _written(field: Field, value: str | bool) -> str:
    if field.states:
        return f"/{field.state(value)}"
    return str(value)


def _name_states(writer: PdfWriter, states: Mapping[str, str]) -> None:
    """Of several boxes of one field, the field itself says by a name which one is ticked."""
    from pypdf.generic import NameObject

    for page in writer.pages:
        for widget in page.get("/Annots", ()):
            box = widget.get_object()
            field = box.get("/Parent", box).get_object() if "/T" not in box else box
            if field.get("/T") in states and field.get("/FT") == "/Btn":
                field[NameObject("/V")] = NameObject(states[field["/T"]])
