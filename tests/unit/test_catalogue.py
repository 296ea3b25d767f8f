"""The catalogue is complete, sourced and dated; mistakes are named; edits take effect."""

import re
import statistics
from datetime import date
from pathlib import Path

import pytest
import textstat
import yaml

from guido.catalogue import FACETS, Catalogue, card_custom, card_text
from guido.catalogue.check import check_content
from guido.catalogue.store import read_service, service_files
from guido.errors import ContentError
from guido.french.texts import Texts

FOLDER = Path("data/catalogue")
TODAY = date(2026, 11, 22)
SERVICES = [read_service(path) for path in service_files(FOLDER)]
CARDS = [each for entry in SERVICES for card in entry.cards.values()
         for each in (card, *(variant.card for variant in card.variants))]
MINIMAL = """
service: passeport
title: Passeport
summary: Obtenir un passeport
amounts:
  majeur: {label: adulte, value: 86, unit: euro, valid_from: 2015-01-01, source: "https://a.fr/"}
facets:
  cout:
    title: Le prix
    body: Un passeport coûte {majeur}.
    links: [{label: Acheter, url: "https://a.fr/"}]
    source: {name: a.fr, url: "https://a.fr/", verified: 2025-07-31}
"""


@pytest.fixture
def texts():
    return Texts.load(Path("data/messages.yml"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "papiers").mkdir()
    (tmp_path / "papiers" / "passeport.yml").write_text(MINIMAL, encoding="utf-8")
    return tmp_path


def edit(folder: Path, old: str, new: str) -> Path:
    path = folder / "papiers" / "passeport.yml"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize("entry", SERVICES, ids=lambda entry: entry.name)
def test_every_service_answers_all_six_facets(entry):
    assert tuple(entry.cards) == FACETS


def test_every_service_of_the_domain_is_in_the_catalogue():
    domain = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
    known = {entry.name for entry in Catalogue(FOLDER).services()}
    assert len(known) == 50
    assert known <= set(domain["intents"])


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.service}/{card.facet}")
def test_every_card_is_short_sourced_and_dated(card):
    assert 40 <= len(card.body) <= 520
    assert card.links
    assert date(2019, 1, 1) <= card.source.verified <= date.today()
    assert card.source.url.startswith("https://")


@pytest.mark.parametrize("entry", SERVICES, ids=lambda entry: entry.name)
def test_every_procedure_has_steps_and_every_list_of_documents_has_documents(entry):
    assert len(entry.cards["demarche"].steps) >= 3
    assert entry.cards["documents"].documents


def test_the_cards_are_in_plain_french():
    """Reading ease of Flesch for French (Kandel and Moles): 60 and more is standard or easy."""
    textstat.set_lang("fr")
    ease = {f"{card.service}/{card.facet}": textstat.flesch_reading_ease(card.body)
            for card in CARDS}
    assert statistics.median(ease.values()) >= 70
    hard = sorted(ease, key=ease.get)[:10]
    assert ease[hard[0]] >= 35, {name: ease[name] for name in hard}


def test_no_sentence_of_a_card_is_long():
    for card in CARDS:
        for sentence in re.split(r"(?<=[.!?])\s+", card.body):
            assert len(sentence.split()) <= 32, f"{card.service}/{card.facet}: {sentence}"


def test_euros_in_a_card_come_from_dated_amounts():
    for card in CARDS:
        written = " ".join((card.body, *card.steps, *card.documents))
        assert written.count("€") == 0 or card.amounts, f"{card.service}/{card.facet}"


def test_a_card_as_text_is_complete_by_itself(folder, texts):
    card = Catalogue(folder).card("passeport", "cout")
    text = card_text(card, texts, TODAY)
    for part in ("86\u00a0€", "https://a.fr/", "a.fr, vérifié le 31 juillet 2025",
                 "depuis le 1er janvier 2015"):
        assert part in text
    assert card_custom(card, texts, TODAY)["source"] == {
        "name": "a.fr", "url": "https://a.fr/", "verified": "2025-07-31"}


def test_a_card_that_nobody_compared_for_two_years_says_so_first(folder, texts):
    card = Catalogue(folder).card("passeport", "cout")
    assert card_text(card, texts, date(2027, 9, 1)).startswith("Attention : cette réponse a été")
    assert "plus de deux ans" in card_custom(card, texts, date(2027, 9, 1))["note"]


PERIODS = """majeur:
    label: adulte
    unit: euro
    values:
      - {value: 86, valid_from: 2015-01-01, valid_to: 2026-12-31, source: "https://a.fr/"}
      - {value: 90, valid_from: 2027-01-01, valid_to: 2027-12-31, source: "https://a.fr/"}"""


