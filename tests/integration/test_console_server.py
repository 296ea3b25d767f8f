"""The console in a process of its own: agents and those who talk to them need no assistant."""

from __future__ import annotations

import socket
import subprocess
import uuid

from tests.live import GUIDO, ROOT, WidgetCitizen, call


def test_it_is_ready_without_a_model_and_says_nothing_of_one(console_server):
    assert call("GET", f"{console_server.origin}/health/ready") == (200, {"database": "ok"})


def test_a_citizen_asks_for_a_person_and_an_agent_answers(console_server):
    agent = console_server.add_agent("Camille")
    citizen = WidgetCitizen(console_server)
    assert citizen.wishes("person")[0] == 202
    question = f"ma question {uuid.uuid4().hex}"
    citizen.posts(question)
    conversation = agent.finds(question)
    assert agent.takes(conversation)[0] == 200
    assert agent.writes(conversation, "Bonjour, je regarde.")[0] == 202
    seen = citizen.waits_for(lambda m: m["text"] == "Bonjour, je regarde.")
    assert [m["sequence"] for m in seen] == list(range(1, len(seen) + 1))


def test_a_question_for_the_assistant_is_kept_until_there_is_one(console_server):
    citizen = WidgetCitizen(console_server)
    assert citizen.posts("combien coûte un passeport ?")[0] == 202
    assert [m["author"] for m in citizen.sees()] == ["citizen"]


def test_a_port_in_use_is_told_in_one_sentence(console_server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [*GUIDO, "serve", "--only", "console"], cwd=ROOT, capture_output=True, text=True,
            env={**console_server.environment, "GUIDO_PORT": port}, timeout=30, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith(f"guido: Port {port} is in use")
    assert result.stderr.count("\n") == 1
