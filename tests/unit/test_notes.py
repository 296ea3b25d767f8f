"""Private notes and mentions, on both databases."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from guido.conversations import Author, Conversations, Draft
from guido.errors import ConversationNotFound, FieldsRefused
from guido.handoff import Agent, Agents
from guido.handoff.audit import Audit
from guido.handoff.notes import Notes
from guido.handoff.notes.model import checked_text, mentioned_in


class Desk:
    """Notes, a conversation and agents, on one database."""

    def __init__(self, database) -> None:
        self.database, self.run = database, database.run
        self.conversations, self.agents = Conversations(b"key"), Agents(
            hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.notes = Notes(self.conversations, self.agents)
        self.id = self.run(self.conversations.open, "rest", "someone").id
        self.camille, self.anne, self.anne_marie = (
            self.run(self.agents.add, login, name, "a long password")
            for login, name in (("camille", "Camille"), ("anne", "Anne"),
                                ("anne-marie", "Anne-Marie")))

    def writes(self, text, conversation=None):
        return self.run(self.notes.add, conversation or self.id, self.camille, text)

    def mentions(self, agent):
        return [each.note.text for each in self.run(self.notes.unseen, agent.id)]


@pytest.fixture
def desk(database):
    return Desk(database)


def test_notes_are_kept_in_order_with_who_wrote_them(desk):
    desk.writes("  première  ")
    desk.writes("seconde")
    notes = desk.run(desk.notes.of, desk.id)
    assert [(n.agent.name, n.text) for n in notes] == [
        ("Camille", "première"), ("Camille", "seconde")]
    assert notes[0].created_at <= notes[1].created_at


def test_a_mentioned_colleague_is_told_until_they_have_looked(desk):
    assert [a.name for a in desk.writes("@Anne, peux-tu regarder ?")] == ["Anne"]
    assert desk.mentions(desk.anne) == ["@Anne, peux-tu regarder ?"]
    assert desk.mentions(desk.anne_marie) == desk.mentions(desk.camille) == []
    assert desk.run(desk.notes.mentioning, desk.anne.id) == {desk.id}
    assert desk.run(desk.notes.seen, desk.id, desk.anne.id) is True
    assert desk.run(desk.notes.seen, desk.id, desk.anne.id) is False
    assert desk.mentions(desk.anne) == []
    assert desk.run(desk.notes.of, desk.id)[0].mentioned == ("Anne",)


@pytest.mark.parametrize(("text", "names"), [
    ("@anne-marie et @anne.", ["Anne", "Anne-Marie"]),
    ("@anne-marie", ["Anne-Marie"]),
    ("@anne @anne", ["Anne"]),
    ("(@anne)", ["Anne"]),
    ("@annelise", []),
    ("ecrire.a@anne", []),
    ("@personne", []),
])
def test_whom_a_note_mentions(text, names):
    agents = [Agent(1, "anne", "Anne"), Agent(2, "Anne-Marie", "Anne-Marie")]
    assert [agent.name for agent in mentioned_in(text, agents)] == names
    assert mentioned_in(text, []) == []


def test_nobody_mentions_themselves_or_who_has_no_account_any_more(desk):
    desk.run(desk.agents.deactivate, desk.anne.id)
    assert desk.writes("@anne @camille") == []


@pytest.mark.parametrize("text", ["", "  ", "\x00", None, 5, "x" * 4001])
def test_a_note_that_cannot_be_taken_is_refused(text):
    with pytest.raises(FieldsRefused):
        checked_text(text)


def test_a_note_that_is_refused_or_has_no_conversation_leaves_nothing(desk):
    with pytest.raises(ConversationNotFound):
        desk.writes("perdue", "00000000-0000-0000-0000-000000000000")
    with pytest.raises(FieldsRefused):
        desk.writes(" ")
    assert desk.run(desk.notes.of, desk.id) == desk.run(Audit().entries, None, None,
                                                        "note_added") == []


def test_erasing_takes_the_notes_of_one_conversation_and_their_mentions(desk):
    other = desk.run(desk.conversations.open, "rest", "another").id
    desk.writes("@anne ici")
    desk.writes("@anne là", other)
    desk.run(desk.notes.erase, desk.id)
    assert desk.run(desk.notes.of, desk.id) == []
    assert desk.mentions(desk.anne) == ["@anne là"]


def test_notes_go_with_a_conversation_that_is_deleted(desk):
    desk.run(desk.conversations.append, desk.id, Draft(Author.CITIZEN, "bonjour"))
    desk.writes("@anne")
    assert desk.run(desk.conversations.delete_idle, -1) == 1
    assert desk.mentions(desk.anne) == []


def test_the_audit_log_says_that_a_note_was_added_and_not_what_it_says(desk):
    desk.writes("@anne secret")
    noted = desk.run(Audit().entries, None, None, "note_added")
    assert [(e.login, e.conversation_id, e.details) for e in noted] == [
        ("camille", desk.id, {"mentioned": ["anne"]})]
