"""The lists of conversations over HTTP: live, ended, found, and what agents set for themselves."""

from __future__ import annotations

import json
import uuid
from urllib.parse import quote

import pytest

from tests.live import WidgetCitizen, call


@pytest.fixture(scope="module")
def agent(console_server):
    return console_server.add_agent("Camille")


@pytest.fixture
def citizen(console_server):
    return WidgetCitizen(console_server)


def words() -> str:
    """Words that no other test writes."""
    return f"mot {uuid.uuid4().hex}"


@pytest.fixture
def waiting(agent, citizen):
    """What a citizen who waits has written, and their conversation."""
    citizen.wishes("person")
    citizen.waits_for(lambda m: (m["custom"] or {}).get("type") == "handoff")
    text = words()
    citizen.posts(text)
    return text, agent.finds(text)


def entry_of(agent, conversation):
    return next(each for each in agent.queue() if each["conversation"] == conversation)


def test_without_a_session_no_list_is_shown(console_server):
    for path in ("queue", "queue/stream", "closed", "search?q=passeport"):
        assert call("GET", f"{console_server.origin}/agents/data/{path}")[0] == 401
    for path in ("presence", "preferences"):
        assert call("POST", f"{console_server.origin}/agents/data/{path}", {})[0] == 401


def test_a_line_of_the_queue_says_all_that_an_agent_wants_to_know(agent, waiting):
    text, conversation = waiting
    entry = entry_of(agent, conversation)
    assert entry["reason"] == "asked"
    assert entry["state"] == "waiting"
    assert (entry["last_author"], entry["last_text"]) == ("citizen", text)
    assert entry["unread"] == 1
    assert not entry["mine"]
    assert {"theme", "service", "service_title", "commune", "team", "team_id", "queued_at",
            "holder", "holder_id", "offered_to_me", "concerns_me", "awaiting_since", "clocks",
            "contact", "word", "tags", "is_test", "follow_up_on", "joined_to", "mentions_me",
            "typing", "escalation", "since"} <= entry.keys()


def test_the_stream_follows_what_the_citizen_writes(agent, citizen, waiting):
    _, conversation = waiting
    agent.takes(conversation)
    with agent.opener.open(f"{agent.base}/data/queue/stream", timeout=15) as stream:
        text = words()
        seen = False
        for line in stream:
            if not line.strip():
                continue
            [entry] = [each for each in json.loads(line)["queue"]
                       if each["conversation"] == conversation]
            if entry["last_text"] == text:
                break
            if not seen:
                citizen.posts(text)
                seen = True
    assert (entry["mine"], entry["unread"]) == (True, 2)


def test_an_ended_conversation_is_listed_and_found_by_what_was_written_before(
    agent, citizen, waiting
):
    text, conversation = waiting
    agent.takes(conversation)
    assert agent.does(f"conversations/{conversation}/close")[0] == 200
    secret = words()
    citizen.posts(secret)
    [closed] = [each for each in agent.reads("closed")[1]["found"]
                if each["conversation"] == conversation]
    assert (closed["state"], closed["holder"], closed["excerpt"]) == ("closed", "Camille", None)
    [found] = agent.reads(f"search?q={quote(text.upper())}")[1]["found"]
    assert found["conversation"] == conversation
    assert any(piece["found"] for piece in found["excerpt"]["pieces"])
    assert agent.reads(f"search?q={quote(secret)}")[1]["found"] == []


def test_filters_that_cannot_be_are_not_asked_about(agent, waiting):
    text, conversation = waiting
    for query in ("team=many", "before=-1", "before=99999999999999999999"):
        status, answer = agent.reads(f"search?q={quote(text)}&{query}")
        assert (status, [each["conversation"] for each in answer["found"]]) == (
            200, [conversation])
    assert agent.reads(f"search?q={quote(text)}&reason=complaint")[1]["found"] == []


def test_settings_are_kept_beside_each_other(console_server):
    agent = console_server.add_agent("Sacha")
    assert agent.does("preferences", {"preferences": {"alerts": {"sound": False}}})[0] == 200
    status, me = agent.does("preferences", {"preferences": {"questionMark": False}})
    assert (status, me["preferences"]) == (
        200, {"alerts": {"sound": False}, "questionMark": False})


@pytest.mark.parametrize("preferences", [None, [], "x", {"x": "y" * 5000}])
def test_settings_that_are_none_are_refused_in_words(agent, preferences):
    status, answer = agent.does("preferences", {"preferences": preferences})
    assert (status, answer["error"]) == (422, "bad_preferences")
    assert "enregistrés" in answer["message"]


def test_presence_and_number_are_set_and_a_mere_sign_of_life_changes_neither(console_server):
    agent = console_server.add_agent("Sacha")
    assert agent.does("presence", {"presence": "busy", "most_conversations": 3})[0] == 200
    _, me = agent.does("presence")
    assert (me["presence"], me["most_conversations"]) == ("busy", 3)


@pytest.mark.parametrize("body", [
    {"presence": "asleep"}, {"presence": []}, {"most_conversations": 0},
    {"most_conversations": "many"}, {"presence": "busy", "most_conversations": 51},
])
def test_what_cannot_be_is_refused_and_nothing_of_it_is_kept(agent, body):
    before = agent.does("presence")[1]
    assert agent.does("presence", body)[0] == 422
    assert agent.does("presence")[1] == before
