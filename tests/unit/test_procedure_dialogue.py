"""A guided procedure in the conversation, on both databases, with a fake assistant."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from guido.errors import MessageRefused
from guido.handoff import State
from guido.procedures.drafts import DraftState
from guido.relay.model import COMMAND_ASSISTANT, COMMAND_PERSON, Reply
from guido.relay.service import Relay
from tests.house import House
from tests.trial_procedure import CONTENT, TITLE, FakeOffice, write_trial

SCHEMAS = {name: json.loads(Path(f"docs/schemas/{name}.json").read_text(encoding="utf-8"))
           for name in ("procedure", "procedure_answer")}
START = f"Commencer la démarche : {TITLE}"
CARD = {"type": "card", "service": "passeport", "facet": "cout"}


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def house(database_url, tmp_path, office):
    house = House(database_url, data=write_trial(tmp_path), ports=office.ports)
    house.assistant.answer = lambda q: (
        [Reply("Voici la fiche.", custom=CARD)] if q.text == "passeport"
        else [Reply(f"réponse à {q.text}")])
    yield house
    messages = house.database.run(house.conversations.messages, house.id)
    for message in messages:
        schema = SCHEMAS.get((message.custom or {}).get("type"))
        if schema:
            jsonschema.validate(message.custom, schema)
    house.database.close()


async def starts(house):
    await house.says("passeport")
    await house.says(START)


async def says_all(house, *texts):
    for text in texts:
        house.number = getattr(house, "number", 0) + 1
        await house.says(text, f"said-{house.number}")


async def answers_all(house):
    """Straight to the summary."""
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "14 mars 2019", "6", "non",
                   "jeanne@exemple.fr")


def custom(house):
    return house.last().custom or {}


def asks(house):
    """The path of the question that is asked last."""
    return custom(house).get("question", {}).get("name")


def buttons(house):
    return [button.title for button in house.last().buttons]


def draft(house):
    return house.database.run(house.procedures.active, house.id)


def said(house):
    """What was said since the citizen's last message."""
    since = []
    for author, text in reversed(house.transcript()):
        if author == "citizen":
            break
        since.append(text)
    return "\n".join(reversed(since)).replace("\u202f", " ").replace("\xa0", " ")


async def test_the_card_of_a_service_offers_its_procedure(house):
    await house.says("passeport")
    assert START in buttons(house)
    await house.says(START)
    assert asks(house) == "pour_qui"
    assert "Préparez votre carte grise." in said(house)
    assert "Étape 1 sur" in said(house)
    assert buttons(house) == ["Pour moi", "Pour mon entreprise"]


async def test_straight_through_to_a_case_and_a_document(house, office):
    await answers_all(house)
    assert custom(house)["step"] == "summary"
    assert "Prix : 60 € (10 € par mois, pendant 6 mois)" in said(house)
    await house.says("C'est juste")
    assert "garde ces réponses pendant un an" in said(house)
    assert office.filed == []
    await house.says("J'accepte")
    [filed] = office.filed
    assert filed.answers == {
        "pour_qui": "moi", "nom": "Jeanne Martin", "emmenagement": date(2019, 3, 14),
        "duree": Decimal(6), "hors_zone": False, "courriel": "jeanne@exemple.fr"}
    assert "D26-K7M2-QX4P" in said(house)
    assert "/documents/abc" in said(house)
    assert "Voulez-vous être prévenu" in said(house)
    assert draft(house) is None
    await house.says("Oui, par courriel")
    assert office.agreed == [("email", "jeanne@exemple.fr")]
    await house.says("merci, et un passeport ?")
    assert house.last().text == "réponse à merci, et un passeport ?"


