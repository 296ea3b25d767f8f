"""The widget's channel over HTTP: tokens, acknowledgements, limits, resuming."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid

import pytest

from tests.live import WidgetCitizen, call


@pytest.fixture
def citizen(live):
    return WidgetCitizen(live)


def test_only_the_token_opens_a_conversation(live, citizen):
    base = f"{live.origin}/webhooks/widget"
    citizen.posts("bonjour")
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": "Bearer "}):
        assert call("GET", f"{base}/messages", None, headers)[0] == 401
        assert call("GET", f"{base}/stream", None, headers)[0] == 401
        assert call("POST", f"{base}/messages", {"id": "1", "text": "x"}, headers)[0] == 401


def test_two_conversations_see_nothing_of_each_other(live, citizen):
    other = WidgetCitizen(live)
    citizen.posts("mon secret")
    other.posts("bonjour")
    assert "mon secret" not in json.dumps(other.sees())


def test_a_message_sent_again_is_acknowledged_again_and_stored_once(citizen):
    identifier = uuid.uuid4().hex
    first = citizen.posts("bonjour", identifier)
    again = citizen.posts("bonjour", identifier)
    assert first == (202, {"sequence": 1, "duplicate": False})
    assert again == (202, {"sequence": 1, "duplicate": True})


def test_reading_resumes_after_the_last_number_seen(citizen):
    citizen.posts("bonjour")
    seen = citizen.waits_for(lambda m: m["author"] == "assistant")
    citizen.posts("merci")
    citizen.waits_for(lambda m: m["sequence"] == 4)
    assert [m["sequence"] for m in citizen.sees(seen[-1]["sequence"])] == [3, 4]


def test_the_stream_gives_what_was_missed_and_then_what_comes(live, citizen):
    citizen.posts("bonjour")
    citizen.waits_for(lambda m: m["sequence"] == 2)
    request = urllib.request.Request(
        f"{live.origin}/webhooks/widget/stream?after=1", headers=citizen.headers)
    with urllib.request.urlopen(request, timeout=20) as stream:
        lines = (json.loads(line) for line in stream if line.strip())
        entries = (line for line in lines if "sequence" in line)
        assert next(entries)["sequence"] == 2
        citizen.posts("merci")
        assert next(entries)["text"] == "merci"
        assert next(entries)["author"] == "assistant"


@pytest.mark.parametrize(("body", "status", "error"), [
    ({"id": "1", "text": ""}, 422, "empty"),
    ({"id": "1", "text": 5}, 422, "not_text"),
    ({"id": "", "text": "bonjour"}, 422, "bad_message_id"),
    ({"text": "bonjour"}, 422, "bad_message_id"),
    ({"id": "1", "text": "x" * 20001}, 413, "too_long"),
    ([], 422, "not_text"),
])
def test_what_cannot_be_taken_is_refused_with_a_sentence_in_french(
    live, citizen, body, status, error
):
    answer = call("POST", f"{citizen.base}/messages", body, citizen.headers)
    assert answer[0] == status
    assert answer[1]["error"] == error
    assert answer[1]["message"].endswith(".") or "»" in answer[1]["message"]
    assert citizen.sees() == []


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"", b"[1]"])
def test_a_body_that_is_no_json_object_is_refused_and_breaks_nothing(live, citizen, body):
    request = urllib.request.Request(
        f"{citizen.base}/messages", body, citizen.headers, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 422
    assert citizen.posts("bonjour")[0] == 202


def test_the_button_that_is_always_there_reaches_a_person_and_leads_back(citizen):
    citizen.wishes("person")
    citizen.waits_for(lambda m: (m["custom"] or {}).get("state") == "waiting")
    citizen.wishes("assistant")
    citizen.waits_for(lambda m: (m["custom"] or {}).get("state") == "abandoned")


@pytest.mark.parametrize("path", ["/", "/agents/sign-in", "/widget.js", "/widget/panel.js"])
def test_every_page_and_script_forbids_what_it_does_not_need(live, path):
    with urllib.request.urlopen(f"{live.origin}{path}", timeout=10) as answer:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [
    "/widget/../pyproject.toml", "/widget/%2e%2e/pyproject.toml", "/agents/files/console.html",
    "/widget/demonstration.html", "/var/secret",
])
def test_only_public_files_can_be_asked_for(live, path):
    assert call("GET", f"{live.origin}{path}")[0] == 404
