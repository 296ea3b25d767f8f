"""What no page sends: numbers that nothing has, texts that no database keeps, other types."""

from __future__ import annotations

import http.client
import json
import uuid
from urllib.error import HTTPError

import pytest

from guido.handoff import Role
from tests.live import WidgetCitizen, call

STRANGE = [None, [], {}, -1, 10**20, True, "\x00", "\ud800", [[]], ["\ud800"]]
FIELDS = {
    "messages": ("text", "id", "offered_by"), "contact": ("id", "kind", "value", "text"),
    "rating": ("escalation", "score", "comment"), "thumbs": ("sequence", "thumb"),
    "continue": ("token", "id"), "forms/unknown": ("value",), "person": ("id",),
}


@pytest.fixture(scope="module")
def administrator(console_server):
    return console_server.add_agent("Dominique", Role.ADMINISTRATOR)


@pytest.mark.parametrize("path", FIELDS)
def test_whatever_a_citizens_client_sends_is_taken_or_refused_in_french(console_server, path):
    citizen = WidgetCitizen(console_server)
    for name in FIELDS[path]:
        for value in STRANGE:
            body = {"id": uuid.uuid4().hex, "text": "bonjour", "kind": "email",
                    "value": "a@exemple.fr", "score": 5, "escalation": 1, name: value}
            status, answer = call("POST", f"{citizen.base}/{path}", body, citizen.headers)
            assert status < 500, (name, value, answer)
            assert status < 400 or answer["message"].endswith("."), (name, value, answer)


@pytest.mark.parametrize("path", [
    "scheduled/{}/cancel", "canned/{}/delete", "supervision/agents/{}/away",
    "administration/accounts/{}", "administration/teams/{}/delete",
    "administration/notices/{}/delete", "administration/accounts/{}/deactivate",
])
def test_nothing_has_a_number_that_no_database_can_hold(administrator, path):
    assert administrator.does(path.format(10**20), {"name": "x", "role": "agent"})[0] == 404


@pytest.mark.parametrize("path", [
    "data/canned?conversation=%00", "data/closed?theme=%00", "journal?login=%00"])
def test_a_query_with_what_no_database_keeps_is_refused(console_server, administrator, path):
    with pytest.raises(HTTPError) as refused:
        administrator.opener.open(f"{console_server.origin}/agents/{path}")
    assert refused.value.code == 400


@pytest.mark.parametrize("path, body", [
    ("preferences", {"preferences": {"sound": "\ud800"}}),
    ("password", {"present": "\ud800", "new": "a long enough password"}),
    ("administration/notices", {"text": "Fermé", "begins_at": "0001-01-01T00:00:00+14:00"}),
])
def test_what_cannot_be_kept_is_wrong_in_its_field(administrator, path, body):
    assert administrator.does(path, body)[0] == 422


def test_an_own_canned_reply_keeps_what_can_be_kept(administrator):
    body = {"shortcut": f"s{uuid.uuid4().hex[:8]}", "title": "t", "text": "bon\ud800jour\x00"}
    assert administrator.does("canned", body)[0] == 200


def test_an_origin_that_is_no_address_is_another_sites(console_server):
    connection = http.client.HTTPConnection("127.0.0.1", console_server.port)
    connection.request("POST", "/agents/sign-in", "login=a&password=b", {
        "Origin": "http://[", "Content-Type": "application/x-www-form-urlencoded"})
    assert connection.getresponse().status == 403
    connection.close()


def test_a_token_that_is_no_text_is_nobodys(console_server):
    connection = http.client.HTTPConnection("127.0.0.1", console_server.port)
    connection.putrequest("GET", "/webhooks/widget/messages")
    connection.putheader("Authorization", b"Bearer \xff\xfe")
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["error"]) == (401, "unknown_conversation")
    connection.close()