async def test_three_corrections_ask_only_what_depends_on_them(house, office):
    await answers_all(house)
    await says_all(house, "Corriger une réponse", "Corriger : Nom", "Ada Martin")
    assert custom(house)["step"] == "summary"
    await says_all(house, "corriger la durée en mois", "12")
    assert custom(house)["step"] == "summary"
    assert "Prix : 120 €" in said(house)
    await says_all(house, "non", "Corriger : Pour qui", "pour mon entreprise")
    assert asks(house) == "siret"
    await says_all(house, "732 829 320 00074")
    assert custom(house)["step"] == "summary"
    await says_all(house, "oui", "j'accepte")
    answers = office.filed[0].answers
    assert (answers["nom"], answers["duree"], answers["siret"]) == (
        "Ada Martin", Decimal(12), "73282932000074")


async def test_a_wrong_value_is_told_with_a_right_one_and_then_a_person_is_offered(house):
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "31 février 2019")
    assert custom(house)["is_wrong"] is True
    assert "14 mars 2019" in said(house)
    assert "Parler à une personne" not in buttons(house)
    await says_all(house, "hier ou avant-hier je crois bien")
    assert "Parler à une personne" in buttons(house)
    await says_all(house, "14/03/2019")
    assert asks(house) == "duree"
    assert "is_wrong" not in custom(house)


async def test_several_answers_in_one_sentence_are_all_taken(house):
    await starts(house)
    await says_all(house, "pour moi, depuis le 14 mars 2019, mon adresse est jeanne@exemple.fr")
    answers = draft(house).answers
    assert answers["pour_qui"] == "moi"
    assert answers["emmenagement"] == date(2019, 3, 14)
    assert answers["courriel"] == "jeanne@exemple.fr"
    assert "Pour qui : Pour moi ; Date d'emménagement : 14 mars 2019" in said(house)
    assert asks(house) == "nom"
    assert buttons(house) == ["Corriger : Date d'emménagement", "Corriger : Adresse électronique"]
    await says_all(house, "Corriger : Date d'emménagement")
    assert "emmenagement" not in draft(house).answers
    assert draft(house).answers["courriel"] == "jeanne@exemple.fr"


async def test_a_sum_for_another_period_is_said_back_as_it_is_taken(database_url, tmp_path):
    monthly = CONTENT.replace("type: number", "type: amount\n    per: month").replace(
        "    min: 1\n    max: 12\n", "")
    house = House(database_url, data=write_trial(tmp_path, monthly), ports=FakeOffice().ports)
    house.assistant.answer = lambda q: [Reply("Voici la fiche.", custom=CARD)]
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "14 mars 2019", "14 400 € par an")
    assert "C'est noté : 1 200 € par mois." in said(house)
    house.database.close()


async def test_an_answer_to_another_question_is_said_with_what_it_is_about(house):
    await starts(house)
    await says_all(house, "jeanne@exemple.fr")
    assert "J'ai noté : Adresse électronique : jeanne@exemple.fr." in said(house)
    assert asks(house) == "pour_qui"


async def test_a_question_in_the_middle_is_answered_and_the_procedure_goes_on_where_it_was(house):
    await starts(house)
    await says_all(house, "Pour moi", "c'est quoi une carte grise ?")
    texts = [text for _, text in house.transcript()]
    assert texts[-2] == "réponse à c'est quoi une carte grise ?"
    assert asks(house) == "nom"
    assert START not in buttons(house)
    await says_all(house, "Jeanne Martin")
    assert asks(house) == "emmenagement"


@pytest.mark.parametrize(("text", "told"), [
    ("pourquoi ?", "Pourquoi cette question ? Les professionnels ont une autre carte."),
    ("je sais pas", "Ce n'est pas grave."),
    ("retour", "C'est la première question"),
    ("passer", "je ne peux pas la passer"),
])
async def test_words_that_help_leave_the_question_where_it_is(house, text, told):
    await starts(house)
    await says_all(house, text)
    assert told in said(house)
    assert asks(house) == "pour_qui"
    assert house.assistant.asked[-1].text == "passeport"


async def test_going_back_asks_the_question_before_once_more(house):
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "retour")
    assert asks(house) == "nom"
    assert "nom" not in draft(house).answers
    await says_all(house, "Ada Martin", "14 mars 2019")
    assert asks(house) == "duree"


