"""Answers that are no words in a procedure: files, persons, appointments, and those of a case."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import jsonschema
import pytest

from guido.conversations import Author, Button, Draft
from guido.errors import FileNotKnown, MessageRefused, NotHolder
from guido.handoff import State
from guido.relay.model import COMMAND_PERSON, Reply
from guido.relay.procedure_commands import start_command
from tests.house import House
from tests.trial_procedure import VISIT, VISIT_TITLE, FakeOffice, write_trial

PDF = b"%PDF-1.7\n..."
MEETING_TITLE = "Prendre un rendez-vous"
MEETING = VISIT.split("questions:")[0].replace(VISIT_TITLE, MEETING_TITLE) + """
questions:
  - name: nom
    type: text
    label: Nom
    ask: Quel est votre nom ?
    why: Pour vous appeler.
    example: Ada Lovelace
    from_case: nom
  - name: rendez_vous
    type: slot
    label: Rendez-vous
    ask: Quand pouvez-vous venir ?
    why: Pour vous recevoir.
    kind: passeport
consent: J'accepte.
case: {delay_days: 5}
"""


class FakeSlots:
    """Two appointments, which somebody else may take."""

    def __init__(self) -> None:
        self.gone: set[str] = set()

    def offered(self, tx, question, answers, text=""):
        slots = [(f"mardi à {hour} h", {
            "id": str(hour), "office": "Mairie", "label": f"mardi à {hour} h",
            "start": datetime(2026, 12, 1, hour, tzinfo=timezone.utc).isoformat()})
            for hour in (9, 14) if str(hour) not in self.gone]
        wanted = text.replace("mardi", "").strip(" h")
        if not text or text == "mardi":
            return slots
        return [slot for slot in slots if wanted in slot[0]]

    def take(self, tx, conversation_id, value):
        return value["id"] not in self.gone


@pytest.fixture
def slots():
    return FakeSlots()


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def house(database_url, tmp_path, office, slots):
    write_trial(write_trial(tmp_path, VISIT, "degat"), MEETING, "visite")
    house = House(database_url, data=tmp_path, ports=replace(office.ports, slots=slots))
    yield house
    schema = json.loads(Path("docs/schemas/procedure.json").read_text(encoding="utf-8"))
    for message in house.database.run(house.conversations.messages, house.id):
        if (message.custom or {}).get("type") == "procedure":
            jsonschema.validate(message.custom, schema)
    house.database.close()


async def says(house, *texts):
    for text in texts:
        house.number = getattr(house, "number", 0) + 1
        await house.says(text, f"said-{house.number}")


async def starts(house, title):
    await says(house, "Quelles démarches puis-je faire ici ?", title)


async def sends(house, name, content):
    appended = await house.procedure_files.receive(house.id, name, content)
    assert await house.relay.wait_until_settled(house.id, appended.message.sequence)
    return appended


def question(house):
    return (house.last().custom or {})["question"]


def draft(house):
    return house.database.run(house.procedures.active, house.id)


async def test_a_file_is_an_answer_and_is_kept_under_a_clean_name(house):
    await starts(house, VISIT_TITLE)
    assert question(house)["options"] == ["La rue", "Le toit", "La cave"]
    await says(house, "la rue et la cave")
    assert draft(house).answers == {"lieux": ["rue", "cave"]}
    assert question(house)["type"] == "file"
    appended = await sends(house, "../devis <1>.pdf", PDF)
    schema = json.loads(Path("docs/schemas/procedure_answer.json").read_text(encoding="utf-8"))
    jsonschema.validate(appended.message.custom, schema)
    kept = draft(house).answers["piece"]
    assert (kept["name"], kept["size"]) == ("devis 1.pdf", len(PDF))
    file = house.database.run(house.forms.file, kept["id"])
    assert house.database.run(house.forms.content, file) == PDF


async def test_a_file_that_is_none_of_the_kinds_or_not_asked_for_is_refused(house):
    with pytest.raises(MessageRefused, match="no_file_asked"):
        await sends(house, "devis.pdf", PDF)
    await starts(house, VISIT_TITLE)
    with pytest.raises(MessageRefused, match="no_file_asked"):
        await sends(house, "devis.pdf", PDF)
    await says(house, "la rue")
    for content, reason in ((b"<script>", "file_type"), (b"", "file_empty")):
        with pytest.raises(MessageRefused, match=reason):
            await sends(house, "devis.pdf", content)
    assert "piece" not in draft(house).answers


async def test_a_file_that_comes_when_an_agent_has_taken_over_is_theirs_to_read(house):
    agent = house.agent("camille")
    await starts(house, VISIT_TITLE)
    await says(house, "la rue")
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    await house.procedure_files.receive(house.id, "devis.pdf", PDF)
    await house.rests()
    assert house.last().text == "devis.pdf", "nothing is said over the agent"
    await house.desk.end(house.id, agent, State.RETURNED)
    assert question(house)["type"] == "file"


async def test_a_text_is_no_file(house):
    await starts(house, VISIT_TITLE)
    await says(house, "la rue", "je l'ai envoyé par la poste")
    assert question(house)["type"] == "file"
    assert house.last().custom["is_wrong"]


async def test_files_are_erased_with_the_conversation(house):
    await starts(house, VISIT_TITLE)
    await says(house, "la rue")
    await sends(house, "devis.pdf", PDF)
    kept = draft(house).answers["piece"]["id"]
    house.assistant.answer = lambda q: [Reply(custom={"type": "erasure_request"})]
    await says(house, "pouvez-vous effacer mes données ?")
    with pytest.raises(FileNotKnown):
        house.database.run(house.forms.file, kept)


async def test_a_file_follows_its_draft_elsewhere_and_is_erased_there(house):
    await starts(house, VISIT_TITLE)
    await says(house, "la rue")
    await sends(house, "devis.pdf", PDF)
    kept = draft(house).answers["piece"]["id"]
    await says(house, "je reviens plus tard")
    code, before = house.last().custom["code"], house.id
    house.id = house.database.run(house.conversations.open, "widget", "another").id
    await says(house, code)
    house.database.run(house.forms.erase, before)
    assert house.database.run(house.forms.file, kept).name == "devis.pdf"
    assert draft(house).answers["piece"]["id"] == kept
    house.database.run(house.forms.erase, house.id)
    with pytest.raises(FileNotKnown):
        house.database.run(house.forms.file, kept)


async def names_witnesses(house):
    await starts(house, VISIT_TITLE)
    await says(house, "la rue")
    await sends(house, "devis.pdf", PDF)
    await says(house, "Oui", "Ada Lovelace", "oui", "Jean Dupond", "non")
    assert house.last().custom["answers"][2]["value"] == "Ada Lovelace ; Jean Dupond"


async def test_one_person_of_several_is_corrected_and_the_others_stay(house):
    await names_witnesses(house)
    await says(house, "Corriger une réponse", "Corriger : Témoins")
    assert [button.title for button in house.last().buttons] == [
        "Témoin n° 1 : Ada Lovelace", "Témoin n° 2 : Jean Dupond", "Ajouter : témoin",
        "Refaire toute la liste", "Revenir au résumé"]
    await says(house, "Témoin n° 2 : Jean Dupond")
    assert "Témoin n° 2. Quel est son nom ?" in house.last().text
    await says(house, "Jean Dupont")
    assert house.last().custom["answers"][2]["value"] == "Ada Lovelace ; Jean Dupont"
    await says(house, "Corriger une réponse", "Corriger : Témoins", "Témoin n° 1 : Ada Lovelace",
               "Grace Hopper")
    assert house.last().custom["answers"][2]["value"] == "Grace Hopper ; Jean Dupont"


async def held(house):
    agent = house.agent("camille")
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    return agent


def overview(house, agent):
    found = house.database.run(house.procedure_desk.overview, house.id, agent)
    return {each["name"]: each for each in found["answers"]}


async def test_an_agent_corrects_what_is_said_of_one_person(house):
    await names_witnesses(house)
    agent = await held(house)
    shown = overview(house, agent)
    assert list(shown) == ["lieux", "piece", "temoins.0.nom", "temoins.1.nom"]
    assert (shown["temoins.1.nom"]["label"], shown["temoins.1.nom"]["value"]) == (
        "Témoin n° 2, Nom", "Jean Dupond")
    assert shown["temoins.1.nom"]["may_correct"]
    await house.procedure_desk.correct(house.id, agent, "temoins.1.nom", "Jean Dupont", "c-1")
    assert "Témoin n° 2, Nom : Jean Dupont" in house.last().text
    await house.desk.end(house.id, agent, State.RETURNED)
    assert house.last().custom["answers"][2]["value"] == "Ada Lovelace ; Jean Dupont"


async def test_an_agent_corrects_nothing_that_is_no_answer(house):
    await names_witnesses(house)
    agent = await held(house)
    before = draft(house).answers
    for name in ("temoins", "temoins.2.nom", "temoins.0", "temoins.0.age", "temoins.autre", "rien",
                 "lieux.0", "lieux.rue", "piece", "", "temoins.-1.nom"):
        with pytest.raises(NotHolder):
            await house.procedure_desk.correct(house.id, agent, name, "Jean Dupont", "c-1")
    assert draft(house).answers == before


async def test_an_agent_asks_for_a_file_again_and_it_is_asked_when_the_procedure_goes_on(house):
    await names_witnesses(house)
    agent = await held(house)
    shown = overview(house, agent)["piece"]
    assert (shown["may_correct"], shown["may_ask_again"]) == (False, True)
    for _ in range(2):  # pressed twice
        await house.procedure_desk.ask_again(house.id, agent, "piece", "a-1")
    assert house.last().text.startswith("Camille vous demande de répondre de nouveau")
    assert "Justificatif" in house.last().text
    assert "piece" not in overview(house, agent)
    with pytest.raises(NotHolder):
        await house.procedure_desk.ask_again(house.id, agent, "lieux", "a-2")
    await house.desk.end(house.id, agent, State.RETURNED)
    assert question(house)["name"] == "piece"
    await sends(house, "photo.pdf", PDF)
    values = [each["value"] for each in house.last().custom["answers"]]
    assert values == ["La rue", "photo.pdf", "Ada Lovelace ; Jean Dupond"]


async def test_a_person_is_added_and_a_list_is_begun_anew(house):
    await names_witnesses(house)
    await says(house, "Corriger une réponse", "Corriger : Témoins", "Ajouter : témoin")
    assert "Témoin n° 3. Quel est son nom ?" in house.last().text
    await says(house, "Grace Hopper")
    assert house.last().custom["answers"][2]["value"] == "Ada Lovelace ; Jean Dupond ; Grace Hopper"
    await says(house, "Corriger une réponse", "Corriger : Témoins")
    assert "Ajouter : témoin" not in [button.title for button in house.last().buttons]
    await says(house, "Refaire toute la liste")
    assert house.last().text.startswith("Y a-t-il un témoin ?")
    await says(house, "non")
    assert house.last().custom["answers"][2]["value"] == "(pas de réponse)"


async def test_persons_are_asked_for_one_after_the_other(house):
    await starts(house, VISIT_TITLE)
    await says(house, "la rue")
    await sends(house, "devis.pdf", PDF)
    assert house.last().text.startswith("Y a-t-il un témoin ?")
    await says(house, "Oui")
    assert "Témoin n° 1. Quel est son nom ?" in house.last().text
    await says(house, "Ada Lovelace", "oui")
    assert "Témoin n° 2. Quel est son nom ?" in house.last().text
    await says(house, "retour", "non")
    answers = house.last().custom["answers"]
    assert [each["value"] for each in answers] == ["La rue", "devis.pdf", "Ada Lovelace"]


async def test_appointments_are_offered_as_buttons_and_understood_in_words(house):
    await starts(house, MEETING_TITLE)
    await says(house, "Ada Lovelace")
    assert [button.title for button in house.last().buttons] == ["mardi à 9 h", "mardi à 14 h"]
    await says(house, "mercredi")
    assert "pas trouvé de rendez-vous libre" in house.last().text
    await says(house, "mardi")
    assert "Plusieurs rendez-vous sont possibles" in house.last().text
    await says(house, "14 h")
    assert house.last().custom["answers"][1]["value"] == "mardi à 14 h"


async def test_an_appointment_that_somebody_else_has_taken_is_asked_anew(house, slots, office):
    await starts(house, MEETING_TITLE)
    await says(house, "Ada Lovelace")
    slots.gone = {"9"}
    await says(house, "mardi à 9 h")
    assert "vient d'être pris" in house.last().text
    assert [button.title for button in house.last().buttons] == ["mardi à 14 h"]
    await says(house, "mardi à 14 h", "C'est juste")
    slots.gone = {"14"}
    await says(house, "J'accepte")
    assert office.filed == []
    assert "vient d'être pris" in house.last().text
    assert draft(house).answers == {"nom": "Ada Lovelace"}


async def test_a_procedure_that_follows_a_case_takes_over_its_answers(house):
    house.database.run(house.conversations.append, house.id, Draft(
        Author.SYSTEM, "C'est le moment.", (
            Button("Commencer", start_command("visite", "D26K7M2QX4P")),)))
    await says(house, "Commencer")
    assert draft(house).answers == {"nom": "Ada Lovelace"}
    assert question(house)["name"] == "rendez_vous"
