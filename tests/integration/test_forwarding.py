"""A conversation goes on at another Guido: two real servers that share a token."""

from __future__ import annotations

import shutil
import uuid
from urllib.parse import urlsplit

import pytest
import yaml

from tests.live import Part, WidgetCitizen, call

TOKEN = "a secret of two administrations"
WORD = "Le dossier attend depuis mai."


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The other administration, which calls this one « Mairie »."""
    server = Part("console", tmp_path_factory.mktemp("other"),
                  GUIDO_PARTNER_TOKENS=f"Mairie={TOKEN}")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def here(tmp_path_factory, other):
    """This administration, which knows the other as « Préfecture »."""
    folder = tmp_path_factory.mktemp("here")
    data = folder / "data"
    shutil.copytree("data", data, symlinks=True)
    handoff = yaml.safe_load((data / "handoff.yml").read_text(encoding="utf-8"))
    handoff["partners"] = [{"name": "Préfecture", "url": other.origin}]
    (data / "handoff.yml").write_text(yaml.safe_dump(handoff), encoding="utf-8")
    server = Part("console", folder, GUIDO_DATA=str(data),
                  GUIDO_PARTNER_TOKENS=f"Préfecture={TOKEN}")
    server.start()
    yield server
    server.stop()


def test_the_citizen_goes_on_there_and_an_agent_there_reads_what_was_written_here(here, other):
    camille = here.add_agent("Camille")
    citizen, question = WidgetCitizen(here), f"mon titre de séjour {uuid.uuid4().hex}"
    citizen.wishes("person")
    citizen.posts(question)
    conversation = camille.finds(question)
    camille.takes(conversation)
    body = {"partner": "Préfecture", "word": WORD}
    path = f"conversations/{conversation}/forward"
    assert camille.does(path, body)[0] == 422, "the citizen has not agreed"
    assert camille.does(path, {**body, "agreed": True}) == (
        200, {"status": "forwarded", "closed": True})
    assert camille.does(path, {**body, "agreed": True})[0] == 409, "it is not held any more"
    address = next(m["custom"]["url"] for m in citizen.sees()
                   if (m["custom"] or {}).get("type") == "forwarded")
    assert address.startswith(f"{other.origin}/#continue=")

    sacha = other.add_agent("Sacha")
    passed_on = sacha.finds(question)
    sacha.takes(passed_on)
    sacha.writes(passed_on, "Bonjour, ici la préfecture.")
    token = urlsplit(address).fragment.removeprefix("continue=")
    base = f"{other.origin}/webhooks/widget"
    status, opened = call("POST", f"{base}/continue", {"token": token, "id": "try-1"})
    assert status == 200
    assert call("POST", f"{base}/continue", {"token": token, "id": "try-2"})[0] == 410
    _, seen = call("GET", f"{base}/messages", None, {"Authorization": f"Bearer {opened['token']}"})
    texts = [message["text"] for message in seen["messages"]]
    assert question in texts and "Bonjour, ici la préfecture." in texts
    assert all(token not in text for text in texts)


def test_agents_here_do_not_see_the_address(here, other):
    camille = here.add_agent("Camille")
    citizen, question = WidgetCitizen(here), f"ma carte {uuid.uuid4().hex}"
    citizen.wishes("person")
    citizen.posts(question)
    conversation = camille.finds(question)
    camille.takes(conversation)
    camille.does(f"conversations/{conversation}/forward", {
        "partner": "Préfecture", "agreed": True})
    assert "#continue=" in citizen.sees()[-1]["text"]
    assert "#continue=" not in str(camille.reads(f"conversations/{conversation}/messages"))


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": "Bearer something else"}, {"Authorization": f"Basic {TOKEN}"}])
def test_without_the_token_nothing_is_taken_over(other, headers):
    body = {"id": "1", "messages": [{"author": "citizen", "text": "bonjour"}]}
    assert call("POST", f"{other.origin}/api/v1/handoffs", body, headers)[0] == 401


def test_the_same_twice_is_the_same_and_what_is_wrong_is_told(other):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    address = f"{other.origin}/api/v1/handoffs"
    body = {"id": uuid.uuid4().hex, "messages": [{"author": "citizen", "text": "bonjour"}]}
    first = call("POST", address, body, headers)
    assert first[0] == 201
    assert call("POST", address, body, headers) == (200, first[1])
    status, answer = call("POST", address, {"id": "1", "messages": []}, headers)
    assert (status, answer["error"]) == (400, "bad_request")


def test_a_partner_that_is_away_changes_nothing(here, other):
    camille = here.add_agent("Camille")
    citizen, question = WidgetCitizen(here), f"ma question {uuid.uuid4().hex}"
    citizen.wishes("person")
    citizen.posts(question)
    conversation = camille.finds(question)
    camille.takes(conversation)
    before = citizen.sees()
    other.stop()
    try:
        status, answer = camille.does(f"conversations/{conversation}/forward", {
            "partner": "Préfecture", "agreed": True})
        assert (status, answer["error"]) == (424, "unreachable")
        assert citizen.sees() == before
    finally:
        other.start()
