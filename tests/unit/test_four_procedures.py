"""Conversations of four shipped procedures: straight, corrected, interrupted, resumed, given up."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from guido.handoff import State
from guido.procedures.answers import to_json
from guido.procedures.model import Procedure
from guido.procedures.reader import read_procedure
from guido.relay.model import COMMAND_PERSON, Reply
from guido.relay.procedure_commands import start_command
from tests.house import House
from tests.trial_procedure import FakeOffice

NOW = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)
ASKED = "c'est quoi exactement une filiation ?"


@dataclass(frozen=True)
class Script:
    """What a citizen says from the first question to the summary, and three corrections.

    A correction is the label of an answer, then what is said until the summary comes back.
    """

    name: str
    says: tuple[str, ...]
    answers: dict[str, Any]
    told: tuple[str, ...]
    corrections: tuple[tuple[str, ...], ...]
    corrected: dict[str, Any]

    @property
    def procedure(self) -> Procedure:
        return read_procedure(Path(f"data/procedures/{self.name}.yml"))


SHORT_TIME = Script(
    "activite_partielle",
    ("oui, je suis la gérante", "Menuiserie Lambert", "732 829 320 00074", "Metz", "Claire Lambert",
     "claire.lambert@exemple.fr", "passer", "moins de commandes",
     "Un gros client a annulé ses commandes", "on va réduire les horaires", "7 décembre 2026",
     "26 février 2027", "24 salariés", "non", "A. B.", "15,40 €", "120 heures", "oui", "C. D.",
     "31", "60", "non"),
    {"siret": "73282932000074", "motif": "conjoncture", "telephone": None,
     "debut": date(2026, 12, 7), "effectif": Decimal(24), "deja": False,
     "salaries": [
         {"initiales": "A. B.", "salaire": Decimal("15.40"), "heures": Decimal(120)},
         {"initiales": "C. D.", "salaire": Decimal("31"), "heures": Decimal(60)}]},
    # 120 hours at 9.74 (the floor) and 60 at 18.60; 8.57 (the floor) and 11.16 come back.
    ("9,74 €", "18,60 €", "2 284,80 €", "1 698 €", "586,80 €", "60 % du salaire brut"),
    (("Dernier jour", "31 janvier 2027"),
     ("Salariés de l'entreprise", "60", "oui, il a donné son avis"),
     ("Activité partielle ces trois dernières années", "oui", "2", "former les salariés")),
    {"fin": date(2027, 1, 31), "effectif": Decimal(60), "avis_cse": "donne",
     "mois_deja": Decimal(2), "engagements": ["formation"]})
BIRTH = Script(
    "acte_naissance",
    ("un extrait avec filiation", "de ma fille", "en France", "Nancy", "Martin", "Léa Jeanne",
     "14 mars 2015", "Paul Martin", "Anne Bernard", "Paul Martin", "le livret de famille",
     "par courrier", "8 rue de la Gare, 54000 Nancy", "passer"),
    {"document": "avec", "pour_qui": "enfant", "date_naissance": date(2015, 3, 14),
     "preuve": "livret", "courriel": None},
    ("Mairie de naissance", "Nancy", "Une copie de la preuve du lien"),
    (("Pays de naissance", "à l'étranger", "elle est française", "Oran, Algérie"),
     ("Prénoms", "Léa Anne"), ("Document demandé", "un extrait sans filiation")),
    {"ne_ou": "etranger", "ville_pays": "Oran, Algérie", "prenoms": "Léa Anne", "document": "sans"})
ADDRESS = Script(
    "changement_adresse",
    ("Nadia Benali", "1er décembre 2026", "3 rue du Moulin, 57000 Metz",
     "8 rue de la Gare, 54000 Nancy", "oui", "non", "je suis salariée", "oui, les APL", "oui",
     "non", "oui", "non", "la banque et l'assurance"),
    {"date_demenagement": date(2026, 12, 1), "situation": "salarie", "vehicule": True,
     "lettres": ["banque", "assurance"]},
    ("1er janvier 2027", "135 €", "Demandez votre inscription à la mairie"),
    (("Jour du déménagement", "15 décembre 2026"), ("Titre de séjour", "oui"),
     ("Situation", "je suis à la retraite")),
    {"date_demenagement": date(2026, 12, 15), "titre": True, "situation": "retraite"})
ROLL = Script(
    "inscription_electorale",
    ("je suis française", "14 mars 1985", "oui", "dans mon ancienne commune", "j'y habite",
     "Rennes", "Martin", "Léa Marie", "Lyon", "12 rue des Lilas, 35000 Rennes",
     "oui, je suis locataire", "un passeport", "lea.martin@exemple.fr"),
    {"nationalite": "francaise", "inscrit": "ailleurs", "attache": "domicile",
     "identite": "passeport", "logement": "nom"},
    ("18 avril 2027", "10 mars 2027", "12 mars 2027", "8 avril 2027", "cerfa n° 12669"),
    (("Date de naissance", "2 février 2004"), ("Lien avec la commune", "mes parents y habitent"),
     ("Nationalité", "je suis italienne", "les deux")),
    {"date_naissance": date(2004, 2, 2), "attache": "parents", "nationalite": "europeenne",
     "elections": ["municipales", "europeennes"]})
SCRIPTS = [pytest.param(each, id=each.name) for each in (SHORT_TIME, BIRTH, ADDRESS, ROLL)]


class Citizen:
    """Somebody who carries out a procedure in a house of their own."""

    def __init__(self, url: str, now: datetime = NOW, case: dict[str, Any] | None = None) -> None:
        self.office = FakeOffice()
        ports = replace(self.office.ports, case_answers=lambda tx, reference: case)
        self.house = House(url, now=lambda: now, data=Path("data"), ports=ports)
        self._said = 0

    async def starts(self, script: Script) -> None:
        procedure = script.procedure
        self.house.assistant.answer = lambda question: [
            Reply("La fiche.", custom={"type": "card", "service": procedure.service,
                                       "facet": "demarche"})
            if question.text == "la fiche" else Reply(f"réponse à {question.text}")]
        await self.says("la fiche", f"Commencer la démarche : {procedure.title}")

    async def says(self, *texts: str) -> None:
        for text in texts:
            self._said += 1
            await self.house.says(text, f"said-{self._said}")

    @property
    def custom(self) -> dict[str, Any]:
        return self.house.last().custom or {}

    @property
    def question(self) -> str | None:
        return self.custom.get("question", {}).get("name")

    @property
    def draft(self):
        return self.house.database.run(self.house.procedures.active, self.house.id)

    @property
    def told(self) -> str:
        """All that was said so far, with plain spaces."""
        said = "\n".join(text for _, text in self.house.transcript())
        return said.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def citizen(tmp_path):
    citizen = Citizen(f"sqlite:///{tmp_path}/guido.sqlite3")
    yield citizen
    citizen.house.database.close()


@pytest.mark.parametrize("script", SCRIPTS)
async def test_straight_through_to_the_end(script, database_url):
    citizen = Citizen(database_url)
    await citizen.starts(script)
    await citizen.says(*script.says)
    assert citizen.custom["step"] == "summary"
    assert [each for each in script.told if each not in citizen.told] == []
    answers = citizen.draft.answers
    assert {name: answers.get(name) for name in script.answers} == script.answers
    await citizen.says("C'est juste", "J'accepte")
    assert citizen.draft is None
    assert [each.procedure.name for each in citizen.office.filed] == (
        [script.name] if script.procedure.case else [])
    assert "/documents/abc" in citizen.told
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
    await citizen.says(*script.says[:5])
    before = citizen.question
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    await house.desk.end(house.id, agent, State.RETURNED)
    assert citizen.question == before
    await citizen.says(*script.says[5:])
    assert citizen.custom["step"] == "summary"


@pytest.mark.parametrize("script", SCRIPTS)
async def test_resumed_after_a_restart_and_on_another_channel(script, tmp_path):
    url = f"sqlite:///{tmp_path}/guido.sqlite3"
    first = Citizen(url)
    await first.starts(script)
    await first.says(*script.says[:6], "je reviens plus tard")
    code = first.custom["code"]
    first.house.database.close()
    second = Citizen(url)
    second.house.id = second.house.database.run(
        second.house.conversations.open, "widget", "elsewhere").id
    await second.says(code, *script.says[6:])
    assert second.custom["step"] == "summary"
    second.house.database.close()


@pytest.mark.parametrize("script", SCRIPTS)
async def test_given_up_nothing_is_kept(script, citizen):
    await citizen.starts(script)
    await citizen.says(*script.says[:7], "annuler", "oui")
    assert citizen.draft is None
    assert citizen.office.filed == []


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


async def test_the_statement_of_a_month_begins_with_what_the_request_knows(tmp_path):
    case = json.loads(to_json({**SHORT_TIME.answers, "fin": date(2027, 2, 26),
                               "entreprise": "Menuiserie Lambert",
                               "courriel": "claire.lambert@exemple.fr"}))
    citizen = Citizen(f"sqlite:///{tmp_path}/guido.sqlite3", NOW.replace(2027, 1, 5), case)
    await citizen.house.wishes(start_command("activite_partielle_mois", "D26K7M2QX4P"))
    assert citizen.question == "mois_declare"
    await citizen.says("1er décembre 2026")
    assert citizen.question == "salaries.0.heures_mois"
    await citizen.says("40", "20", "non")
    assert citizen.custom["step"] == "summary"
    # 40 hours at 9.74 and 20 at 18.60, with the minimum wage that applied in December.
    assert "761,60 €" in citizen.told
    assert "26 août 2027" in citizen.told
    citizen.house.database.close()


async def test_a_month_that_is_not_over_or_not_authorised_is_refused(tmp_path):
    case = {"fin": "2026-12-31", "entreprise": "Lambert", "siret": "73282932000074"}
    citizen = Citizen(f"sqlite:///{tmp_path}/guido.sqlite3", NOW.replace(2027, 2, 10), case)
    await citizen.house.wishes(start_command("activite_partielle_mois", "D26K7M2QX4P"))
    await citizen.says("1er février 2027")
    assert "Ce mois n'est pas fini" in citizen.told
    await citizen.says("15 janvier 2027")
    assert "après la fin de votre autorisation" in citizen.told
    assert citizen.question == "mois_declare"
    citizen.house.database.close()


async def test_one_sentence_answers_as_many_questions_as_it_can(citizen):
    await citizen.starts(BIRTH)
    await citizen.says(
        "une copie intégrale pour mon père né en France à Lyon le 3 mai 1950, par courrier")
    answers = dict(citizen.draft.answers)
    assert answers.pop("commune")["name"] == "Lyon"
    assert answers == {"document": "copie", "pour_qui": "parent", "ne_ou": "france",
                       "date_naissance": date(1950, 5, 3), "livraison": "courrier"}
    assert citizen.question == "nom"