async def test_an_optional_question_can_be_passed(house):
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "14 mars 2019", "6", "non")
    assert "Passer" in buttons(house)
    await says_all(house, "Passer")
    assert custom(house)["step"] == "summary"


async def test_a_dead_end_says_why_and_offers_to_correct(house):
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "14 mars 2019", "6", "oui")
    assert custom(house)["step"] == "stop"
    assert "https://www.example.org/plan" in said(house)
    await says_all(house, "Corriger : Hors de la zone")
    assert asks(house) == "hors_zone"
    await says_all(house, "non")
    assert asks(house) == "courriel"
    await says_all(house, "retour", "oui", "Arrêter la démarche")
    assert draft(house) is None


async def test_without_consent_nothing_is_filed(house, office):
    await answers_all(house)
    await says_all(house, "C'est juste", "Je refuse")
    assert office.filed == []
    assert "rien n'est envoyé" in said(house)
    await says_all(house, "J'accepte")
    assert len(office.filed) == 1


@pytest.mark.parametrize("text", ["j'accepte pas", "je ne suis pas d'accord"])
async def test_whoever_does_not_agree_is_understood(house, office, text):
    await answers_all(house)
    await says_all(house, "C'est juste", text)
    assert office.filed == []
    assert "rien n'est envoyé" in said(house)


async def test_what_is_not_understood_at_the_consent_leaves_it_open(house, office):
    await answers_all(house)
    await says_all(house, "C'est juste", "euh attendez voir")
    assert buttons(house) == ["J'accepte", "Je refuse"]
    await says_all(house, "oui")
    assert len(office.filed) == 1


async def test_no_to_giving_up_is_no_answer_to_an_optional_question(house):
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "14 mars 2019", "6", "non")
    assert asks(house) == "courriel"
    await says_all(house, "annuler", "non")
    assert asks(house) == "courriel"
    await says_all(house, "je n'en ai pas")
    assert custom(house)["step"] == "summary"


async def test_giving_up_is_confirmed_and_forgets_the_answers(house):
    await starts(house)
    await says_all(house, "Pour moi", "annuler")
    assert "Vos réponses seront effacées" in said(house)
    await says_all(house, "non")
    assert asks(house) == "nom"
    await says_all(house, "annuler", "oui")
    assert draft(house) is None
    await says_all(house, "combien coûte un passeport")
    assert house.last().text == "réponse à combien coûte un passeport"


async def test_beginning_again_is_confirmed_and_starts_from_nothing(house):
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "recommencer", "Recommencer du début")
    assert asks(house) == "pour_qui"
    assert draft(house).answers == {}


async def test_an_agent_in_the_middle_corrects_an_answer_and_hands_back_at_the_same_question(house):
    agent = house.agent("camille")
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "je voudrais parler à quelqu'un")
    escalation = house.database.run(house.handoff.open_of, house.id)
    assert (escalation.state, escalation.service, escalation.theme) == (
        State.WAITING, "passeport", "papiers")
    await says_all(house, "je ne trouve pas la date")
    assert draft(house).answers == {"pour_qui": "moi", "nom": "Jeanne Martin"}
    await house.desk.take(house.id, agent)
    await house.relay.receive(house.id, "12 avril 2018", "to-the-agent")
    await house.rests()
    assert "emmenagement" not in draft(house).answers
    overview = house.database.run(house.procedure_desk.overview, house.id, agent)
    assert [(each["name"], each["value"]) for each in overview["answers"]] == [
        ("pour_qui", "Pour moi"), ("nom", "Jeanne Martin")]
    await house.procedure_desk.correct(house.id, agent, "nom", "Jeanne Martin-Dubois", "c-1")
    assert "Camille a corrigé une réponse" in house.last().text
    await house.desk.end(house.id, agent, State.RETURNED)
    assert asks(house) == "emmenagement"
    assert draft(house).answers["nom"] == "Jeanne Martin-Dubois"
    assert house.database.run(house.audit.entries)[1].action == "procedure_corrected"
    await says_all(house, "14 mars 2019")
    assert asks(house) == "duree"


