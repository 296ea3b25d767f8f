"""An abusive citizen: no person for some days, but always the assistant and a telephone number."""

from __future__ import annotations

import pytest

from guido.errors import FieldsRefused, NotHolder
from guido.handoff import State
from guido.handoff.joining import Joining
from guido.relay.blocking import BLOCK_REASONS, Blocking
from guido.relay.model import COMMAND_PERSON

TELEPHONE = "01 99 00 12 34"


@pytest.fixture
def blocking(house):
    return Blocking(
        house.conversations, house.handoff, house.audit, house.texts, TELEPHONE)


@pytest.fixture
def camille(house):
    camille = house.agent("camille")
    house.database.run(house.handoff.request, house.id, "asked")
    house.database.run(house.handoff.take, house.id, camille)
    return camille


async def test_the_assistant_answers_and_a_person_is_refused_with_the_telephone(
    house, blocking, camille
):
    house.database.run(blocking.block, house.id, camille, 7, "insults")
    assert TELEPHONE in house.last().text
    (ended,) = house.database.run(house.handoff.history, house.id)
    assert (ended.state, ended.outcome) == (State.RETURNED, "abusive")
    await house.says("combien coûte un passeport")
    assert house.last().text == "réponse à combien coûte un passeport"
    await house.wishes(COMMAND_PERSON)
    assert TELEPHONE in house.last().text
    assert house.database.run(house.handoff.open_of, house.id) is None


async def test_unblocked_a_person_can_be_asked_for_again(house, blocking, camille):
    house.database.run(blocking.block, house.id, camille, 1, "flood")
    for _ in range(2):
        house.database.run(blocking.unblock, house.id, camille)
    await house.wishes(COMMAND_PERSON)
    assert house.database.run(house.handoff.open_of, house.id).state is State.WAITING
    actions = [entry.action for entry in house.database.run(
        house.audit.entries, None, "camille", None, house.id)]
    assert actions == ["unblocked", "blocked"]


def test_conversations_that_were_joined_are_blocked_together(house, blocking, camille):
    other = house.database.run(house.conversations.open, "rest", "at work").id
    house.database.run(house.handoff.request, other, "asked")
    joining = Joining(house.conversations, house.handoff, house.audit)
    house.database.run(joining.join, house.id, other, camille)
    blocked = house.database.run(blocking.block, house.id, camille, 1, "threats")
    assert set(blocked) == {house.id, other}
    assert house.database.run(house.conversations.is_blocked, other)


def test_only_the_holder_blocks_and_only_for_what_is_offered(house, blocking, camille):
    with pytest.raises(NotHolder):
        house.database.run(blocking.block, house.id, house.agent("sacha"), 1, "insults")
    for days, reason in ((365, "insults"), ("7", "insults"), (True, "insults"), (1, "dislike"),
                         (None, None), ([1], {})):
        with pytest.raises(FieldsRefused):
            house.database.run(blocking.block, house.id, camille, days, reason)
    assert not house.database.run(house.conversations.is_blocked, house.id)


def test_what_can_be_chosen_has_its_words(house):
    assert set(house.texts.under("block_reasons")) == set(BLOCK_REASONS)