def test_an_amount_changes_on_its_day_without_an_edit_or_a_restart(folder):
    edit(folder, MINIMAL.split("amounts:\n  ")[1].split("\nfacets")[0], PERIODS)
    clock, day = [0.0], [date(2026, 12, 31)]
    catalogue = Catalogue(folder, clock=lambda: clock[0], today=lambda: day[0])
    assert "86\u00a0€." in catalogue.card("passeport", "cout").body
    clock[0], day[0] = 5.0, date(2027, 1, 1)
    assert "90\u00a0€." in catalogue.card("passeport", "cout").body


def test_an_expired_amount_is_never_shown_as_the_current_one(folder, texts):
    edit(folder, "valid_from: 2015-01-01", "valid_from: 2015-01-01, valid_to: 2026-03-31")
    card = Catalogue(folder, expired=texts.raw("card.expired"), today=lambda: TODAY).card(
        "passeport", "cout")
    assert "86\u00a0€ (montant valable jusqu'au 31 mars 2026" in card.body
    assert not card.amounts[0].applies_on(TODAY)


@pytest.mark.parametrize(("old", "new", "told"), [
    ("    source: {name: a.fr", "    sources: {name: a.fr", "facets.cout: 'sources' is not known"),
    ("  cout:", "  delai:", "no card for demarche, documents, cout, lieu, conditions"),
    ("valid_from: 2015-01-01", "valid_from: 2015-01-01, valid_to: 2026-03-31",
     "« adulte » applied until 2026-03-31"),
    ("verified: 2025-07-31", "verified: 2023-07-31", r"compared with its source by 2025-07-30"),
    ("verified: 2025-07-31", "verified: 2025-07-31, review_by: 2026-06-30",
     r"compared with its source by 2026-06-30"),
])
def test_the_check_lists_what_is_missing_unsourced_expired_or_due(folder, tmp_path, old, new, told):
    edit(folder, old, new)
    (tmp_path / "data").mkdir()
    (tmp_path / "papiers").rename(tmp_path / "data" / "papiers")
    (tmp_path / "data").rename(tmp_path / "catalogue")
    report = check_content(tmp_path, TODAY)
    assert any(re.search(told, problem) for problem in report.problems), report.problems


def test_the_catalogue_as_it_is_delivered_has_no_problem():
    report = check_content(Path("data"), TODAY)
    assert report.problems == []
    assert (report.services, report.cards, report.drafts) == (50, 300, 0)


def test_changing_a_fee_takes_effect_without_a_restart(folder):
    clock = [0.0]
    catalogue = Catalogue(folder, clock=lambda: clock[0])
    edit(folder, "value: 86", "value: 90")
    clock[0] += 5
    assert "90\u00a0€" in catalogue.card("passeport", "cout").body


def test_a_file_that_breaks_keeps_its_old_cards(folder, caplog):
    clock = [0.0]
    catalogue = Catalogue(folder, clock=lambda: clock[0])
    edit(folder, "title: Le prix", "title: [")
    clock[0] += 5
    assert "86\u00a0€" in catalogue.card("passeport", "cout").body
    assert "passeport.yml" in caplog.text


@pytest.mark.parametrize(("old", "new", "told"), [
    ("{majeur}", "{adulte}", r"facets\.cout: \{adulte\} is not one of the amounts"),
    ("verified: 2025-07-31", "verified: hier", r"facets\.cout\.source\.verified: expected a date"),
    ("unit: euro", "unit: dollar", r"amounts\.majeur\.unit: 'dollar' is none of"),
    ("  cout:", "  prix:", r"facets\.prix: no such facet"),
    ("service: passeport", "service: passport", "but the file is named"),
    ('url: "https://a.fr/"}]', 'url: "http://a.fr/"}]', "does not begin with https"),
    ("    title: Le prix\n", "", r"facets\.cout: title is missing"),
    ("title: Le prix", "title: [", r"passeport\.yml:\d+: "),
    ("title: Le prix", "titre: Le prix", "'titre' is not known here"),
])
def test_a_mistake_in_a_file_is_named_with_its_place(folder, old, new, told):
    path = edit(folder, old, new)
    with pytest.raises(ContentError, match=told):
        read_service(path)


def test_the_cards_of_a_draft_are_not_shown(folder):
    edit(folder, "summary:", "status: draft\nsummary:")
    entry = Catalogue(folder).service("passeport")
    assert entry.is_draft
    assert not entry.cards


def test_the_search_finds_cards_by_their_words_and_not_by_common_ones():
    catalogue = Catalogue(FOLDER, frozenset({"faire", "comment"}))
    found = catalogue.search("timbre fiscal passeport")
    assert found[0].id == "passeport/cout"
    assert catalogue.search("comment faire") == []
    assert catalogue.search("\"); DROP TABLE cards; --") is not None
