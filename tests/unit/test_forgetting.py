"""What is left of a conversation that was erased or kept long enough: in all tables, nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from guido.cases import CaseState, Request
from guido.conversations import Author, Draft
from guido.handoff import State
from guido.handoff.forms import Kind
from guido.handoff.watchers import CITIZEN
from guido.notifications import Notice, Way
from guido.relay.model import REQUEST_ERASURE, Answer, Reply, Turn
from guido.relay.runtime import build_runtime
from guido.relay.serving import delete_idle
from guido.settings import load_settings

SECRET = "Agathe"
PDF = b"%PDF-1.4 " + SECRET.encode()


@pytest.fixture
def runtime(tmp_path, database_url):
    runtime = build_runtime(load_settings({
        "GUIDO_VAR": str(tmp_path), "GUIDO_DATABASE_URL": database_url}), None)
    yield runtime
    runtime.database.close()


@pytest.fixture
def known(runtime):
    """A conversation of which every subject holds something; its id."""
    def work(tx):
        agent = runtime.agents.add(tx, "camille", "Camille", "a long password")
        other = runtime.agents.add(tx, "sacha", "Sacha", "a long password")
        own = runtime.conversations.open(tx, "widget", "token").id
        runtime.conversations.append(tx, own, Draft(Author.CITIZEN, f"Je suis {SECRET}"))
        runtime.conversations.note_understanding(tx, own, 1, {"intent": SECRET})
        runtime.conversations.save_tracker(tx, own, SECRET)
        runtime.handoff.request(tx, own, "asked", context={"slots": {"name": SECRET}})
        runtime.handoff.leave_contact(tx, own, "email", f"{SECRET}@exemple.fr")
        escalation = runtime.handoff.take(tx, own, agent)
        runtime.marks.set_word(tx, escalation, SECRET)
        runtime.marks.set_tags(tx, own, agent, [SECRET])
        runtime.notes.add(tx, own, agent, f"@{other.login} c'est {SECRET}")
        runtime.forms.ask(tx, "form", own, Kind.DOCUMENT, f"la carte de {SECRET}", escalation.id)
        runtime.forms.keep_file(tx, own, f"{SECRET}.pdf", PDF)
        runtime.watchers.look(tx, own, CITIZEN, True)
        now = datetime.now(timezone.utc)
        for days in (1, 2):
            runtime.scheduled.add(tx, own, agent, f"Bonjour {SECRET}", now + timedelta(days=days))
        runtime.handoff.end(tx, own, agent, State.CLOSED)
        runtime.rating.ask(tx, own, escalation)
        runtime.rating.score(tx, own, escalation.id, 2)
        runtime.rating.comment(tx, own, escalation.id, f"Je suis {SECRET}")
        return own

    return runtime.database.run(work)


def _rows_with(runtime, *texts):
    """The tables in which any of the texts is, the log of what agents did aside."""
    def work(tx):
        tables = set(sa.inspect(tx).get_table_names()) - {"audit_log"}
        rows = {table: [str([bytes(each) if isinstance(each, memoryview) else each for each in row])
                        for row in tx.execute(sa.text(f'SELECT * FROM "{table}"'))]
                for table in tables}
        return {table for table, found in rows.items()
                if any(text in row for row in found for text in texts)}
    return runtime.database.run(work)


def test_erasing_leaves_the_number_of_the_conversation_and_nothing_else(runtime, known):
    assert _rows_with(runtime, SECRET) >= {
        "messages", "escalations", "notes", "forms", "files", "scheduled_messages", "feedback"}

    def work(tx):
        message = runtime.conversations.append(
            tx, known, Draft(Author.CITIZEN, f"effacez tout, {SECRET}")).message
        runtime.relay._turns.store_answer(
            tx, Turn(known, "widget", message, None, None, False),
            Answer([Reply(custom={"type": REQUEST_ERASURE})]))

    runtime.database.run(work)
    assert _rows_with(runtime, SECRET) == set()
    assert _rows_with(runtime, known) == {"conversations", "messages"}, "that it was erased"
    noted = runtime.database.run(runtime.audit.entries, None, None, None, known)
    assert {each.action for each in noted} >= {"note_added", "tagged"}, "who did what stays"
    assert SECRET not in str(noted)


def test_erasing_takes_back_news_and_letters_and_leaves_what_was_filed(runtime, known):
    def work(tx):
        case = runtime.casework.file(tx, Request("passeport", conversation_id=known)).case
        for reference in (case.reference, None):
            runtime.notifications.agree(
                tx, known, Way.EMAIL, f"{SECRET}@exemple.fr", reference)
        runtime.notifications.plan(tx, Notice(
            f"Bonjour {SECRET}", "Rappel", datetime.now(timezone.utc), "rappel", known,
            case.reference))
        for eraser in runtime.relay._turns._erasers:
            eraser.erase(tx, known)
        runtime.casework.add_status(tx, case.reference, CaseState.READY)
        return case.reference

    reference = runtime.database.run(work)
    assert _rows_with(runtime, f"{SECRET}@exemple.fr", f"Bonjour {SECRET}") <= {"escalations"}
    assert runtime.database.run(runtime.cases.of_conversation, known) == []
    assert runtime.database.run(runtime.cases.named, reference).current.state is CaseState.READY


def test_after_the_days_that_were_promised_nothing_is_left(runtime, known):
    old = datetime.utcnow() - timedelta(days=runtime.organisation.retention_days + 1)

    def work(tx):
        tx.execute(sa.text("UPDATE conversations SET updated_at = :old"), {"old": old})
        assert delete_idle(tx, runtime) == 1

    runtime.database.run(work)
    assert _rows_with(runtime, SECRET, known) == set()
