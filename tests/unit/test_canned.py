"""Canned replies: shared and own, their shortcuts and variables, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from guido.errors import CannedReplyNotFound, ContentError, FieldsRefused
from guido.french.texts import Texts
from guido.handoff import Agents
from guido.handoff.audit import Audit
from guido.handoff.canned import CANNED, VARIABLES, Canned, filled, read_canned
from guido.handoff.canned.model import checked

AGENTS = Agents(hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
TEXTS = Texts.load(Path("data/messages.yml"))
MISSING = TEXTS.under("canned.missing")


@pytest.fixture
def canned():
    return Canned()


@pytest.fixture
def camille(database):
    return database.run(AGENTS.add, "camille", "Camille", "a long password")


@pytest.fixture
def dominique(database):
    return database.run(AGENTS.add, "dominique", "Dominique", "a long password")


def test_a_shared_reply_is_there_for_everybody_until_it_is_deleted(
    database, canned, camille, dominique
):
    made = database.run(canned.save_shared, camille, None, "/Bonjour", " Accueillir ", "Bonjour !")
    reply, = database.run(canned.for_agent, dominique.id)
    assert (reply.id, reply.shortcut, reply.title) == (made, "bonjour", "Accueillir")
    database.run(canned.save_shared, dominique, made, "salut", "Accueillir", "Salut !")
    assert [r.text for r in database.run(canned.all_shared)] == ["Salut !"]
    database.run(canned.delete_shared, camille, made)
    database.run(canned.delete_shared, camille, made)
    assert database.run(canned.all_shared) == []
    noted = [(e.login, e.action, e.details["is_shared"])
             for e in database.run(Audit().entries) if e.action.startswith("canned")]
    assert noted == [("camille", "canned_deleted", True), ("dominique", "canned_changed", True),
                     ("camille", "canned_changed", True)]


def test_an_own_reply_goes_before_the_shared_one_and_is_nobody_elses(
    database, canned, camille, dominique
):
    shared = database.run(canned.save_shared, camille, None, "bonjour", "Tous", "Bonjour à tous")
    own = database.run(canned.save_own, camille, None, "bonjour", "Moi", "Bonjour de moi")
    assert [r.text for r in database.run(canned.for_agent, camille.id)] == ["Bonjour de moi"]
    assert [r.text for r in database.run(canned.for_agent, dominique.id)] == ["Bonjour à tous"]
    for other in (shared, own):
        with pytest.raises(CannedReplyNotFound):
            database.run(canned.save_own, dominique, other, "moi", "À moi", "Non")
        database.run(canned.delete_own, dominique, other)
    assert len(database.run(canned.all_shared)) == len(database.run(canned.own, camille.id)) == 1


def test_a_shortcut_is_there_once(database, canned, camille):
    first = database.run(canned.save_own, camille, None, "merci", "Merci", "Merci")
    with pytest.raises(FieldsRefused) as refused:
        database.run(canned.save_own, camille, None, "MERCI", "Encore", "Merci encore")
    assert refused.value.reasons == {"shortcut": "canned_shortcut_taken"}
    again = database.run(canned.save_own, camille, first, "merci", "Merci", "Un grand merci")
    assert again == first


@pytest.mark.parametrize(("values", "reasons"), [
    (("deux mots", "Titre", "Texte"), {"shortcut": "canned_shortcut"}),
    (("", " ", " "), {"shortcut": "canned_shortcut", "title": "canned_title",
                      "text": "canned_text"}),
    (("a" * 41, "x" * 121, "Texte"), {"shortcut": "canned_shortcut", "title": "canned_title"}),
    (("mot", "Titre", "Cher {prenom}"), {"text": "canned_variable"}),
    (("mot", "Titre", "Cher {agent"), {"text": "canned_variable"}),
    (("mot", "Titre", "Cher {}"), {"text": "canned_variable"}),
    (("mot", "Titre", "Cher {agent.id}"), {"text": "canned_variable"}),
])
def test_what_is_wrong_is_told_for_each_field_in_french(values, reasons):
    with pytest.raises(FieldsRefused) as refused:
        checked(*values)
    assert refused.value.reasons == reasons
    assert all(TEXTS(f"fields.{reason}") for reason in reasons.values())


def test_values_are_filled_in_and_a_missing_one_is_marked():
    text = "Je suis {agent}. Dossier {reference}, {service}."
    values = {"agent": "Camille {service}", "reference": "", "service": "Passeport"}
    assert filled(text, values, MISSING) == (
        "Je suis Camille {service}. Dossier [référence à compléter], Passeport.")
    assert set(MISSING) == set(VARIABLES)


def test_a_new_installation_begins_with_replies_that_can_be_filled(database, canned):
    path = Path("data") / CANNED
    database.run(canned.seed, path)
    database.run(canned.seed, path)
    shared = database.run(canned.all_shared)
    assert len(shared) == len(read_canned(path)) >= 10
    values = dict.fromkeys(VARIABLES, "x")
    assert not any("{" in filled(reply.text, values, MISSING) for reply in shared)


@pytest.mark.parametrize(("entries", "told"), [
    ("  - {shortcut: a, title: A, text: '{nom}'}", "canned[1].text: cannot be taken"),
    ("  - {shortcut: a, title: A, text: B}\n  - {shortcut: A, title: A, text: B}", "there twice"),
    ("  - {shortcut: a, title: A, text: B, who: C}", "'who' is not known here"),
])
def test_a_mistake_in_the_file_is_told_with_its_place(tmp_path, entries, told):
    path = tmp_path / "handoff.yml"
    path.write_text(f"canned:\n{entries}\n", encoding="utf-8")
    with pytest.raises(ContentError) as error:
        read_canned(path)
    assert told in str(error.value) and str(path) in str(error.value)
