"""Being understood or asked back: answer, choice, rephrase, person."""

from __future__ import annotations

import json

import pytest


def test_torn_between_a_few_the_assistant_asks_which_and_takes_the_choice(citizen):
    replies = citizen.says("attestation de droits")
    assert replies.kinds == ["choice"]
    options = replies.customs[0]["options"]
    assert 2 <= len(options) <= 4
    assert options[-1] == "Aucune de ces réponses"
    assert citizen.says(options[0]).kinds[0] == "card"


@pytest.mark.parametrize("refusal", [
    "Aucune de ces réponses", "non", "aucun des trois", "rien de tout ça"])
def test_a_refused_choice_leads_to_rephrasing_and_then_to_a_person(citizen, refusal):
    citizen.says("attestation de droits")
    assert "Je n'ai pas compris" in citizen.says(refusal).text
    replies = citizen.says("😀")
    assert "parler à une personne" in replies.text
    assert "Parler à une personne" in replies.buttons
    assert citizen.says("oui").customs[0]["state"] == "waiting"


def test_what_cannot_be_read_is_asked_again_and_the_second_time_a_person_is_offered(citizen):
    assert "Je n'ai pas compris" in citizen.says("😀😀😀").text
    assert "Voulez-vous parler à une personne" in citizen.says("🤷").text


def test_a_success_in_between_forgets_the_failure(citizen):
    citizen.says("😀")
    citizen.says("combien coûte un passeport")
    assert "Je n'ai pas compris" in citizen.says("😀").text


def test_the_offer_of_a_person_can_be_refused(citizen):
    citizen.says("😀")
    citizen.says("😀")
    assert citizen.says("non merci").kinds == []
    assert citizen.says("combien coûte un passeport").cards == [("passeport", "cout")]


def test_another_matter_of_public_service_is_searched_and_never_answered_wrongly(citizen):
    citizen.says("je veux un passeport")
    for question in ("comment mettre mon père sous tutelle", "dossier de surendettement"):
        replies = citizen.says(question)
        assert replies.cards == []
        assert "service-public.gouv.fr" in replies.text or replies.kinds == ["choice"]


def test_what_is_no_public_service_gets_no_card(citizen):
    for question in ("quelle est la recette des crêpes", "qui a gagné la coupe du monde de foot"):
        replies = citizen.says(question)
        assert replies.cards == []
        assert "publics" in replies.text or "parler à une personne" in replies.text


@pytest.mark.parametrize("written", [
    "cmbien coute un pasport", "COMBIEN COUTE UN PASSEPORT", "combien coute un passeport svp mrc",
    "c koi le prix dun passeport", "passeport prix", "tarif passeport adulte",
])
def test_misspelt_questions_are_understood(citizen, written):
    assert citizen.says(written).cards == [("passeport", "cout")]


def test_every_custom_part_of_a_reply_fits_its_schema(citizen):
    import jsonschema

    said = ["combien coûte un passeport", "attestation de droits", "donner mon avis",
            "mon mari me frappe", "je veux parler à quelqu'un"]
    customs = [custom for text in said for custom in citizen.says(text).customs]
    assert {c["type"] for c in customs} == {"card", "choice", "feedback", "emergency", "handoff"}
    for custom in customs:
        with open(f"docs/schemas/{custom['type']}.json", encoding="utf-8") as file:
            jsonschema.validate(custom, json.load(file))
