"""The server is killed in the middle of a handoff: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import threading
import uuid
from pathlib import Path

import pytest

from tests.live import LiveServer, WidgetCitizen


@pytest.fixture(scope="module")
def server(tmp_path_factory, model):
    """A server that is killed again and again; each test finds and leaves it running."""
    server = LiveServer(tmp_path_factory.mktemp("killed"))
    server.start()
    yield server
    server.kill()


def _actions(server):
    """The process id of the action server."""
    return next(pid for pid in server.children()
                if b"actions" in Path(f"/proc/{pid}/cmdline").read_bytes())


def texts(messages, author):
    return [message["text"] for message in messages if message["author"] == author]


def test_killed_during_a_handoff_every_acknowledged_message_is_there_once_and_in_order(server):
    agent = server.add_agent("Camille")
    citizen = WidgetCitizen(server)
    citizen.posts("je veux parler à une personne")
    conversation = agent.finds("je veux parler à une personne")
    assert agent.takes(conversation)[0] == 200
    acknowledged = {"citizen": [], "agent": []}
    stop = threading.Event()

    def write(author):
        for number in range(1000):
            if stop.is_set():
                return
            text = f"{author} {number}"
            try:
                status, _ = (citizen.posts(text, text) if author == "citizen"
                             else agent.writes(conversation, text, text))
            except OSError:
                return
            if status == 202:
                acknowledged[author].append(text)

    writers = [threading.Thread(target=write, args=(author,)) for author in acknowledged]
    for writer in writers:
        writer.start()
    stop.wait(1 + random.random())
    server.kill()
    stop.set()
    for writer in writers:
        writer.join()
    assert acknowledged["citizen"] and acknowledged["agent"]

    server.start()
    # The sender doesn't know whether the last one arrived, and sends it again.
    for author, send in (("citizen", citizen.posts),
                         ("agent", lambda t, i: agent.writes(conversation, t, i))):
        text = f"{author} {len(acknowledged[author])}"
        assert send(text, text)[0] == 202
        acknowledged[author].append(text)
    seen = citizen.sees()
    assert texts(seen, "citizen")[1:] == acknowledged["citizen"]
    assert texts(seen, "agent") == acknowledged["agent"]
    assert [m["sequence"] for m in seen] == list(range(1, len(seen) + 1))
    held = [entry for entry in agent.queue() if entry["conversation"] == conversation]
    assert held[0]["mine"], "the agent still holds the conversation"
    assert "assistant" not in [m["author"] for m in seen[2:]], "the assistant was not asked"


def test_killed_before_the_answer_the_question_is_answered_after_the_start(server):
    citizens = [WidgetCitizen(server) for _ in range(5)]
    os.kill(_actions(server), signal.SIGSTOP)  # so that no answer is ready before the kill
    for citizen in citizens:
        assert citizen.posts("combien coûte un passeport ?", uuid.uuid4().hex)[0] == 202
    assert not any(texts(citizen.sees(), "assistant") for citizen in citizens)
    server.kill()
    server.start()
    for citizen in citizens:
        seen = citizen.waits_for(lambda m: m["author"] == "assistant")
        assert texts(seen, "citizen") == ["combien coûte un passeport ?"]
        # The card once, and what would make it exact once.
        answers = texts(seen, "assistant")
        assert len(answers) == len(set(answers)) == 2
        assert seen[1]["custom"]["service"] == "passeport"


def test_with_the_action_server_dead_the_citizen_is_told_and_still_reaches_a_person(server):
    citizen = WidgetCitizen(server)
    citizen.posts("bonjour")
    citizen.waits_for(lambda m: m["author"] == "assistant")
    # Stopped, not killed: it takes connections and never answers.
    actions = _actions(server)
    os.kill(actions, signal.SIGSTOP)
    try:
        citizen.posts("combien coûte un passeport ?")
        seen = citizen.waits_for(lambda m: "Votre message est bien gardé" in m["text"], 20)
        assert seen[-1]["buttons"] == ["Parler à une personne"]
        citizen.posts("Parler à une personne", offered_by=seen[-1]["sequence"])
        citizen.waits_for(lambda m: (m["custom"] or {}).get("state") == "waiting", 20)
    finally:
        os.kill(actions, signal.SIGCONT)