async def test_who_leaves_the_queue_is_asked_the_same_question_again(house):
    await starts(house)
    await house.wishes(COMMAND_PERSON)
    await house.wishes(COMMAND_ASSISTANT, "back")
    assert asks(house) == "pour_qui"


async def test_after_an_agent_has_closed_the_procedure_is_kept_and_taken_up_by_a_button(house):
    agent = house.agent("camille")
    await starts(house)
    await says_all(house, "Pour moi")
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    await house.desk.end(house.id, agent, State.CLOSED, "answered")
    await says_all(house, "combien coûte un passeport")
    assert house.last().text == "réponse à combien coûte un passeport"
    await says_all(house, "reprendre ma démarche")
    assert asks(house) == "nom"


async def test_a_procedure_is_resumed_on_another_channel_with_its_code(house):
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "je reviens plus tard")
    code = custom(house)["code"]
    assert code in house.last().text
    assert draft(house) is None
    house.id = house.database.run(house.conversations.open, "widget", "another").id
    await says_all(house, code.replace("-", " ").lower())
    assert asks(house) == "emmenagement"
    assert draft(house).answers == {"pour_qui": "moi", "nom": "Jeanne Martin"}


async def test_a_procedure_is_resumed_after_a_restart(house, database_url, tmp_path, office):
    await starts(house)
    await says_all(house, "Pour moi")
    again = House(database_url, data=tmp_path, ports=office.ports)
    again.id = house.id
    await again.says("Jeanne Martin", "after")
    assert asks(again) == "emmenagement"
    again.database.close()


async def test_wrong_codes_are_told_and_limited(house):
    await says_all(house, "reprendre ma démarche")
    assert "Donnez le code" in said(house)
    for attempt in range(5):
        await says_all(house, f"K7M2-QX{attempt + 2}P")
        assert "Je ne trouve pas de démarche" in said(house)
    await says_all(house, "reprendre K7M2-QX9P")
    assert "Trop de codes faux" in said(house)


async def test_what_looks_like_a_code_is_the_assistants_when_it_has_just_asked(house):
    await says_all(house, "suivre ma demande", "K7M2-QX4P")
    assert house.last().text == "réponse à K7M2-QX4P"


async def test_an_old_button_does_not_answer_another_question(house):
    await starts(house)
    offered_by = house.last().sequence
    await says_all(house, "Pour moi", "Jeanne Martin")
    await house.says("Pour mon entreprise", "late", offered_by=offered_by)
    assert draft(house).answers["pour_qui"] == "moi"
    assert asks(house) == "emmenagement"


async def test_a_procedure_that_is_begun_twice_goes_on(house):
    await starts(house)
    await says_all(house, "Pour moi")
    await house.says(START, "twice", offered_by=2)
    assert "déjà commencé" in said(house)
    await says_all(house, "Continuer la démarche")
    assert asks(house) == "nom"


async def test_a_procedure_that_was_left_here_is_offered_when_it_is_begun_again(house):
    await starts(house)
    await says_all(house, "Pour moi", "plus tard", "démarches", TITLE)
    assert buttons(house) == ["Reprendre la démarche", "Recommencer du début"]
    await says_all(house, "Reprendre la démarche")
    assert asks(house) == "nom"
    await says_all(house, "plus tard", "démarches", TITLE, "Recommencer du début")
    assert asks(house) == "pour_qui"


async def test_the_procedures_are_listed(house):
    await says_all(house, "Quelles démarches puis-je faire ici ?")
    assert buttons(house) == [TITLE]
    await house.says(TITLE)
    assert asks(house) == "pour_qui"


