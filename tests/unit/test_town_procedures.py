"""Conversations of the procedures of a town: lost papers, bulky things, appointments, benefits."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from guido.handoff import State
from guido.relay.model import COMMAND_PERSON
from tests.town import Townsman
from tests.unit.test_benefits import RECORDED, engine
from tests.unit.test_four_procedures import ASKED, Script

__all__ = ["engine"]
NOW = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)
LOST = Script(
    "perte_papiers",
    ("on me les a volés", "ma carte d'identité et ma carte bancaire", "pas encore", "non",
     "14 novembre 2026", "Strasbourg", "dans le tramway, avec mon sac", "non", "Samira Benali",
     "14 mars 1985", "passer"),
    {"cas": "vol", "papiers": ["carte_identite", "carte_bancaire"], "opposition": False,
     "quand": date(2026, 11, 14), "plainte": False, "courriel": None},
    ("0 892 705 705", "au commissariat ou à la gendarmerie",
     "en mairie équipée, avec le récépissé du vol"),
    (("Ce qui est arrivé", "je les ai perdus"), ("Jour", "15 novembre 2026"),
     ("Ce qui manque", "mon passeport et mon permis")),
    {"cas": "perte", "plainte": None, "quand": date(2026, 11, 15),
     "papiers": ["passeport", "permis"], "opposition": None})
BULKY = Script(
    "encombrants",
    ("oui", "de mon logement", "un canapé et un matelas", "1,5", "12 rue des Tilleuls, 57000 Metz",
     "passer", "le 2 décembre au matin", "Karim Lefèvre", "06 12 34 56 78", "passer"),
    {"objets": ["meubles", "matelas"], "volume": Decimal("1.5"), "telephone": "+33612345678"},
    ("mercredi 2 décembre 2026, entre 8 h 00 et 12 h 00",),
    (("Volume (mètres cubes)", "2"), ("Objets", "un vélo"),
     ("Jour de la collecte", "le 4 décembre")),
    {"volume": Decimal(2), "objets": ["ferraille"]})
VISIT = Script(
    "rendez_vous",
    ("pour ma carte d'identité", "jeudi 3 décembre à 9h30", "Jeanne Diallo", "14 mars 1985",
     "passer"),
    {"motif": "papiers", "date_naissance": date(1985, 3, 14)},
    ("jeudi 3 décembre 2026 à 9 h 30, Hôtel de ville",),
    (("Rendez-vous", "le 4 décembre à 10h10"), ("Nom", "Jeanne Diallo-Petit"),
     ("Motif", "aide pour internet", "France services", "mardi 1er décembre à 14h")),
    {"motif": "aide", "lieu": "france_services", "nom": "Jeanne Diallo-Petit"})
BENEFITS = Script(
    "aides",
    ("1er mai 1990", "je suis française", "non", "non", "je suis au foyer", "0", "non", "non",
     "Strasbourg", "locataire, logement vide", "450 euros", "non"),
    {"nationalite": "france", "couple": False, "enfants": [], "salaire": Decimal(0),
     "loyer": Decimal(450), "colocation": False},
    (),
    (("Nationalité", "italienne"),
     ("En couple", "oui", "2 juin 1988", "elle travaille", "900 euros"),
     ("Logement", "hébergé gratuitement")),
    {"nationalite": "europe", "salaire_conjoint": Decimal(900), "loyer": None})
SCRIPTS = [pytest.param(each, id=each.name) for each in (LOST, BULKY, VISIT, BENEFITS)]


@pytest.fixture
async def citizen(tmp_path, engine):
    citizen = Townsman(f"sqlite:///{tmp_path}/guido.sqlite3", lambda: NOW, engine.url)
    yield citizen
    citizen.house.database.close()


@pytest.mark.parametrize("script", SCRIPTS)
async def test_straight_through_to_the_end(script, database_url, engine):
    citizen = Townsman(database_url, lambda: NOW, engine.url)
    await citizen.starts(script)
    await citizen.says(*script.says)
    assert citizen.custom["step"] == "summary", citizen.house.last().text
    assert [each for each in script.told if each not in citizen.told] == []
    answers = citizen.draft.answers
    assert {name: answers.get(name) for name in script.answers} == script.answers
    await citizen.says("C'est juste", "J'accepte")
    assert citizen.draft is None
    filed = citizen.house.database.run(citizen.cases.of_conversation, citizen.house.id)
    assert [case.procedure for case in filed] == (
        [script.name] if script.procedure.case else [])
    citizen.house.database.close()


@pytest.mark.parametrize("script", SCRIPTS)
async def test_three_corrections_ask_only_what_depends_on_them(script, citizen):
    await citizen.starts(script)
    await citizen.says(*script.says)
    for label, *said in script.corrections:
        await citizen.says("Corriger une réponse", f"Corriger : {label}", *said)
        assert citizen.custom["step"] == "summary", (label, citizen.house.last().text)
    answers = citizen.draft.answers
    assert {name: answers.get(name) for name in script.corrected} == script.corrected


@pytest.mark.parametrize("script", SCRIPTS)
async def test_a_question_in_the_middle_is_answered_and_the_procedure_goes_on(script, citizen):
    await citizen.starts(script)
    await citizen.says(*script.says[:4])
    before = citizen.question
    await citizen.says(ASKED)
    assert f"réponse à {ASKED}" in citizen.told
    assert citizen.question == before
    await citizen.says(*script.says[4:])
    assert citizen.custom["step"] == "summary"


@pytest.mark.parametrize("script", SCRIPTS)
async def test_an_agent_in_the_middle_hands_back_at_the_same_question(script, citizen):
    house = citizen.house
    agent = house.agent("camille")
    await citizen.starts(script)
    await citizen.says(*script.says[:3])
    before = citizen.question
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    await house.desk.end(house.id, agent, State.RETURNED)
    assert citizen.question == before
    await citizen.says(*script.says[3:])
    assert citizen.custom["step"] == "summary"


@pytest.mark.parametrize("script", SCRIPTS)
async def test_resumed_after_a_restart_and_on_another_channel(script, tmp_path, engine):
    url = f"sqlite:///{tmp_path}/guido.sqlite3"
    first = Townsman(url, lambda: NOW, engine.url)
    await first.starts(script)
    await first.says(*script.says[:3], "je reviens plus tard")
    code = first.custom["code"]
    first.house.database.close()
    second = Townsman(url, lambda: NOW, engine.url)
    second.elsewhere()
    await second.says(code, *script.says[3:])
    assert second.custom["step"] == "summary"
    second.house.database.close()


@pytest.mark.parametrize("script", SCRIPTS)
async def test_given_up_nothing_is_kept(script, citizen):
    await citizen.starts(script)
    await citizen.says(*script.says[:4], "annuler", "oui")
    assert citizen.draft is None
    assert citizen.house.database.run(citizen.cases.count) == 0


@pytest.mark.parametrize("script", SCRIPTS)
async def test_each_question_explains_itself(script, citizen):
    await citizen.starts(script)
    for text in script.says:
        question = citizen.custom.get("question", {})
        if question.get("why"):
            asked = question["name"]
            await citizen.says("pourquoi ?")
            assert citizen.question == asked
            assert question["why"] in citizen.told
        await citizen.says(text)
    assert citizen.custom["step"] == "summary"


@pytest.mark.parametrize(("says", "words"), [
    (("non",), "la mairie de cette commune"),
    (("oui", "d'une entreprise"), "déchèterie pour professionnels"),
    (("oui", "de mon logement", "des gravats et un canapé"), "portez-les à la déchèterie"),
    (("oui", "de mon logement", "quatre pneus"), "votre garagiste"),
    (("oui", "de mon logement", "une bouteille de gaz"), "Le vendeur reprend"),
    (("oui", "de mon logement", "un canapé", "3"), "en une fois")])
async def test_what_is_not_collected_is_told_with_where_to_take_it(citizen, says, words):
    await citizen.starts(BULKY)
    await citizen.says(*says)
    assert citizen.custom["step"] == "stop"
    assert words in citizen.house.last().text
    assert citizen.custom["links"]


async def test_what_is_refused_is_taken_off_the_list_and_the_rest_goes_on(citizen):
    await citizen.starts(BULKY)
    await citizen.says("oui", "de mon logement", "des pneus et un canapé", "Corriger : Objets",
                       "un canapé")
    assert citizen.question == "volume"


async def test_lost_abroad_leads_to_the_consulate(citizen):
    await citizen.starts(LOST)
    await citizen.says("perdus", "mon passeport", "oui")
    assert citizen.custom["step"] == "stop"
    assert "consulat de France" in citizen.house.last().text


async def test_the_card_is_to_be_blocked_before_anything_else_is_asked(citizen):
    await citizen.starts(LOST)
    await citizen.says("volés", "ma carte bleue")
    assert citizen.question == "opposition"
    assert "0 892 705 705" in citizen.house.last().text


async def test_the_estimate_is_said_with_the_day_of_its_rules_and_the_version(citizen):
    await citizen.starts(BENEFITS)
    await citizen.says(*BENEFITS.says, "C'est juste")
    told = citizen.told
    assert "RSA : environ 573 € par mois (règles au 1er avril 2026)" in told
    assert "Aide au logement : environ 308 € par mois (règles au 1er octobre 2026)" in told
    assert "Prime d'activité : rien d'après ces réponses" in told
    assert f"estimation, calculée avec OpenFisca-France {RECORDED['version']}" in told


async def test_the_engine_is_asked_for_the_household_of_the_answers(citizen, engine):
    await citizen.starts(BENEFITS)
    await citizen.says(*BENEFITS.says, "C'est juste")
    (asked,) = engine.asked[-1:]
    person = asked["individus"]["demandeur"]
    assert person["date_naissance"] == {"ETERNITY": "1990-05-01"}
    assert asked["menages"]["foyer"]["depcom"]["2026-11"] == "67482"
    assert asked["menages"]["foyer"]["loyer"]["2026-11"] == 450


async def test_an_engine_that_fails_at_the_end_leads_to_the_official_simulator(citizen, engine):
    engine.status = 500
    await citizen.starts(BENEFITS)
    await citizen.says(*BENEFITS.says, "C'est juste")
    assert "https://www.mesdroitssociaux.gouv.fr/" in citizen.told


async def test_without_an_engine_nothing_is_asked_and_the_official_simulator_is_named(tmp_path):
    citizen = Townsman(f"sqlite:///{tmp_path}/guido.sqlite3", lambda: NOW)
    await citizen.starts(BENEFITS)
    assert citizen.draft is None
    assert "https://www.mesdroitssociaux.gouv.fr/" in citizen.house.last().text
    citizen.house.database.close()


async def test_other_income_is_not_guessed_at(citizen):
    await citizen.starts(BENEFITS)
    await citizen.says(*BENEFITS.says[:6], "oui")
    assert citizen.custom["step"] == "stop"
    assert "Parler à une personne" in " ".join(citizen.buttons)


def test_the_motives_of_appointments_are_kinds_that_there_are():
    kinds = {"papiers", "etat_civil", "aide"}
    question = VISIT.procedure.question("motif")
    assert {option.name for option in question.options} == kinds
    written = Path("data/appointments.yml").read_text(encoding="utf-8")
    assert all(f"name: {kind}\n" in written for kind in kinds)
