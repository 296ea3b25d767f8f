"""Telephone numbers and e-mail addresses as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from guido.errors import FieldsRefused
from guido.french.contact_details import ContactDetails, check_contact, find_contact
from guido.french.texts import Texts

SENTENCES = Texts.load(Path("data/messages.yml")).under("contact.refused")


@pytest.mark.parametrize(("text", "department", "value", "words"), [
    ("06 12 34 56 78", "54", "+33612345678", "06 12 34 56 78"),
    ("appelez-moi au 06.12.34.56.78 svp, le matin", "", "+33612345678", "06 12 34 56 78"),
    ("00 33 6 12 34 56 78", "", "+33612345678", "06 12 34 56 78"),
    ("0690 12 34 56", "971", "+590690123456", "0690 12 34 56"),
    ("0262 12 34 56", "", "+262262123456", "0262 12 34 56"),
    ("87 12 34 56", "987", "+68987123456", "+689 87 12 34 56"),
    ("+32 470 12 34 56", "", "+32470123456", "+32 470 12 34 56"),
])
def test_a_telephone_number_is_found_and_put_in_one_form(text, department, value, words):
    found = find_contact(text, department)
    assert (found.kind, found.value, found.words) == ("telephone", value, words)


def test_an_address_is_found_in_a_sentence():
    assert find_contact("écrivez à Jeanne.D@Exemple.FR, merci !") == ContactDetails(
        "email", "Jeanne.D@exemple.fr")


@pytest.mark.parametrize(("text", "reason"), [
    ("06 12 34", "telephone_short"), ("06 12 34 56 78 90", "telephone_long"),
    ("00 00 00 00 00", "bad_telephone"), ("0899 70 11 22", "telephone_dear"),
    ("jeanne@exemple", "email_incomplete"), ("@exemple.fr", "email_incomplete"),
    ("jeanne..d@exemple.fr", "bad_email"), ("je ne sais pas", "no_contact"),
])
def test_what_cannot_be_used_is_refused_with_what_is_wrong(text, reason):
    with pytest.raises(FieldsRefused) as refused:
        find_contact(text)
    assert refused.value.reasons == {"value": reason}


@pytest.mark.parametrize("character", "x1@ ")
def test_the_longest_message_is_refused_as_quickly_as_any(character):
    with pytest.raises(FieldsRefused):
        find_contact(character * 20_000)


@pytest.mark.parametrize(("kind", "value", "reasons"), [
    ("email", "jeanne.exemple.fr", {"value": "email_without_at"}),
    ("email", " ", {"value": "no_email"}), ("telephone", None, {"value": "no_telephone"}),
    ("email", "a@" + "b" * 300 + ".fr", {"value": "bad_email"}),
    ("telephone", "jeanne@exemple.fr", {"value": "bad_telephone"}),
    ("pigeon", "06 12 34 56 78", {"kind": "no_kind"}), (5, [], {"kind": "no_kind"}),
])
def test_a_form_is_refused_with_the_field_that_is_wrong(kind, value, reasons):
    with pytest.raises(FieldsRefused) as refused:
        check_contact(kind, value)
    assert refused.value.reasons == reasons


def test_every_refusal_has_a_sentence_that_shows_a_right_one():
    examples = {key for key, text in SENTENCES.items() if "06 12 34" in text or "@exemple" in text}
    assert set(SENTENCES) - examples == {"no_kind", "text"}
