"""Documents as PDF: everything is in the text, in every script, and a screen reader knows it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guido.documents import fonts
from guido.documents.fonts import drawable, families
from guido.documents.model import Note, Paper, Result, Row, Section, Table
from guido.documents.pdf import write_pdf
from guido.errors import DocumentError
from guido.french.texts import Texts

TEXTS = Texts.load(Path("data/messages.yml"))
PAPER = Paper(
    title="Demande d'acte de naissance",
    sender=("Ville de Valmont-sur-Seille", "1 place de l'Hôtel-de-Ville", "01 99 00 12 34"),
    recipient=("Mairie de Nœux-les-Mines", "62290 Nœux-les-Mines"),
    day=date(2026, 11, 1), reference="D26-K7M2-QX4P",
    follow_url="https://guido.example/#case=D26-K7M2-QX4P",
    sections=(
        Section("Votre demande", rows=(
            Row("Pour qui demandez-vous ?", "Pour mon enfant"),
            Row("Adresse", "1 rue de l'Église\n57000 Metz"))),
        Section("Enfants", tables=(
            Table("", ("Prénom", "Né le"), (("Zoé", "1er mars 2020"), ("Anaël", "2 mai 2022"))),)),
        Section("Calcul", results=(
            Result("Montant", "1\u202f250,50\u00a0€", (
                Note("Calcul :", "60 % du salaire"),
                Note("Source :", "Code du travail", "https://www.legifrance.gouv.fr/code"))),)),
        Section("Engagement", paragraphs=("Je certifie l'exactitude ; je signe.\n\nMerci !",)),
    ))


def read(paper: Paper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(write_pdf(paper, TEXTS)))


def text_of(paper: Paper) -> str:
    return "\n".join(page.extract_text() for page in read(paper).pages)


def with_answer(value: str) -> Paper:
    return replace(PAPER, sections=(Section("Réponses", rows=(Row("Nom", value),)),))


def elements(node) -> list:
    """The elements of the structure below a node, in reading order."""
    found = []
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, pypdf.generic.DictionaryObject) and "/S" in child:
            found += [child, *elements(child)]
    return found


def scope_of(header) -> str:
    attributes = header["/A"].get_object()
    attributes = attributes if isinstance(attributes, list) else [attributes]
    return next(each.get_object()["/Scope"] for each in attributes if "/Scope" in each.get_object())


def test_a_document_reads_as_it_is_meant_to():
    assert [line.replace("\u202f", "_").replace("\u00a0", "~").rstrip()
            for line in text_of(PAPER).split("\n")] == [
        "Ville de Valmont-sur-Seille",
        "1 place de l'Hôtel-de-Ville",
        "01 99 00 12 34",
        "Mairie de Nœux-les-Mines",
        "62290 Nœux-les-Mines",
        "Demande d'acte de naissance",
        "Référence~: D26-K7M2-QX4P",
        "Établi le 1er~novembre 2026",
        "Votre demande",
        "Question Réponse",
        "Pour qui demandez-vous_? Pour mon enfant",
        "Adresse 1 rue de l'Église",
        "57000 Metz",
        "Enfants",
        "Prénom Né le",
        "Zoé 1er~mars 2020",
        "Anaël 2 mai 2022",
        "Calcul",
        "Élément Valeur",
        "Montant",
        "Calcul~: 60~% du salaire",
        "Source~: Code du travail",
        "1_250,50~€",
        "Engagement",
        "Je certifie l'exactitude_; je signe.",
        "Merci_!",
        "Suivre votre demande",
        "Lisez ce code avec un téléphone, ou ouvrez cette adresse~:",
        "https://guido.example/#case=D26-K7M2-QX4P",
        "Demande d'acte de naissance – Ville de Valmont-sur-Seille – D26-K7M2-QX4P Page 1 sur 1",
    ]


def test_a_document_says_its_language_and_shows_its_title():
    reader = read(PAPER)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == PAPER.title
    assert reader.metadata.author == "Ville de Valmont-sur-Seille"
    metadata = root["/Metadata"].get_data().decode("utf-8")
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_a_document_is_tagged_in_reading_order():
    root = read(PAPER).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    tree = elements(root["/StructTreeRoot"])
    roles = [element["/S"] for element in tree]
    assert [roles.count(role) for role in ("/Title", "/H1", "/Table", "/Figure", "/Link")] == [
        1, 5, 3, 1, 2]
    assert roles.index("/Title") < roles.index("/H1") < roles.index("/Table")
    assert roles.index("/Table") < roles.index("/Figure")
    assert roles.count("/TH") == 6
    assert {scope_of(element) for element in tree if element["/S"] == "/TH"} == {"/Column"}
    figure = next(element for element in tree if element["/S"] == "/Figure")
    assert figure["/Alt"] == TEXTS("documents.paper.code")


def test_links_lead_to_the_source_and_to_the_case():
    notes = [note.get_object() for page in read(PAPER).pages for note in page["/Annots"]]
    assert {note["/A"]["/URI"] for note in notes} == {
        "https://www.legifrance.gouv.fr/code", PAPER.follow_url}


@pytest.mark.parametrize("name", [
    "Œuvrard-Nguyễn", "Zażółć Gęślą", "Иван Ωμέγα", "ქართული", "Հայերեն", "עברית", "王小明",
    "アイウ", "한국", "አማርኛ", "ไทย", "ລາວ", "ⵣ", "😀"])
def test_names_are_written_in_their_own_script(name):
    assert name in text_of(with_answer(name))


@pytest.mark.parametrize("name", [
    "محمد بن علي", "देवनागरी", "বাংলা", "தமிழ்", "తెలుగు", "ខ្មែរ", "မြန်မာ"])
def test_names_in_scripts_that_are_joined_lose_no_letter(name):
    assert set(name) <= set(text_of(with_answer(name)))


def test_a_character_that_no_font_has_is_told_by_its_number():
    assert "A[U+E000]B[U+1F9FF]" in text_of(with_answer("A\ue000B\U0001f9ff"))


def test_what_is_no_character_is_left_out():
    assert drawable("a\x00b\x1b[31m\r\nc\td\u2028e") == "ab[31m\nc d\ne"
    assert drawable("\ud800") == "?"


def test_nothing_that_is_written_is_taken_for_markup():
    written = '#read("/etc/passwd") *x* $y$ @z \\ <b> ```c``` = d'
    assert written in text_of(with_answer(written))


def test_a_long_word_stays_within_the_margins_and_whole():
    address = f"{'abcdefghij.' * 9}@exemple.fr"
    assert address in text_of(with_answer(address)).replace("\n", "")


def test_a_long_table_goes_over_pages_with_its_header_on_each():
    rows = tuple((f"Salarié {number}", "35 h") for number in range(1, 120))
    reader = read(replace(PAPER, sections=(
        Section("Salariés", tables=(Table("Heures", ("Nom", "Durée"), rows),)),)))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 2
    assert all("Nom Durée" in page for page in pages[:-1])
    assert pages[1].rstrip().endswith(f"Page 2 sur {len(pages)}")
    assert [name for name, _ in rows if f"{name} 35 h" not in "".join(pages)] == []


def test_a_letter_needs_no_table_and_no_reference():
    text = text_of(Paper("Changement d'adresse", ("Zoé Martin",), date(2026, 1, 1),
                         (Section(paragraphs=("Bonjour,", "Je déménage.")),)))
    assert "Bonjour," in text and "Référence" not in text and "Suivre" not in text


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_becomes_a_document(label, value):
    write_pdf(replace(with_answer(value), title=f"Demande {label}", recipient=(value,), sections=(
        Section(label, rows=(Row(label, value),), paragraphs=(value,)),)), TEXTS)


def test_fonts_that_are_missing_are_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr(fonts, "_FILES", (("a_package_that_is_missing", "*.ttf"),))
    with pytest.raises(DocumentError, match="run make"):
        fonts.files.__wrapped__()


def test_a_font_that_the_typesetter_does_not_find_is_an_error_and_no_empty_page(monkeypatch):
    bare = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[])
    monkeypatch.setattr("guido.documents.pdf.fonts", lambda: bare)
    with pytest.raises(DocumentError, match="unknown font family"):
        write_pdf(PAPER, TEXTS)


def test_every_font_is_known_to_the_typesetter():
    assert set(families()) <= set(fonts.fonts().families())
