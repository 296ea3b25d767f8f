"""Several open conversations of one citizen are held, answered and ended together."""

from __future__ import annotations

import asyncio
import random

import pytest

from guido.cases.reference import make_reference, write_reference
from guido.conversations import Author, Draft
from guido.errors import AlreadyTaken, ConversationNotFound, NotHolder
from guido.handoff import Role
from guido.handoff.audit import Audit
from guido.handoff.joining import Joining, Likeness


@pytest.fixture
def joining(house):
    return Joining(house.conversations, house.handoff, Audit())


@pytest.fixture
def camille(house):
    return house.agent("camille")


def asks(house, name: str, *texts: str) -> str:
    """A citizen's conversation that waits for a person."""
    conversation = house.database.run(house.conversations.open, "rest", name).id
    for text in texts:
        house.database.run(
            house.conversations.append, conversation, Draft(Author.CITIZEN, text))
    house.database.run(house.handoff.request, conversation, "asked")
    return conversation


@pytest.fixture
def held(house, camille):
    conversation = asks(house, "ada")
    house.database.run(house.handoff.take, conversation, camille)
    return conversation


def joined(house, conversation: str) -> set[str]:
    def work(tx):
        escalation = house.handoff.open_of(tx, conversation)
        return {each.conversation_id for each in house.handoff.joined_with(tx, escalation)}
    return house.database.run(work)


def test_a_joined_conversation_is_held_by_the_same_agent(house, joining, camille, held):
    other = asks(house, "ada at work")
    assert house.database.run(joining.join, held, other, camille) is True
    assert house.database.run(house.handoff.open_of, other).is_held_by(camille)
    assert joined(house, held) == {other}
    assert joined(house, other) == {held}


async def test_what_the_agent_writes_goes_to_all_of_them(house, joining, camille, held):
    other = asks(house, "ada at work")
    house.database.run(joining.join, held, other, camille)
    await house.desk.write(other, camille, "Bonjour Ada.", "1")
    for conversation in (held, other):
        last = house.database.run(house.conversations.messages, conversation)[-1]
        assert last.text == "Bonjour Ada."


def test_separating_undoes_it_and_leaves_both_with_the_agent(house, joining, camille, held):
    other = asks(house, "ada at work")
    house.database.run(joining.join, held, other, camille)
    house.database.run(joining.separate, held, other, camille)
    assert joined(house, held) == set()
    assert house.database.run(house.handoff.open_of, other).is_held_by(camille)
    with pytest.raises(ConversationNotFound):
        house.database.run(joining.separate, held, other, camille)


def test_the_first_of_three_can_be_separated_from_the_others(house, joining, camille, held):
    others = {asks(house, "ada at work"), asks(house, "ada on the bus")}
    for other in others:
        house.database.run(joining.join, held, other, camille)
    second, third = others
    house.database.run(joining.separate, second, held, camille)
    assert joined(house, held) == set()
    assert joined(house, second) == {third}


def test_two_pairs_become_four(house, joining, camille, held):
    pair = asks(house, "b1"), asks(house, "b2")
    house.database.run(house.handoff.take, pair[0], camille)
    house.database.run(joining.join, *pair, camille)
    house.database.run(joining.join, held, asks(house, "a2"), camille)
    house.database.run(joining.join, held, pair[0], camille)
    assert len(joined(house, held)) == 3
    assert set(pair) <= joined(house, held)


def test_joining_twice_is_noted_once(house, joining, camille, held):
    other = asks(house, "ada at work")
    assert house.database.run(joining.join, held, other, camille) is True
    assert house.database.run(joining.join, held, other, camille) is False
    entries = house.database.run(Audit().entries, None, None, "joined")
    assert [entry.details for entry in entries] == [{"other": other}]


def test_a_conversation_of_another_agent_is_not_taken_from_them(house, joining, camille, held):
    other = asks(house, "ada at work")
    house.database.run(house.handoff.take, other, house.agent("sacha"))
    with pytest.raises(AlreadyTaken) as taken:
        house.database.run(joining.join, held, other, camille)
    assert taken.value.holder == "Sacha"


def test_only_the_holder_joins(house, joining, camille, held):
    with pytest.raises(NotHolder):
        house.database.run(
            joining.join, held, asks(house, "ada at work"), house.agent("sacha"))


def test_a_closed_conversation_cannot_be_joined(house, joining, camille, held):
    other = asks(house, "ada at work")
    house.database.run(house.handoff.abandon, other)
    with pytest.raises(ConversationNotFound):
        house.database.run(joining.join, held, other, camille)


def test_those_with_the_same_contact_or_reference_come_first(house, joining, camille, held):
    reference = write_reference(make_reference(2026, random.Random(1)))
    house.database.run(
        house.conversations.append, held, Draft(Author.CITIZEN, f"mon dossier {reference}"))
    stranger = asks(house, "blaise", "bonjour")
    same_case = asks(house, "ada at work", f"j'attends pour {reference.lower()}")
    same_contact = asks(house, "ada on the bus")
    for conversation in (held, same_contact):
        house.database.run(
            house.handoff.leave_contact, conversation, "email", "ada@exemple.fr")
    found = house.database.run(joining.candidates, held)
    assert {each.escalation.conversation_id: each.likenesses for each in found} == {
        same_case: (Likeness.REFERENCE,), same_contact: (Likeness.CONTACT,), stranger: ()}
    assert found[-1].escalation.conversation_id == stranger


async def test_writing_in_two_joined_conversations_at_once_refuses_nothing(
    house, joining, camille, held
):
    other = asks(house, "ada at work")
    house.database.run(joining.join, held, other, camille)
    await asyncio.gather(*(
        house.desk.write(conversation, camille, f"{conversation} {number}", f"{number}-{side}")
        for number in range(30) for side, conversation in enumerate((held, other))))
    for conversation in (held, other):
        written = house.database.run(house.conversations.messages, conversation)
        assert len([each for each in written if each.author is Author.AGENT]) == 60


async def test_passing_on_one_of_two_joined_conversations_passes_both_on(
    house, joining, camille, held
):
    other, dominique = asks(house, "ada at work"), house.agent("dominique")
    house.database.run(joining.join, held, other, camille)
    await house.desk.transfer(other, camille, dominique.id, None, "elle écrit deux fois")
    for conversation in (held, other):
        assert house.database.run(house.handoff.open_of, conversation).is_held_by(dominique)
        [*_, last] = house.database.run(house.conversations.messages, conversation)
        assert "Dominique" in last.text


async def test_a_supervisor_takes_over_and_reassigns_joined_conversations_together(
    house, joining, camille, held
):
    other, chief = asks(house, "ada at work"), house.agent("chief", role=Role.SUPERVISOR)
    house.database.run(joining.join, held, other, camille)
    await house.desk.take_over(held, chief)
    for conversation in (held, other):
        assert house.database.run(house.handoff.open_of, conversation).is_held_by(chief)
    await house.desk.reassign(held, chief, camille.id, None)
    for conversation in (held, other):
        assert house.database.run(house.handoff.open_of, conversation).is_held_by(camille)
    noted = house.database.run(lambda tx: house.audit.entries(tx, conversation_id=other))
    assert {"taken_over", "reassigned"} <= {entry.action for entry in noted}
