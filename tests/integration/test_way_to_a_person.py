"""The citizen's way to a person over HTTP: where they stand, a message left, one question after."""

from __future__ import annotations

import json
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest

from guido.handoff import Role
from tests.live import WidgetCitizen, call


@pytest.fixture
def citizen(console_server):
    return WidgetCitizen(console_server)


def status(citizen):
    return call("GET", f"{citizen.base}/messages", None, citizen.headers)[1]["status"]


def sends(citizen, path, **body):
    return call("POST", f"{citizen.base}/{path}", {"id": uuid.uuid4().hex, **body}, citizen.headers)


def test_who_waits_sees_their_place_and_what_they_can_expect(citizen):
    assert status(citizen)["handoff"] == {"state": "assistant", "has_left_message": False}
    citizen.wishes("person")
    seen = citizen.waits_for(lambda m: (m["custom"] or {}).get("state") == "waiting")
    schema = Path("docs/schemas/handoff.json").read_text(encoding="utf-8")
    jsonschema.validate(seen[-1]["custom"], json.loads(schema))
    standing = status(citizen)["handoff"]
    assert standing["state"] == "waiting"
    assert standing["position"] >= 1
    assert standing["outcome"] in ("queue", "busy", "nobody", "closed")


def test_the_stream_tells_when_an_agent_comes(console_server, citizen):
    agent = console_server.add_agent("Camille")
    question = f"ma question {uuid.uuid4().hex}"
    citizen.wishes("person")
    citizen.posts(question)
    conversation = agent.finds(question)
    request = urllib.request.Request(f"{citizen.base}/stream?after=0", headers=citizen.headers)
    with urllib.request.urlopen(request, timeout=20) as stream:
        lines = (json.loads(line) for line in stream if line.strip())
        standings = (line["status"]["handoff"] for line in lines if "status" in line)
        assert next(standings)["state"] == "waiting"
        agent.takes(conversation)
        assert next(each for each in standings if each["state"] == "assigned")["agent"] == "Camille"


def test_a_message_left_with_a_number_is_confirmed_and_shown_to_agents(console_server, citizen):
    text = f"Rappelez-moi {uuid.uuid4().hex}"
    assert sends(citizen, "contact", kind="telephone", value="06 12 34 56 78", text=text)[0] == 202
    seen = citizen.waits_for(lambda m: (m["custom"] or {}).get("step") == "left")
    assert "06\xa012" in seen[-1]["text"] or "06 12" in seen[-1]["text"]
    assert status(citizen)["handoff"]["has_left_message"]
    assert status(citizen)["handoff"]["contact"]["kind"] == "telephone"
    assert console_server.add_agent("Camille").finds(text)


@pytest.mark.parametrize(("body", "fields"), [
    ({"kind": "telephone", "value": "06 12", "text": "Bonjour"}, {"value"}),
    ({"kind": "email", "value": "jeanne", "text": " "}, {"value", "text"}),
    ({"kind": "pigeon", "text": "x" * 20001}, {"kind", "text"}),
    ({"kind": ["email"], "value": {"a": 1}, "text": 5}, {"kind", "text"}),
])
def test_a_form_that_cannot_be_taken_says_for_each_field_what_is_wrong(citizen, body, fields):
    code, answer = sends(citizen, "contact", **body)
    assert code == 422
    assert set(answer["fields"]) == fields
    assert all(sentence.strip() for sentence in answer["fields"].values())
    assert citizen.sees() == []


def test_one_question_after_closing_answered_once(console_server, citizen):
    agent = console_server.add_agent("Camille")
    question = f"ma question {uuid.uuid4().hex}"
    citizen.wishes("person")
    citizen.posts(question)
    conversation = agent.finds(question)
    agent.takes(conversation)
    assert agent.does(f"conversations/{conversation}/close")[0] == 200
    seen = citizen.waits_for(lambda m: (m["custom"] or {}).get("step") == "score")
    escalation = seen[-1]["custom"]["escalation"]
    assert sends(citizen, "rating", escalation=escalation, score=9)[0] == 422
    assert sends(citizen, "rating", escalation=escalation, score=4) == (200, {"duplicate": False})
    assert sends(citizen, "rating", escalation=escalation, score=1) == (200, {"duplicate": True})
    assert sends(citizen, "rating", escalation=escalation, comment="Merci")[0] == 200
    assert citizen.sees()[-1]["custom"]["step"] == "done"
    other = WidgetCitizen(console_server)
    assert sends(other, "rating", escalation=escalation, score=4)[0] == 422


@pytest.mark.parametrize("body", [
    {}, {"escalation": "1", "score": 4}, {"escalation": 10**20, "score": 4},
    {"escalation": 1, "comment": ["x"]}, {"escalation": True, "score": True},
])
def test_a_rating_of_nothing_is_refused(citizen, body):
    assert sends(citizen, "rating", **body)[0] == 422


def test_notices_are_told_to_everybody_while_they_last(console_server, citizen):
    administrator = console_server.add_agent("Dominique", Role.ADMINISTRATOR)
    now, text = datetime.now(timezone.utc), f"La mairie est fermée lundi. {uuid.uuid4().hex}"
    status_code, saved = administrator.does("administration/notices", {
        "text": text, "begins_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat()})
    assert status_code == 200
    listed = call("GET", f"{console_server.origin}/api/v1/notices")[1]["notices"]
    assert text in [notice["text"] for notice in listed]
    assert text in [notice["text"] for notice in status(citizen)["notices"]]
    administrator.does(f"administration/notices/{saved['id']}/delete")
    assert text not in [notice["text"] for notice in status(citizen)["notices"]]
