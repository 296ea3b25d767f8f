"""The side panel's help over HTTP: context, notes, cards, suggestions, canned replies."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

import pytest

from tests.live import WidgetCitizen, wait_for


@pytest.fixture
def waiting(citizen, agent):
    """The conversation of a citizen who waits and has asked something."""
    citizen.wishes("person")
    question = f"combien coûte un passeport pour un adulte ? {uuid.uuid4().hex}"
    citizen.posts(question)
    return f"conversations/{agent.finds(question)}"


def test_what_agents_are_shown_beside_a_conversation(agent, waiting):
    status, context = agent.reads(f"{waiting}/context")
    assert status == 200
    assert context["reason"] == "Demande une personne"
    assert [each["name"] for each in context["times"]] == ["created"]
    assert (context["case"], context["earlier"], context["joined"]) == (None, [], [])


def test_an_earlier_escalation_is_told_with_who_answered_and_how_it_ended(
    agent, citizen, waiting
):
    agent.does(f"{waiting}/take")
    agent.does(f"{waiting}/close")
    citizen.wishes("person")
    earlier, = wait_for(lambda: agent.reads(f"{waiting}/context")[1]["earlier"])
    assert (earlier["agent"], earlier["state"]) == ("Camille", "closed")
    assert earlier["began"] < earlier["ended"]


def test_a_note_is_for_agents_and_mentions_wait_until_they_are_seen(
    agent, colleague, citizen, waiting
):
    text = f"@{colleague.login} tu connais cette personne ?"
    status, answer = agent.does(f"{waiting}/notes", {"text": text})
    assert (status, answer) == (201, {"mentioned": ["Dominique"]})
    assert [n["text"] for n in colleague.reads(f"{waiting}/notes")[1]["notes"]] == [text]
    mention, = colleague.reads("mentions")[1]["mentions"]
    assert (f"conversations/{mention['conversation']}", mention["author"]) == (waiting, "Camille")
    assert colleague.does(f"{waiting}/notes/seen")[0] == 200
    assert colleague.reads("mentions")[1]["mentions"] == []
    assert not any(text in m["text"] for m in citizen.sees())


def test_a_note_without_words_is_refused_with_what_to_do(agent, waiting):
    status, answer = agent.does(f"{waiting}/notes", {"text": " "})
    assert status == 422
    assert answer["fields"]["text"].startswith("Écrivez la note")


def test_colleagues_are_told_by_login_and_name(agent, colleague):
    assert {"login": colleague.login, "name": "Dominique"} in (
        agent.reads("colleagues")[1]["colleagues"])


def test_a_card_arrives_whole_with_its_source_and_once(agent, citizen, waiting):
    names = {"service": "passeport", "facet": "cout"}
    status, shown = agent.reads(f"{waiting}/card?{urlencode(names)}")
    assert status == 200
    assert agent.does(f"{waiting}/card", {**names, "id": "one"})[0] == 409
    agent.does(f"{waiting}/take")
    first = agent.does(f"{waiting}/card", {**names, "id": "one"})
    again = agent.does(f"{waiting}/card", {**names, "id": "one"})
    assert [first[0], again[0], again[1]["duplicate"]] == [202, 202, True]
    seen, = [m for m in citizen.sees() if (m["custom"] or {}).get("type") == "card"]
    assert (seen["author"], seen["author_name"]) == ("agent", "Camille")
    assert seen["custom"] == shown["card"]
    assert seen["custom"]["source"]["url"] in seen["text"]


@pytest.mark.parametrize("names", [
    {}, {"service": "passeport", "facet": "couleur"}, {"service": "../passeport", "facet": "cout"}])
def test_a_card_that_does_not_exist_is_told(agent, waiting, names):
    agent.does(f"{waiting}/take")
    status, answer = agent.does(f"{waiting}/card", {**names, "id": "x"})
    assert (status, answer["error"]) == (404, "no_card")


def test_suggestions_answer_the_last_question(agent, citizen, waiting):
    body = agent.reads(f"{waiting}/suggestions")[1]
    assert body["question"].startswith("combien coûte un passeport")
    assert body["suggestions"][0]["id"].startswith("passeport/")


def test_canned_replies_that_speak_of_the_question_are_suggested_filled_in(
    agent, citizen, waiting
):
    for shortcut, text in (("appeler", "Téléphone : {telephone}"), ("retard", "Nos excuses")):
        assert agent.does("canned", {"shortcut": shortcut, "title": text.split(" ")[0],
                                     "text": text})[0] == 200
    citizen.posts("avez-vous un numéro de téléphone ?")
    body = agent.reads(f"{waiting}/suggestions")[1]
    assert [(each["shortcut"], each["text"]) for each in body["suggestions"]
            if each["kind"] == "canned"] == [("appeler", "Téléphone : 01 99 00 12 34")]


def test_nobody_but_agents_and_nothing_but_what_was_handed_over(console_server, agent):
    never = WidgetCitizen(console_server)
    never.posts("bonjour")
    for path in ("context", "notes", "suggestions", "card?service=passeport&facet=cout"):
        assert agent.reads(f"conversations/{uuid.uuid4()}/{path}")[0] == 404
    assert agent.does(f"conversations/{uuid.uuid4()}/notes", {"text": "x"}, csrf="no")[0] == 403


def test_own_canned_replies_are_kept_changed_and_filled(agent, colleague, waiting):
    mine = {"shortcut": "adieu", "title": "Finir", "text": "De {agent}, pour {reference}"}
    status, saved = agent.does("canned", mine)
    assert status == 200
    conversation = waiting.removeprefix("conversations/")
    body = agent.reads(f"canned?conversation={conversation}")[1]
    own, = [each for each in body["canned"] if each["id"] == saved["id"]]
    assert own["is_own"]
    assert own["filled"] == "De Camille, pour [référence à compléter]"
    assert "[référence à compléter]" in body["gaps"]
    assert list(agent.does("canned", mine)[1]["fields"]) == ["shortcut"]
    status, answer = agent.does("canned", {**mine, "id": saved["id"], "text": "{inconnu}"})
    assert (status, list(answer["fields"])) == (422, ["text"])
    assert colleague.does("canned", {**mine, "id": saved["id"]})[0] == 404
    assert agent.does(f"canned/{saved['id']}/delete")[0] == 200
    assert all(each["id"] != saved["id"] for each in agent.reads("canned")[1]["canned"])
