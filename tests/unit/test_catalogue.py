"""The catalogue is complete, sourced and dated; mistakes are named; edits take effect."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from guido.catalogue import FACETS, Catalogue, card_custom, card_text
from guido.catalogue.store import read_service, service_files
from guido.errors import ContentError
from guido.french.texts import Texts

FOLDER = Path("data/catalogue")
TWELVE = (
    "carte_identite", "passeport", "perte_vol_papiers", "permis_conduire", "carte_grise",
    "acte_etat_civil", "declaration_naissance", "mariage", "changement_adresse",
    "aide_logement", "inscription_chomage", "impot_revenu",
)
CARDS = [card for path in service_files(FOLDER) for card in read_service(path).cards.values()]
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


@pytest.mark.parametrize("service", TWELVE)
def test_each_of_the_twelve_services_answers_all_six_facets(service):
    entry = Catalogue(FOLDER).service(service)
    assert tuple(entry.cards) == FACETS


def test_every_service_of_the_domain_is_in_the_catalogue():
    domain = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
    known = {entry.name for entry in Catalogue(FOLDER).services()}
    assert len(known) == 50
    assert known <= set(domain["intents"])


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.service}/{card.facet}")
def test_every_card_is_short_sourced_and_dated(card):
    assert 40 <= len(card.body) <= 500
    assert card.links
    assert date(2020, 1, 1) < card.source.verified <= date.today()
    assert card.source.url.startswith("https://")


@pytest.mark.parametrize("service", TWELVE)
def test_every_procedure_has_steps_and_a_link_and_every_list_of_documents_has_documents(service):
    cards = Catalogue(FOLDER).service(service).cards
    assert len(cards["demarche"].steps) >= 3
    assert len(cards["documents"].documents) >= 2


def test_euros_in_a_card_come_from_dated_amounts():
    for card in CARDS:
        written = " ".join((card.body, *card.steps, *card.documents))
        assert written.count("€") == 0 or card.amounts, f"{card.service}/{card.facet}"


def test_a_card_as_text_is_complete_by_itself(folder, texts):
    card = Catalogue(folder).card("passeport", "cout")
    text = card_text(card, texts)
    for part in ("86\u00a0€", "https://a.fr/", "a.fr, vérifié le 31 juillet 2025",
                 "depuis le 1er janvier 2015"):
        assert part in text
    assert card_custom(card, texts)["source"] == {
        "name": "a.fr", "url": "https://a.fr/", "verified": "2025-07-31"}


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
