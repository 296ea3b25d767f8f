"""The console over HTTP: protection, taking, writing, ending."""

from __future__ import annotations

import uuid

import pytest

from tests.live import WidgetCitizen, call


@pytest.fixture(scope="module")
def agent(live):
    return live.add_agent("Camille")


@pytest.fixture(scope="module")
def colleague(live):
    return live.add_agent("Dominique")


@pytest.fixture
def citizen(live):
    return WidgetCitizen(live)


@pytest.fixture
def waiting(citizen, agent):
    """A citizen who waits, and their conversation as the agents see it."""
    text = f"je veux parler à un conseiller {uuid.uuid4().hex}"
    citizen.posts(text)
    return agent.finds(text)


def test_without_a_session_nothing_is_shown(live, waiting):
    for path in ("queue", f"conversations/{waiting}/messages", "queue/stream"):
        assert call("GET", f"{live.origin}/agents/data/{path}")[0] == 401
    assert call("POST", f"{live.origin}/agents/data/conversations/{waiting}/take")[0] == 401


def test_a_change_without_the_csrf_token_is_refused(agent, waiting):
    assert agent.does(f"conversations/{waiting}/take", csrf="")[0] == 403
    assert agent.does(f"conversations/{waiting}/take", csrf="guess")[0] == 403


def test_the_queue_shows_who_waits_since_when_and_why(agent, waiting):
    entry = next(e for e in agent.queue() if e["conversation"] == waiting)
    assert entry["state"] == "waiting"
    assert entry["reason"] == "asked"
    assert entry["since"].startswith("20")
    assert entry["holder"] is None


def test_who_comes_second_is_told_by_whom_it_was_taken(agent, colleague, waiting):
    assert agent.takes(waiting)[0] == 200
    status, answer = colleague.takes(waiting)
    assert (status, answer["holder"]) == (409, "Camille")
    assert colleague.writes(waiting, "moi aussi")[0] == 409


def test_agent_and_citizen_write_to_each_other_and_the_assistant_keeps_out(
    agent, citizen, waiting
):
    agent.takes(waiting)
    agent.writes(waiting, "Bonjour, que puis-je faire ?")
    citizen.posts("combien coûte un passeport ?")
    agent.writes(waiting, "86 euros pour un adulte.")
    seen = citizen.waits_for(lambda m: "86 euros" in m["text"])
    assert [m["author"] for m in seen[-3:]] == ["agent", "citizen", "agent"]
    assert seen[-1]["author_name"] == "Camille"


def test_an_agent_who_sends_twice_is_heard_once(agent, citizen, waiting):
    agent.takes(waiting)
    first = agent.writes(waiting, "un instant", "same-id")
    again = agent.writes(waiting, "un instant", "same-id")
    assert (first[1]["duplicate"], again[1]["duplicate"]) == (False, True)
    assert [m["text"] for m in citizen.sees()].count("un instant") == 1


@pytest.mark.parametrize("end", ["return", "close"])
def test_after_the_end_the_assistant_answers_again_and_agents_cannot_read_on(
    agent, citizen, waiting, end
):
    agent.takes(waiting)
    assert agent.does(f"conversations/{waiting}/{end}")[0] == 200
    citizen.posts("combien coûte un passeport ?")
    citizen.waits_for(lambda m: (m["custom"] or {}).get("type") == "card")
    read = agent.reads(f"conversations/{waiting}/messages")[1]["messages"]
    assert read[-1]["custom"]["state"] == {"return": "returned", "close": "closed"}[end]
    assert agent.writes(waiting, "encore moi")[0] == 409


def test_the_reason_for_a_person_goes_along(live, agent):
    citizen = WidgetCitizen(live)
    citizen.posts("combien coûte un passeport")
    citizen.posts("vous êtes incompétents, je veux faire une réclamation contre la mairie")
    seen = citizen.waits_for(lambda m: "désolé" in m["text"])
    citizen.posts("Parler à une personne", offered_by=seen[-1]["sequence"])
    conversation = agent.finds("Parler à une personne")
    entry = next(e for e in agent.queue() if e["conversation"] == conversation)
    assert (entry["reason"], entry["service"]) == ("complaint", "passeport")
    agent.takes(conversation)
    agent.does(f"conversations/{conversation}/close")
