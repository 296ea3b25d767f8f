"""An administration's own form, filled in and read back."""

from __future__ import annotations

import io

import pypdf
import pytest
from pypdf.generic import NameObject, TextStringObject

from guido.documents.form import fields_of, fill
from guido.errors import DocumentError
from tests.acroform import write_form


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "cerfa.pdf"
    write_form(path)
    return path


def filled(path, **values) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(fill(path, values, "Demande d'acte")))


def test_the_fields_of_a_form_are_known_with_the_states_of_their_boxes(form):
    assert {name: field.states for name, field in fields_of(form).items()} == {
        "nom": (), "prenom": (), "copie": ("Oui",), "livraison": ("courrier", "mairie")}


def test_texts_and_boxes_are_read_back_as_they_were_filled_in(form):
    reader = filled(form, nom="Œuvrard 王", copie=True, livraison="mairie")
    values = {name: field.get("/V") for name, field in reader.get_fields().items()}
    assert values == {"nom": "Œuvrard 王", "prenom": None, "copie": "/Oui", "livraison": "/mairie"}
    assert reader.trailer["/Root"]["/AcroForm"]["/NeedAppearances"]
    assert reader.metadata.title == "Demande d'acte"
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"


def test_of_several_boxes_only_the_chosen_one_is_ticked(form):
    boxes = [each.get_object() for each in filled(form, livraison="mairie").pages[0]["/Annots"]][3:]
    assert [box["/AS"] for box in boxes] == ["/Off", "/mairie"]


def test_a_box_that_is_not_chosen_stays_empty(form):
    for value in (False, ""):
        assert filled(form, copie=value).get_fields()["copie"]["/V"] == "/Off"


@pytest.mark.parametrize(("values", "told"), [
    ({"nome": "x"}, "nome"), ({"livraison": "pigeon"}, "courrier, mairie"),
    ({"livraison": True}, "courrier, mairie")])
def test_a_field_or_a_state_that_the_form_does_not_have_is_told(form, values, told):
    with pytest.raises(DocumentError, match=told):
        fill(form, values, "x")


def test_a_file_that_is_no_form_is_told_with_its_path(tmp_path):
    bare, other, missing = (tmp_path / name for name in ("bare.pdf", "other.pdf", "missing.pdf"))
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(bare)
    other.write_text("no PDF at all", encoding="utf-8")
    for path, told in ((bare, "no fields"), (other, "cannot be read"), (missing, "cannot be read")):
        with pytest.raises(DocumentError, match=told) as error:
            fields_of(path)
        assert str(path) in str(error.value)


def test_a_locked_form_is_told(form, tmp_path):
    writer = pypdf.PdfWriter(clone_from=form)
    writer.encrypt("secret")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(DocumentError, match="password"):
        fields_of(tmp_path / "locked.pdf")


def test_a_form_that_is_in_its_file_twice_shows_the_one_that_is_filled_in(form, tmp_path):
    writer = pypdf.PdfWriter(clone_from=form)
    writer.root_object["/AcroForm"][NameObject("/XFA")] = TextStringObject("<xdp/>")
    writer.write(tmp_path / "twice.pdf")
    assert "/XFA" not in filled(tmp_path / "twice.pdf", nom="Zoé").trailer["/Root"]["/AcroForm"]


def test_a_form_that_is_only_protected_from_changes_is_filled_in(form, tmp_path):
    writer = pypdf.PdfWriter(clone_from=form)
    writer.encrypt("", "owner")
    writer.write(tmp_path / "protected.pdf")
    assert filled(tmp_path / "protected.pdf", nom="Zoé").get_fields()["nom"]["/V"] == "Zoé"
