"""Documents over HTTP: their owner gets them, nobody else, and agents leave a trace."""

from __future__ import annotations

import json
import urllib.request
import uuid
from email.message import Message

import pytest

from guido.documents import Documents
from guido.handoff.audit import Audit
from guido.settings import load_settings
from tests.live import WidgetCitizen, call

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def documents(console_server):
    settings = load_settings({name: value for name, value in console_server.environment.items()
                              if name.startswith("GUIDO_")})
    return Documents(settings.secret_key())


@pytest.fixture
def conversation(agent, citizen):
    """A citizen's conversation that waits for an agent."""
    question = f"ma question {uuid.uuid4().hex}"
    citizen.wishes("person")
    citizen.posts(question)
    return agent.finds(question)


@pytest.fixture
def kept(console_server, documents, conversation):
    with console_server.database() as database:
        return database.run(documents.keep, conversation, "Demande d'acte", PDF)


def opened(url: str, headers: dict[str, str]) -> tuple[bytes, Message]:
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read(), answer.headers


def ages(console_server, kept):
    with console_server.database() as database, database.transaction() as tx:
        tx.exec_driver_sql(
            f"UPDATE documents SET expires_at = '2020-01-01 00:00:00' WHERE id = '{kept.id}'")


def test_the_owner_fetches_a_document_with_the_token_of_the_conversation(citizen, kept):
    content, headers = opened(f"{citizen.base}/documents/{kept.id}", citizen.headers)
    assert content == PDF
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''demande-d-acte.pdf"
    assert headers["Cache-Control"] == "no-store"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_fetches_it(console_server, citizen, kept):
    url = f"{citizen.base}/documents/{kept.id}"
    assert call("GET", url)[0] == 401
    status, body = call("GET", url, None, WidgetCitizen(console_server).headers)
    assert (status, body["error"]) == (404, "unknown_document")
    assert call("GET", f"{citizen.base}/documents/none", None, citizen.headers)[0] == 404


def test_a_secret_link_opens_it_without_a_token(console_server, documents, kept):
    url = f"{console_server.origin}/documents/{documents.token(kept)}"
    content, headers = opened(url, {})
    assert content == PDF
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "no-referrer"
    status, told = call("GET", url[:-1])
    assert (status, told) == (404, "Ce document n'existe pas, ou il n'est plus conservé.")


def test_an_expired_document_is_told_as_over(console_server, documents, citizen, agent, kept):
    ages(console_server, kept)
    status, body = call("GET", f"{citizen.base}/documents/{kept.id}", None, citizen.headers)
    assert (status, body["error"]) == (410, "expired_document")
    assert call("GET", f"{console_server.origin}/documents/{documents.token(kept)}")[0] == 410
    assert agent.reads(f"documents/{kept.id}")[0] == 410


def test_agents_see_the_documents_of_a_conversation_and_who_opened_one_is_noted(
    console_server, agent, conversation, kept
):
    status, body = agent.reads(f"conversations/{conversation}/documents")
    assert status == 200
    assert [(each["id"], each["title"], each["downloads"]) for each in body["documents"]] == [
        (kept.id, "Demande d'acte", 0)]
    assert agent.reads(f"documents/{kept.id}") == (200, PDF.decode())
    with console_server.database() as database:
        entry = database.run(Audit().entries, None, agent.login)[0]
    assert (entry.action, entry.conversation_id) == ("document_read", conversation)
    assert entry.details == {"document": kept.id}


def test_agents_see_nothing_of_a_conversation_that_none_was_asked_into(
    console_server, documents, agent, citizen
):
    secret = uuid.uuid4().hex
    citizen.posts(secret)
    with console_server.database() as database, database.transaction() as tx:
        conversation = tx.exec_driver_sql(
            f"SELECT conversation_id FROM messages WHERE text = '{secret}'").scalar_one()
        private = documents.keep(tx, conversation, "Demande", PDF)
    assert agent.reads(f"conversations/{conversation}/documents")[0] == 404
    assert agent.reads(f"documents/{private.id}")[0] == 404
    assert call("GET", f"{agent.base}/data/documents/{private.id}")[0] == 401


def test_the_secret_of_a_link_is_nowhere_in_the_database(console_server, documents, kept):
    with console_server.database() as database, database.transaction() as tx:
        row = tx.exec_driver_sql(f"SELECT * FROM documents WHERE id = '{kept.id}'").mappings().one()
    assert documents.token(kept) not in json.dumps({**row, "content": ""}, default=str)
