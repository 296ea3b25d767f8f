"""What is said of the citizen decides which exact card is shown, and what is still asked."""

from datetime import date
from pathlib import Path

import pytest

from guido.catalogue.situations import (
    exact_card,
    option_chosen,
    situation_to_ask,
    situations_said,
)
from guido.catalogue.store import Reading, read_service, service_files
from guido.errors import ContentError
from guido.french.ages import ages_said

WRITTEN = """
service: passeport
title: Passeport
summary: Obtenir un passeport
amounts:
  adulte: {label: adulte, value: 86, unit: euro, valid_from: 2015-01-01, source: "https://a.fr/"}
situations:
  age:
    question: Pour qui ?
    options:
      majeur: {label: Un adulte, words: [adulte, pour moi], ages: [18, 120]}
      mineur: {label: Un enfant, words: [enfant, fils, bébé], ages: [0, 17]}
  demande:
    question: Est-ce le premier ?
    options:
      premier: {label: "Oui, le premier", words: [premier, première fois]}
      nouveau: {label: "Non, un autre", words: [renouveler, renouvellement]}
facets:
  cout:
    title: Le prix
    body: Un passeport coûte {adulte} pour un adulte.
    links: [{label: Acheter, url: "https://a.fr/"}]
    source: {name: a.fr, url: "https://a.fr/", verified: 2025-07-31}
    variants:
      - when: {age: mineur}
        body: Pour un enfant, c'est moins.
      - when: {age: mineur, demande: premier}
        body: Pour le premier d'un enfant, c'est encore moins.
"""
SERVICES = [read_service(path) for path in service_files(Path("data/catalogue"))]


def entry_of(tmp_path, written=WRITTEN):
    path = tmp_path / "papiers" / "passeport.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(written, encoding="utf-8")
    return read_service(path, Reading(date(2026, 11, 22), "{amount} ({day})"))


@pytest.mark.parametrize(("text", "ages"), [
    ("un passeport pour mon fils de 12 ans", [12]), ("j'ai 67 ans", [67]),
    ("bébé de 3 mois", [0]), ("ma fille a 4 ans", [4]),
    ("périmé depuis 5 ans", []), ("il y a 2 ans", []), ("valable 10 ans", []),
    ("un CDD de 3 mois", []),
])
def test_ages_are_those_of_people_and_not_any_number_of_years(text, ages):
    assert ages_said(text) == ages


@pytest.mark.parametrize(("text", "known"), [
    ("combien coûte un passeport pour mon fils", {"age": "mineur"}),
    ("passeport BEBE", {"age": "mineur"}),
    ("renouvellement du passeport de ma fille de 15 ans", {"age": "mineur", "demande": "nouveau"}),
    ("j'ai 40 ans, c'est mon premier passeport", {"age": "majeur", "demande": "premier"}),
    ("un passeport pour un adulte et un enfant", {}),
    ("les enfantillages", {}),
])
def test_a_situation_is_read_from_words_and_ages_and_never_guessed(tmp_path, text, known):
    assert situations_said(text, entry_of(tmp_path).situations) == known


def test_the_most_exact_card_is_shown_and_keeps_what_the_variant_leaves_out(tmp_path):
    card = entry_of(tmp_path).cards["cout"]
    assert exact_card(card, {}) is card
    minor = exact_card(card, {"age": "mineur"})
    assert minor.body == "Pour un enfant, c'est moins."
    assert (minor.title, minor.source, minor.amounts) == (card.title, card.source, ())
    assert "encore moins" in exact_card(card, {"age": "mineur", "demande": "premier"}).body
    assert exact_card(card, {"age": "majeur"}).body == card.body


def test_only_what_would_change_the_card_is_asked(tmp_path):
    entry = entry_of(tmp_path)
    card = entry.cards["cout"]
    assert situation_to_ask(card, {}, entry.situations).name == "age"
    assert situation_to_ask(card, {"age": "mineur"}, entry.situations).name == "demande"
    assert situation_to_ask(card, {"age": "majeur"}, entry.situations) is None
    assert situation_to_ask(card, {"age": "mineur", "demande": "nouveau"}, entry.situations) is None


def test_an_answer_is_a_label_or_a_word_of_one_option(tmp_path):
    age, request = entry_of(tmp_path).situations
    assert option_chosen("oui", request) == "premier"
    assert option_chosen("Un", age) is None, "both labels begin like that"
    assert option_chosen("un adulte", age) == "majeur"
    assert option_chosen("pour mon fils", age) == "mineur"
    assert option_chosen("je ne sais pas", age) is None


@pytest.mark.parametrize(("old", "new", "told"), [
    ("when: {age: mineur}", "when: {sexe: mineur}", r"when\.sexe: is not one of the situations"),
    ("when: {age: mineur}", "when: {age: bebe}", r"'bebe' is none of majeur, mineur"),
    ("when: {age: mineur}\n", "when: {}\n", "expected the situation"),
    ("ages: [0, 17]", "ages: [17, 0]", "expected two ages"),
    ("      nouveau: {label: \"Non, un autre\", words: [renouveler, renouvellement]}\n", "",
     "expected two options"),
])
def test_a_mistake_in_situations_is_named_with_its_place(tmp_path, old, new, told):
    assert old in WRITTEN
    with pytest.raises(ContentError, match=told):
        entry_of(tmp_path, WRITTEN.replace(old, new, 1))


@pytest.mark.parametrize("entry", SERVICES, ids=lambda entry: entry.name)
def test_no_word_of_the_catalogue_means_two_options_of_a_situation(entry):
    for situation in entry.situations:
        for option in situation.options:
            for word in option.words:
                assert option_chosen(word, situation) in (option.name, None)
            assert option_chosen(option.label, situation) == option.name


@pytest.mark.parametrize("entry", SERVICES, ids=lambda entry: entry.name)
def test_every_variant_of_the_catalogue_can_be_reached(entry):
    for card in entry.cards.values():
        for variant in card.variants:
            assert exact_card(card, variant.when).body == variant.card.body, card.facet