async def test_without_an_assistant_all_goes_on_but_questions(house):
    await starts(house)
    await says_all(house, "Pour moi")
    without = Relay(house.database, house.bus, house.conversations, house.turns, None,
                    lambda: house.rules, house.texts, 5.0)
    await house.rests()
    appended = await without.receive(house.id, "Jeanne Martin", "name")
    assert await without.wait_until_settled(house.id, appended.message.sequence)
    assert asks(house) == "emmenagement"
    asked = await without.receive(house.id, "où trouver la date ?", "middle")
    await house.rests(without)
    assert house.last().sequence == asked.message.sequence, "left to those who have an assistant"
    house.turns._now = lambda: house.now().replace(year=2030)
    without._wake(house.id)
    assert await without.wait_until_settled(house.id, asked.message.sequence)
    assert "ne peux pas répondre à cette question en ce moment" in said(house)
    assert asks(house) == "emmenagement"


async def test_a_danger_told_in_the_midst_gets_the_emergency_numbers_and_no_question(house):
    house.assistant.emergencies = {"il me frappe"}
    house.assistant.answer = lambda q: (
        [Reply("17", custom={"type": "emergency"})] if q.text == "il me frappe"
        else [Reply("fiche", custom=CARD)])
    await starts(house)
    await says_all(house, "il me frappe")
    assert house.transcript()[-1] == ("assistant", "17")


async def test_what_answers_the_question_is_taken_for_a_danger_only_if_that_is_sure(house):
    house.assistant.perhaps_emergencies = {"moi", "mon voisin crie"}
    house.assistant.answer = lambda q: (
        [Reply("17", custom={"type": "emergency"})] if q.text == "mon voisin crie"
        else [Reply("fiche", custom=CARD)])
    await starts(house)
    await says_all(house, "mon voisin crie")
    assert house.transcript()[-1] == ("assistant", "17")
    await says_all(house, "moi")
    assert asks(house) == "nom"


async def test_erasing_the_conversation_erases_the_draft(house):
    await starts(house)
    await says_all(house, "Pour moi")
    house.assistant.answer = lambda q: [Reply(custom={"type": "erasure_request"})]
    await says_all(house, "pouvez-vous effacer mes données ?")
    assert house.last().text == house.texts("erased")
    assert draft(house) is None


async def test_what_was_filed_keeps_no_second_copy_of_the_answers(house):
    await answers_all(house)
    identifier = draft(house).id
    await says_all(house, "C'est juste", "J'accepte")
    kept = house.database.run(house.procedures.get, identifier)
    assert (kept.state, kept.answers) == (DraftState.FILED, {})


async def test_an_agent_cannot_put_in_what_is_no_answer(house):
    agent = house.agent("camille")
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "14 mars 2019")
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    with pytest.raises(MessageRefused):
        await house.procedure_desk.correct(house.id, agent, "nom", "", "c-1")


async def test_each_button_for_news_acts_on_the_case_that_it_was_shown_with(house, office):
    for number in range(2):
        await house.says("passeport", f"card-{number}")
        await says_all(house, START, "Pour moi", "Jeanne Martin", "14 mars 2019", "6", "non",
                       f"jeanne{number}@exemple.fr", "C'est juste", "J'accepte")
        office.reference = "D26K7M2QX5N"
    first, second = (message.sequence for message in house.database.run(
        house.conversations.messages, house.id) if (message.custom or {}).get("step") == "news")
    await house.says("Oui, ici", "to-the-first", offered_by=first)
    await house.says("Non merci", "to-the-second", offered_by=second)
    assert list(zip(office.agreed_for, office.agreed, strict=True)) == [
        ("D26K7M2QX4P", ("here", None)), ("D26K7M2QX5N", ("no_news", None))]


async def test_a_message_is_understood_once_and_nothing_of_it_is_kept(house, monkeypatch):
    heard = []
    hear = house.hearing.hear
    monkeypatch.setattr(
        house.hearing, "hear", lambda *given: heard.append(given[-1]) or hear(*given))
    await starts(house)
    await says_all(house, "Pour moi", "Jeanne Martin", "31 février 2019")
    assert heard == ["Jeanne Martin", "31 février 2019"]
    assert house.parts.ear._heard == {}
    await says_all(house, "14 mars 2019", "retour", "14 mars 2019")
    assert heard[2:] == ["14 mars 2019", "14 mars 2019"]
