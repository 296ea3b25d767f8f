"""Documents are kept for their owner, for some days, and are gone with the conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guido.conversations import Conversations
from guido.documents import Documents
from guido.errors import DocumentExpired, DocumentNotFound

PDF = b"%PDF-1.7 ..."


@pytest.fixture
def documents(clock):
    return Documents(b"key", 7, clock)


@pytest.fixture
def conversations(database):
    made = Conversations(b"key")
    return [database.run(made.open, "widget", name).id for name in ("one", "other")]


def keep(database, documents, conversation, title="Demande d'acte de naissance"):
    return database.run(documents.keep, conversation, title, PDF, "D26K7M2QX4P")


def test_a_document_is_fetched_as_it_was_kept_and_counted(database, documents, conversations):
    kept = keep(database, documents, conversations[0])
    for fetch, key in ((documents.fetch, (conversations[0], kept.id)),
                       (documents.fetch_by_token, (documents.token(kept),))):
        assert database.run(fetch, *key) == (kept, PDF)
        kept = database.run(documents.of_conversation, conversations[0])[0]
    assert (kept.downloads, kept.size, kept.kind) == (2, len(PDF), "application/pdf")
    assert (kept.case_reference, kept.name) == ("D26K7M2QX4P", "demande-d-acte-de-naissance.pdf")


def test_another_conversation_has_no_way_to_it(database, documents, conversations):
    kept = keep(database, documents, conversations[0])
    with pytest.raises(DocumentNotFound):
        database.run(documents.fetch, conversations[1], kept.id)
    for token in ("", "x", documents.token(kept)[:-1], kept.id, "\ud800"):
        with pytest.raises(DocumentNotFound):
            database.run(documents.fetch_by_token, token)
    assert Documents(b"another key").token(kept) != documents.token(kept)


def test_after_its_days_a_document_is_over_and_its_content_deleted(
    database, documents, conversations, clock
):
    kept = keep(database, documents, conversations[0])
    clock.now += timedelta(days=7, seconds=-1)
    assert database.run(documents.empty_expired) == 0
    assert database.run(documents.fetch_by_token, documents.token(kept))[1] == PDF
    clock.now += timedelta(seconds=1)
    for fetch, key in ((documents.fetch, (conversations[0], kept.id)),
                       (documents.fetch_by_token, (documents.token(kept),)),
                       (documents.look_at, (kept.id,))):
        with pytest.raises(DocumentExpired):
            database.run(fetch, *key)
    assert [database.run(documents.empty_expired) for _ in range(2)] == [1, 0]
    with pytest.raises(DocumentExpired):
        database.run(documents.fetch, conversations[0], kept.id)


def test_agents_look_at_a_document_without_its_counting_as_fetched(
    database, documents, conversations
):
    kept = keep(database, documents, conversations[0])
    assert database.run(documents.look_at, kept.id) == (kept, PDF)
    assert database.run(documents.of_conversation, conversations[0]) == [kept]
    with pytest.raises(DocumentNotFound):
        database.run(documents.look_at, "none")


def test_erasing_takes_the_documents_of_one_conversation(database, documents, conversations):
    kept = [keep(database, documents, each) for each in conversations]
    database.run(documents.erase, conversations[0])
    with pytest.raises(DocumentNotFound):
        database.run(documents.fetch_by_token, documents.token(kept[0]))
    assert database.run(documents.fetch, conversations[1], kept[1].id)[1] == PDF


def test_a_conversation_that_is_deleted_takes_its_documents_with_it(
    database, documents, conversations
):
    kept = keep(database, documents, conversations[0])
    with database.transaction() as tx:
        tx.exec_driver_sql(f"DELETE FROM conversations WHERE id = '{conversations[0]}'")
    with pytest.raises(DocumentNotFound):
        database.run(documents.look_at, kept.id)


@pytest.mark.parametrize(("title", "name"), [
    ("État mensuel – Œuvre n° 3", "etat-mensuel-oeuvre-n-3.pdf"),
    ("../../etc/passwd", "etc-passwd.pdf"), ("王", "document.pdf"),
    ("a" * 300, f"{'a' * 80}.pdf"), ("a\x00\n b", "a-b.pdf")])
def test_a_file_has_a_name_that_every_system_takes(
    database, documents, conversations, title, name
):
    assert keep(database, documents, conversations[0], title).name == name
