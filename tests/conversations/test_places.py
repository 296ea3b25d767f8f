"""« Où » is answered for a place, which is kept only with the citizen's agreement."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jsonschema
import pytest

from tests.live import GUIDO, ROOT, Citizen, LiveServer
from tests.unit.test_offices import DIRECTORY, office


@pytest.fixture(scope="module")
def with_directory(live: LiveServer, tmp_path_factory):
    """The running server after an import of a directory, without a restart."""
    path = tmp_path_factory.mktemp("directory") / "annuaire.json"
    content = {"service": [
        *DIRECTORY["service"],
        office(6, "mairie", "93066", "Mairie - Saint-Denis", (48.936, 2.357)),
        office(7, "mairie", "97411", "Mairie - Saint-Denis de La Réunion", (-20.88, 55.45)),
        office(8, "mairie", "75115", "Mairie - Paris 15e", (48.841, 2.300))]}
    path.write_text(json.dumps(content), encoding="utf-8")
    subprocess.run([*GUIDO, "catalogue", "import-offices", str(path)], cwd=ROOT, check=True,
                   env=live.environment)
    return live


@pytest.fixture
def citizen(with_directory):
    return Citizen(with_directory)


def offices(replies):
    return [each["name"] for custom in replies.customs if custom["type"] == "offices"
            for each in custom["offices"]]


@pytest.mark.parametrize(("question", "service", "found"), [
    ("où demander un acte de naissance à Lyon", "acte_etat_civil", ["Mairie - Lyon"]),
    ("où faire un acte de naissance, je suis à Paris 15", "acte_etat_civil",
     ["Mairie - Paris 15e"]),
    ("où se trouve la caf de Villeurbanne pour les APL", "aide_logement",
     ["Caf - Villeurbanne", "Caf - Vénissieux"]),
])
def test_a_place_in_the_question_gets_its_offices(citizen, question, service, found):
    replies = citizen.says(question)
    assert replies.cards == [(service, "lieu")]
    assert offices(replies)[:len(found)] == found
    custom = next(each for each in replies.customs if each["type"] == "offices")
    schema = Path("docs/schemas/offices.json").read_text(encoding="utf-8")
    jsonschema.validate(custom, json.loads(schema))
    assert "Téléphone : 04 00 00 00 00" in replies.text


def test_without_a_place_it_is_asked_and_a_postal_code_is_enough(citizen):
    replies = citizen.says("où demander un acte de naissance ?")
    assert "Dans quelle commune" in replies.text
    assert offices(citizen.says("69003")) == ["Mairie - Lyon"]


@pytest.mark.parametrize("answer", ["Lyon", "j'habite à lyon", "Lyon 3e"])
def test_the_place_may_be_written_in_ones_own_words(citizen, answer):
    citizen.says("où demander un acte de naissance ?")
    assert offices(citizen.says(answer)) == ["Mairie - Lyon"]


def test_homonyms_are_asked_back(citizen):
    citizen.says("où demander un acte de naissance ?")
    replies = citizen.says("St Denis")
    assert "Saint-Denis (93, Seine-Saint-Denis)" in replies.buttons
    assert "Saint-Denis (974, La Réunion)" in replies.buttons
    chosen = citizen.says("Saint-Denis (974, La Réunion)")
    assert offices(chosen) == ["Mairie - Saint-Denis de La Réunion"]


def test_a_place_is_kept_only_with_the_citizens_agreement(citizen):
    replies = citizen.says("où demander un acte de naissance à Lyon")
    assert "Voulez-vous que je retienne Lyon" in replies.text
    assert "C'est retenu pour Lyon" in citizen.says("Oui, retenir Lyon").text
    again = citizen.says("où faire une demande d'APL ?")
    assert offices(again)[:1] == ["Caf - Villeurbanne"]
    assert "Voulez-vous que je retienne" not in again.text


def test_without_agreement_the_place_is_asked_again(citizen):
    citizen.says("où demander un acte de naissance à Lyon")
    assert "je ne retiens pas" in citizen.says("Non, ne pas retenir").text
    assert "Dans quelle commune" in citizen.says("où faire une demande d'APL ?").text


def test_the_own_offices_are_named_to_everybody(citizen):
    replies = citizen.says("où demander un acte de naissance ?")
    assert "Hôtel de ville de Valmont-sur-Seille" in replies.text
    assert "Exemple de démonstration" in replies.text
