"""One conversation over HTTP, from both sides: corrections, forms, files, typing, read marks."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest

from guido.handoff import Role
from guido.handoff.audit import Audit
from tests.live import WidgetCitizen, call

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


@pytest.fixture
def held(citizen, agent):
    """A conversation that the agent has taken."""
    question = f"ma question {uuid.uuid4().hex}"
    citizen.wishes("person")
    citizen.posts(question)
    conversation = agent.finds(question)
    assert agent.takes(conversation)[0] == 200
    return conversation


def test_a_corrected_message_has_its_new_text_in_place_and_the_old_one_is_gone(
    agent, citizen, held
):
    sent = agent.writes(held, "Le prix est de 68 euros.")[1]["sequence"]
    status, _ = agent.does(f"conversations/{held}/messages/{sent}/correct",
                           {"text": "Le prix est de 86 euros.", "id": "c-1"})
    assert status == 202
    seen = {message["sequence"]: message for message in citizen.sees()}
    assert (seen[sent]["text"], seen[sent]["is_corrected"]) == ("Le prix est de 86 euros.", True)
    assert seen[sent + 1]["custom"] == {
        "type": "correction", "of": sent, "text": "Le prix est de 86 euros."}
    assert "68 euros" not in json.dumps(list(seen.values()))


def test_only_the_holder_corrects_and_only_what_they_wrote(agent, colleague, citizen, held):
    sent = agent.writes(held, "Bonjour.")[1]["sequence"]
    path = f"conversations/{held}/messages/{sent}/withdraw"
    assert colleague.does(path, {"id": "w-1"})[0] == 409
    status, answer = agent.does(
        f"conversations/{held}/messages/1/withdraw", {"id": "w-2"})
    assert (status, answer["error"]) == (422, "not_own")
    assert agent.does(path, {"id": "w-3"})[0] == 202
    assert next(m for m in citizen.sees() if m["sequence"] == sent)["text"] == "Message retiré."


def asks(agent, held, kind, label="votre justificatif"):
    body = {"kind": kind, "label": label, "id": uuid.uuid4().hex}
    assert agent.does(f"conversations/{held}/forms", body)[0] == 202


def form_of(citizen):
    return next(m["custom"] for m in reversed(citizen.sees())
                if (m["custom"] or {}).get("type") == "form")


def sends_file(citizen, form, content, name="avis d'impôt.pdf"):
    request = urllib.request.Request(
        f"{citizen.base}/forms/{form['id']}?name={urllib.parse.quote(name)}", content,
        {**citizen.headers, "Content-Type": "application/octet-stream"}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_a_document_comes_back_into_the_conversation_and_only_agents_can_keep_it(
    console_server, agent, citizen, held
):
    asks(agent, held, "document")
    assert sends_file(citizen, form_of(citizen), PDF)[0] == 202
    answer = citizen.sees()[-1]
    assert answer["author"] == "citizen"
    file = answer["custom"]["file"]
    assert (file["name"], file["size"]) == ("avis d'impôt.pdf", len(PDF))
    path = f"{console_server.origin}/agents/data/files/{file['id']}"
    with agent.opener.open(path, timeout=10) as download:
        assert download.read() == PDF
        assert download.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert download.headers["x-content-type-options"] == "nosniff"
        assert download.headers["content-type"] == "application/octet-stream"
    assert call("GET", path)[0] == 401
    assert agent.reads("files/unknown")[0] == 404


@pytest.mark.parametrize(("content", "status", "error"), [
    (b"<script>alert(1)</script>", 422, "file_type"),
    (b"", 422, "file_empty"),
    (PDF + b" " * 5 * 1024 * 1024, 413, "file_too_large"),
])
def test_a_file_that_is_none_of_the_right_ones_is_refused_with_the_reason(
    agent, citizen, held, content, status, error
):
    asks(agent, held, "document")
    refusal = sends_file(citizen, form_of(citizen), content)
    assert (refusal[0], refusal[1]["error"]) == (status, error)
    assert sends_file(citizen, form_of(citizen), PDF)[0] == 202, "it can be tried again"


def test_a_form_is_answered_once_and_that_is_told(agent, citizen, held):
    asks(agent, held, "consent", "d'accord pour partager votre dossier ?")
    address = f"{citizen.base}/forms/{form_of(citizen)['id']}"
    assert call("POST", address, {"value": "perhaps"}, citizen.headers)[0] == 422
    assert call("POST", address, {"value": "yes"}, citizen.headers)[0] == 202
    status, answer = call("POST", address, {"value": "no"}, citizen.headers)
    assert (status, answer["error"]) == (409, "form_answered")
    answers = [m for m in citizen.sees() if (m["custom"] or {}).get("type") == "form_answer"]
    assert [each["custom"]["value"] for each in answers] == ["yes"]


def test_nobody_else_can_answer_a_form_and_after_the_end_nobody_can(
    console_server, agent, citizen, held
):
    asks(agent, held, "reference", "votre numéro de dossier")
    path = f"forms/{form_of(citizen)['id']}"
    stranger = WidgetCitizen(console_server)
    assert call("POST", f"{stranger.base}/{path}", {"value": "1"}, stranger.headers)[0] == 404
    assert agent.does(f"conversations/{held}/close")[0] == 200
    status, answer = call("POST", f"{citizen.base}/{path}", {"value": "1"}, citizen.headers)
    assert (status, answer["error"]) == (409, "form_closed")


def status_of(reader, held=None):
    if held:
        return reader.reads(f"conversations/{held}/messages")[1]["status"]
    return call("GET", f"{reader.base}/messages", None, reader.headers)[1]["status"]


def test_each_side_sees_that_the_other_types_and_has_read(agent, citizen, held):
    last = citizen.sees()[-1]["sequence"]
    call("POST", f"{citizen.base}/read", {"sequence": last}, citizen.headers)
    call("POST", f"{citizen.base}/typing", {"typing": True}, citizen.headers)
    assert status_of(agent, held)["citizen"] == {
        "typing": True, "is_there": True, "read_sequence": last}
    agent.does(f"conversations/{held}/look", {"looking": True, "sequence": last})
    agent.does(f"conversations/{held}/typing", {"typing": True})
    status = status_of(citizen)
    assert (status["agent_typing"], status["agent_read_sequence"]) == (True, last)


def test_the_stream_tells_typing_at_once_and_that_it_is_over(agent, citizen, held):
    last = citizen.sees()[-1]["sequence"]
    stream = agent.opener.open(
        f"{agent.base}/data/conversations/{held}/stream?after={last}", timeout=20)
    states = (json.loads(line)["status"]["citizen"]["typing"] for line in stream if line.strip())
    assert next(states) is False
    call("POST", f"{citizen.base}/typing", {"typing": True}, citizen.headers)
    assert next(states) is True
    call("POST", f"{citizen.base}/typing", {"typing": False}, citizen.headers)
    assert next(states) is False


def test_an_agent_sees_who_else_looks_and_whether_they_may_write(agent, colleague, held):
    colleague.does(f"conversations/{held}/look", {"looking": True})
    status = status_of(agent, held)
    assert status["lookers"] == [{"name": "Dominique", "typing": False}]
    assert (status["mine"], status["holder"]) == (True, "Camille")
    assert status_of(colleague, held)["mine"] is False


def test_a_supervisor_takes_over_and_the_former_holder_can_write_no_more(
    console_server, agent, colleague, citizen, held
):
    supervisor = console_server.add_agent("Sacha", Role.SUPERVISOR)
    assert colleague.does(f"conversations/{held}/take-over")[0] == 403
    assert supervisor.does(f"conversations/{held}/take-over")[0] == 200
    assert agent.writes(held, "encore moi")[0] == 409
    assert supervisor.writes(held, "Bonjour, je reprends.")[0] == 202
    assert any("Sacha" in m["text"] for m in citizen.sees() if m["author"] == "system")


def test_after_the_end_agents_read_what_was_written_until_then_and_nothing_later(
    agent, citizen, held
):
    agent.writes(held, "au revoir")
    agent.does(f"conversations/{held}/close")
    citizen.posts("entre l'assistant et moi")
    status, body = agent.reads(f"conversations/{held}/messages")
    assert status == 200
    texts = [message["text"] for message in body["messages"]]
    assert "au revoir" in texts
    assert "entre l'assistant et moi" not in texts
    after = agent.reads(f"conversations/{held}/messages?after=0")[1]
    assert [message["text"] for message in after["messages"]] == texts


def test_a_long_conversation_opens_at_its_end_and_gives_the_rest_when_asked(
    agent, citizen, held
):
    for number in range(60):
        agent.writes(held, f"message {number}")
    newest = agent.reads(f"conversations/{held}/messages")[1]
    assert (len(newest["messages"]), newest["has_earlier"]) == (50, True)
    first = newest["messages"][0]["sequence"]
    earlier = agent.reads(f"conversations/{held}/messages?before={first}")[1]
    assert earlier["has_earlier"] is False
    assert [m["sequence"] for m in earlier["messages"]] == list(range(1, first))


def test_a_body_of_more_than_a_megabyte_that_is_no_file_is_refused(citizen):
    body = {"id": "1", "text": "x" * (1024 * 1024 + 1)}
    assert call("POST", f"{citizen.base}/messages", body, citizen.headers)[0] == 413


@pytest.mark.parametrize("path, is_noted", [
    ("messages", True), ("messages?before=1000000", True), ("messages?before=3", True),
    ("messages?after=0", True), ("stream?after=0", True),
    ("messages?after=1000000", False), ("stream?after=1000000", False),
])
def test_whichever_way_an_ended_conversation_is_read_it_is_noted(
    console_server, agent, colleague, held, path, is_noted
):
    assert agent.does(f"conversations/{held}/close")[0] == 200
    address = f"{console_server.origin}/agents/data/conversations/{held}/{path}"
    with colleague.opener.open(address, timeout=30) as answer:
        answer.readline()
    with console_server.database() as database:
        noted = database.read(Audit().entries, None, colleague.login, "transcript_read", held)
    assert len(noted) == is_noted
