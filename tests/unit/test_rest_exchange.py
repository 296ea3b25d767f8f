"""The REST channel's exchanges on a relay with a fake assistant."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from guido.channels.rest import _exchange
from guido.conversations import Button
from guido.handoff import State
from guido.handoff.notices import Notices
from guido.relay.model import Reply


@pytest.fixture
def rest(house):
    """Sends a message as the citizen and returns the texts that come back."""
    notices = Notices(house.audit, house.now)
    runtime = SimpleNamespace(
        database=house.database, conversations=house.conversations, relay=house.relay,
        texts=house.texts, notices=notices)

    async def send(text: str, sender: str = "someone") -> list[str]:
        return [reply["text"] for reply in await _exchange(
            runtime, sender, {"message": text})]

    send.notices = notices
    return send


async def test_a_person_is_asked_for_and_a_message_left_in_plain_text(house, rest):
    house.assistant.answer = lambda q: [
        Reply(custom={"type": "handoff_request", "reason": "asked"})]
    assert "Vous êtes numéro 1" in (await rest("une personne"))[-1]
    assert "numéro de téléphone ou votre adresse" in (await rest("laisser un message"))[-1]
    assert "Il manque des chiffres" in (await rest("06 12"))[-1]
    assert "écrivez votre message" in (await rest("06 12 34 56 78"))[-1]
    assert "votre message est transmis" in (await rest("Rappelez-moi."))[-1]
    assert house.database.run(house.handoff.open_of, house.id).has_left_message


async def test_the_question_after_closing_comes_with_the_next_answer_and_can_be_answered(
    house, rest
):
    agent = house.agent("camille")
    await rest("bonjour")
    house.database.run(house.handoff.request, house.id, "asked")
    await house.desk.take(house.id, agent)
    await house.desk.end(house.id, agent, State.CLOSED)
    came = await rest("merci")
    assert came[-1] == "réponse à merci"
    assert any("Donnez une note" in text for text in came)
    assert await rest("4") == ["Merci, votre note est enregistrée."]
    assert await rest("4") == ["réponse à 4"]


async def test_what_the_answer_itself_offers_goes_first(house, rest):
    agent = house.agent("camille")
    await rest("bonjour")
    house.database.run(house.handoff.request, house.id, "asked")
    await house.desk.take(house.id, agent)
    await house.desk.end(house.id, agent, State.CLOSED)
    house.assistant.answer = lambda q: [Reply("Combien d'enfants ?", (Button("4", "/children"),))]
    await rest("aides pour ma famille")
    await rest("4")
    assert house.assistant.asked[-1].command == "/children"


async def test_a_notice_comes_once_in_each_conversation_before_the_answer(house, rest):
    agent, now = house.agent("camille"), house.now()
    house.database.run(
        rest.notices.save, agent, None, "La mairie est fermée lundi.",
        now - timedelta(hours=1), now + timedelta(hours=1))
    assert await rest("bonjour") == ["La mairie est fermée lundi.", "réponse à bonjour"]
    assert await rest("merci") == ["réponse à merci"]
    assert (await rest("bonjour", "other"))[0] == "La mairie est fermée lundi."


async def test_a_notice_that_is_over_is_not_told(house, rest):
    agent, now = house.agent("camille"), house.now()
    house.database.run(
        rest.notices.save, agent, None, "La mairie est fermée lundi.",
        now - timedelta(hours=2), now - timedelta(hours=1))
    assert await rest("bonjour") == ["réponse à bonjour"]
