"""Entities: dates, durations, amounts, places and names, where they stand in a message."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from guido.cases import locate_references
from guido.french.gazetteer import Gazetteer
from guido.french.normalise import fold_in_place
from guido.french.spans import find_spans
from guido.nlu.entities import Names, _common_words
from guido.nlu.places import Commune, Places

COMMUNES = [
    Commune("Lyon", frozenset({"69003", "69001"}), 520_000),
    Commune("Marseille", frozenset({"13001"}), 870_000),
    Commune("Saint-Denis", frozenset({"93200"}), 110_000),
    Commune("Le Havre", frozenset({"76600"}), 165_000),
    Commune("Nice", frozenset({"06000"}), 340_000),
    Commune("Y", frozenset({"80190"}), 80),
    Commune("Eu", frozenset({"76260"}), 6_500),
    Commune("Mais", frozenset({"00000"}), 90),
]
PLACES = Places(COMMUNES, frozenset({"nice", "y", "eu", "mais", "est", "j", "la"}))


def spans(text):
    folded, origin = fold_in_place(text)
    return {(span.kind, text[origin[span.start]:origin[span.end - 1] + 1])
            for span in find_spans(folded)}


def places(text):
    folded, origin = fold_in_place(text)
    codes = [span for span in find_spans(folded) if span.kind == "postal_code"]
    return {span.value for span in PLACES.find(text, folded, origin, codes)}


@pytest.mark.parametrize(("text", "found"), [
    ("né le 12 mars 1987 à Lyon", ("date", "12 mars 1987")),
    ("déposé le 03/04/2025", ("date", "03/04/2025")),
    ("rendez-vous lundi prochain", ("date", "lundi prochain")),
    ("je pars fin août", ("date", "fin août")),
    ("on se marie en Février", ("date", "Février")),
    ("depuis deux ans", ("duration", "deux ans")),
    ("sous 48h", ("duration", "48h")),
    ("une quinzaine de jours", ("duration", "une quinzaine de jours")),
    ("j'ai payé 1 450,50 €", ("amount", "1 450,50 €")),
    ("deux cents balles", ("amount", "deux cents balles")),
])
def test_dates_durations_and_amounts_are_found_as_they_are_written(text, found):
    assert found in spans(text)


@pytest.mark.parametrize("text", [
    "ma fille de 3 ans", "j'ai 62 ans", "je mars sur la tête", "le numéro 12345678901", "mai oui"])
def test_what_only_looks_like_a_duration_date_or_amount_is_left(text):
    assert {kind for kind, _ in spans(text)} <= {"postal_code"}


@pytest.mark.parametrize(("text", "found"), [
    ("j'habite à lyon", {"Lyon"}), ("J'HABITE LYON", {"Lyon"}),
    ("je vis à St Denis", {"Saint-Denis"}),
    ("la mairie du havre", {"Le Havre"}), ("69003 Lyon", {"69003", "Lyon"}),
    ("j'habite à Marseile", {"Marseille"}), ("mon immeuble à Nice", {"Nice"}),
    ("06000 nice", {"06000", "Nice"}),
])
def test_communes_are_found_without_accents_hyphens_articles_or_a_letter(text, found):
    assert places(text) == found


@pytest.mark.parametrize("text", [
    "vous êtes nice", "il y a un problème", "mais j'ai eu un refus", "mon code est 99999"])
def test_communes_that_are_words_are_left_where_nothing_speaks_for_a_place(text):
    assert places(text) == set()


def test_an_organisation_takes_the_place_after_it_and_some_need_one():
    names = Names([{"name": "organisation", "elements": ["CAF", "préfecture …"]},
                   {"name": "document", "elements": ["acte de naissance"]}], ["Rhône"])

    def found(text):
        folded, origin = fold_in_place(text)
        capitals = [text[place].isupper() for place in origin]
        return [(s.kind, text[origin[s.start]:origin[s.end - 1] + 1])
                for s in names.find(folded, [], capitals)]

    assert found("la préfecture du Rhône") == [("organisation", "préfecture du Rhône")]
    assert found("la préfecture me répond pas") == []
    assert found("la CAF veut mon acte de naissance") == [
        ("organisation", "CAF"), ("document", "acte de naissance")]


def test_of_two_names_the_longer_is_found():
    found = list(Gazetteer(["carte", "carte grise"]).find("ma carte grise et ma carte"))
    assert [match.key for match in found] == [("carte", "grise"), ("carte",)]


def test_folding_in_place_leads_back_to_the_text():
    text = "Œuvré à\u200b l'État"
    folded, origin = fold_in_place(text)
    assert folded == "oeuvre a l'etat"
    assert text[origin[folded.index("etat")]] == "É"


def test_references_are_located_whatever_their_form():
    assert [(text[start:end], reference) for text in ["dossier d26-aymy-wwkx svp"]
            for start, end, reference in locate_references(text)] == [
        ("d26-aymy-wwkx", "D26AYMYWWKX")]
    assert locate_references("dossier D26-AYMY-WWKZ") == []


def test_a_name_that_is_often_written_small_stays_a_name():
    texts = (*["je vis à marseille"] * 5, *["je vis à Marseille"] * 6, *["en mars"] * 5)
    common = _common_words(SimpleNamespace(intent_examples=[{"text": text} for text in texts]))
    assert "mars" in common
    assert "marseille" not in common
