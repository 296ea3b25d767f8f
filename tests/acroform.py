"""A small form as PDF, such as administrations have, made when a test needs it."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

_WIDGET, _PRINTED = "/Widget", NumberObject(4)
_RADIO = NumberObject(1 << 15)


def write_form(path: Path) -> None:
    """Texts `nom` and `prenom`, a box `copie` (Oui), boxes `livraison` (courrier, mairie)."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = writer._add_object(_named(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica"))
    fonts = DictionaryObject({NameObject("/Helv"): font})
    widgets = [_text(name, 700 - 40 * place) for place, name in enumerate(("nom", "prenom"))]
    widgets.append(_box(writer, "Oui", 600, T=TextStringObject("copie"), FT=NameObject("/Btn")))
    fields = [writer._add_object(widget) for widget in widgets]
    group = _named(FT="/Btn")
    group.update({NameObject("/T"): TextStringObject("livraison"), NameObject("/Ff"): _RADIO})
    group_reference = writer._add_object(group)
    kids = [writer._add_object(_box(writer, state, 560 - 40 * place, Parent=group_reference))
            for place, state in enumerate(("courrier", "mairie"))]
    group[NameObject("/Kids")] = ArrayObject(kids)
    page[NameObject("/Annots")] = ArrayObject([*fields, *kids])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({
        NameObject("/Fields"): ArrayObject([*fields, group_reference]),
        NameObject("/NeedAppearances"): BooleanObject(False),
        NameObject("/DA"): TextStringObject("/Helv 11 Tf 0 g"),
        NameObject("/DR"): DictionaryObject({NameObject("/Font"): fonts}),
    })
    writer.write(path)


def _named(**names: str) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): NameObject(name)
                             for key, name in names.items()})


def _rectangle(top: float, width: float) -> ArrayObject:
    return ArrayObject([FloatObject(each) for each in (60, top - 18, 60 + width, top)])


def _text(name: str, top: float) -> DictionaryObject:
    field = _named(Type="/Annot", Subtype=_WIDGET, FT="/Tx")
    field.update({
        NameObject("/T"): TextStringObject(name), NameObject("/Rect"): _rectangle(top, 300),
        NameObject("/F"): _PRINTED, NameObject("/DA"): TextStringObject("/Helv 11 Tf 0 g")})
    return field


def _box(writer: PdfWriter, state: str, top: float, **more: object) -> DictionaryObject:
    shapes = DictionaryObject()
    for name, drawing in ((state, b"2 2 14 14 re f"), ("Off", b"")):
        shape = StreamObject()
        shape.update(_named(Type="/XObject", Subtype="/Form"))
        shape[NameObject("/BBox")] = ArrayObject([NumberObject(each) for each in (0, 0, 18, 18)])
        shape.set_data(drawing)
        shapes[NameObject(f"/{name}")] = writer._add_object(shape)
    box = _named(Type="/Annot", Subtype=_WIDGET, AS="/Off")
    box.update({
        NameObject("/Rect"): _rectangle(top, 18), NameObject("/F"): _PRINTED,
        NameObject("/AP"): DictionaryObject({NameObject("/N"): shapes}),
        **{NameObject(f"/{key}"): value for key, value in more.items()}})
    return box
