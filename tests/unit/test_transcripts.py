"""Ended conversations and full-text search: what is found, and what agents may not find."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guido.conversations import Author, Draft
from guido.handoff import State
from guido.handoff.transcripts import Filters, Transcripts
from guido.handoff.transcripts.model import excerpt

FILTERS = Filters()


@pytest.fixture
def agent(house):
    return house.agent("camille")


class Written:
    """Conversations with messages, straight into the database."""

    def __init__(self, house, agent) -> None:
        self.house, self.agent, self.number = house, agent, 0

    def says(self, conversation, text, author=Author.CITIZEN):
        self.house.database.run(
            self.house.conversations.append, conversation, Draft(author, text))

    def asks(self, *texts, reason="asked", **more):
        """A citizen who wrote something and waits."""
        self.number += 1
        house = self.house
        conversation = house.database.run(
            house.conversations.open, "rest", f"citizen {self.number}").id
        for text in texts:
            self.says(conversation, text)
        house.database.run(lambda tx: house.handoff.request(tx, conversation, reason, **more))
        return conversation

    def ends(self, conversation, state=State.CLOSED, **more):
        def work(tx):
            self.house.handoff.take(tx, conversation, self.agent)
            self.house.handoff.end(tx, conversation, self.agent, state, **more)
        self.house.database.run(work)

    def mark(self, conversation, work, *values):
        def marked(tx):
            work(tx, self.house.handoff.history(tx, conversation)[0], *values)
        self.house.database.run(marked)

    def search(self, question, filters=FILTERS, **more):
        return self.house.database.run(
            lambda tx: Transcripts().search(tx, question, filters, **more))

    def closed(self, filters=FILTERS, **more):
        return self.house.database.run(lambda tx: Transcripts().closed(tx, filters, **more))

    def found(self, question, **more):
        return [each.escalation.conversation_id for each in self.search(question, **more)]


@pytest.fixture
def written(house, agent):
    return Written(house, agent)


@pytest.mark.parametrize("question", [
    "déménagé", "DEMENAGE", "Démén", "lyon j'ai", "à Lyon", "lyon, déménagé !",
])
def test_case_accents_order_and_punctuation_do_not_matter(written, question):
    conversation = written.asks("Bonjour", "J’ai déménagé à Lyon")
    written.asks("Je veux un passeport")
    assert written.found(question) == [conversation]


def test_the_words_may_be_in_different_messages_but_all_must_be_there(written):
    conversation = written.asks("une question de passeport", "pour mon fils mineur")
    assert written.found("fils passeport") == [conversation]
    assert written.found("fille passeport") == []


def test_what_agents_wrote_is_found_too_and_the_newest_come_first(written):
    first, second = written.asks("bonjour"), written.asks("bonsoir")
    for conversation in (second, first):
        written.says(conversation, "Apportez un justificatif", Author.AGENT)
    assert written.found("justificatif") == [second, first]


def test_what_was_written_to_the_assistant_after_the_end_is_not_found(written):
    conversation = written.asks("avant la fin")
    written.ends(conversation)
    written.says(conversation, "un secret")
    assert written.found("secret") == []
    [found] = written.search("fin")
    assert "secret" not in str(found.excerpt)


def test_it_is_found_once_the_citizen_has_asked_for_a_person_again(written, house):
    conversation = written.asks("avant la fin")
    written.ends(conversation)
    written.says(conversation, "entre les deux")
    house.database.run(lambda tx: house.handoff.request(tx, conversation, "asked"))
    assert written.found("deux") == [conversation]
    assert written.closed() == []


def test_who_never_asked_for_a_person_is_not_found(house, written):
    written.says(house.id, "seulement pour l'assistant")
    assert written.found("assistant") == []


@pytest.mark.parametrize("question", ["", "   ", "!?", "%", "_"])
def test_a_question_without_words_finds_nothing(written, question):
    written.asks("cent % d'accord_pas")
    assert written.found(question) == []


def test_the_excerpt_is_of_the_message_with_the_most_words_and_marks_them(written):
    written.asks("le passeport", "mon passeport est PÉRIMÉ depuis mars", "le passeport encore")
    [found] = written.search("passeport périmé")
    assert [text for text, is_found in found.excerpt.pieces if is_found] == [
        "passeport", "PÉRIMÉ"]
    assert found.excerpt.author == "citizen"


def test_a_long_message_is_cut_around_what_was_found():
    text = f"{'avant ' * 50}l’œuvre cherchée {'après ' * 50}"
    cut = excerpt(3, "citizen", text, ["oeuvre"])
    shown = "".join(piece for piece, _ in cut.pieces)
    assert len(shown) < 200
    assert shown.startswith("… avant") and shown.endswith(" …")
    assert [piece for piece, is_found in cut.pieces if is_found] == ["œuvre"]


def test_ended_conversations_come_page_by_page_the_last_to_end_first(written):
    conversations = [written.asks(f"question {number}") for number in range(5)]
    for conversation in reversed(conversations):
        written.ends(conversation)
    seen, before = [], None
    while page := written.closed(before=before, limit=2):
        seen += [each.escalation.conversation_id for each in page]
        before = page[-1].escalation.id
    assert seen == conversations


def test_all_ends_are_listed_and_open_conversations_are_not(written, house):
    written.asks("attend")
    returned, abandoned = written.asks("rendue"), written.asks("partie")
    written.ends(returned, State.RETURNED, outcome="answered")
    house.database.run(house.handoff.abandon, abandoned)
    assert {each.escalation.state for each in written.closed()} == {
        State.RETURNED, State.ABANDONED}


def test_filters_narrow_both_lists(written, house):
    handoff = house.handoff
    plain = written.asks("bonjour à tous")
    other = written.asks(
        "bonjour à vous", reason="complaint", service="passeport", theme="papiers")
    house.database.run(handoff.leave_contact, other, "phone", "+33199001234")
    for conversation, tags in ((plain, ()), (other, ("à rappeler", "50 %"))):
        written.ends(conversation, tags=tags)
    written.mark(other, handoff.follow_up, date(2026, 3, 1))
    matching = (
        Filters(reason="complaint"), Filters(service="passeport"), Filters(theme="papiers"),
        Filters(tag="à rappeler"), Filters(tag="50 %"), Filters(has_contact=True),
        Filters(follow_up_until=date(2026, 3, 1)))
    for filters in matching:
        assert written.found("bonjour", filters=filters) == [other], filters
        assert [each.escalation.conversation_id for each in written.closed(filters)] == [other]
    for filters in (Filters(tag="rappeler"), Filters(tag="5"), Filters(team_id=99),
                    Filters(follow_up_until=date(2026, 3, 1) - timedelta(days=1))):
        assert written.closed(filters) == [], filters


def test_test_conversations_are_hidden_unless_asked_for(written, house):
    conversation = written.asks("essai")
    written.ends(conversation)
    written.mark(conversation, house.handoff.mark_test, True)
    assert written.found("essai") == [] == written.closed()
    assert written.found("essai", filters=Filters(with_tests=True)) == [conversation]
