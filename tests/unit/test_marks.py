"""What agents mark on a conversation: tags, tests, a day to come back to it."""

from __future__ import annotations

from datetime import date

import pytest

from guido.errors import ConversationNotFound, FieldsRefused
from guido.handoff import State
from guido.handoff.audit import Audit
from guido.handoff.marks import Marks

TODAY = date(2026, 11, 23)


@pytest.fixture
def marks(house):
    return Marks(house.handoff, Audit())


@pytest.fixture
def camille(house):
    camille = house.agent("camille")
    house.database.run(house.handoff.request, house.id, "asked")
    house.database.run(house.handoff.take, house.id, camille)
    return camille


def newest(house):
    return house.database.run(house.handoff.history, house.id)[0]


def actions(house):
    return [entry.action for entry in house.database.run(
        Audit().entries, None, "camille", None, house.id)]


def test_tags_are_kept_once_each_and_without_spaces_around(house, marks, camille):
    house.database.run(
        marks.set_tags, house.id, camille, [" Passeport ", "passeport", "urgent", ""])
    assert newest(house).tags == ("Passeport", "urgent")
    assert actions(house) == ["tagged"]


def test_the_same_tags_again_change_nothing(house, marks, camille):
    for _ in range(2):
        house.database.run(marks.set_tags, house.id, camille, ["urgent"])
    assert actions(house) == ["tagged"]


@pytest.mark.parametrize("tags", [
    "urgent", [1], ["x" * 41], [f"mot {number}" for number in range(11)]])
def test_too_many_and_too_long_tags_are_refused(house, marks, camille, tags):
    with pytest.raises(FieldsRefused):
        house.database.run(marks.set_tags, house.id, camille, tags)


def test_tags_used_before_are_suggested_the_most_usual_first(house, marks, camille):
    for tags in (["urgent"], ["passeport", "Urgent"], ["urgent"]):
        house.database.run(house.handoff.request, house.id, "asked")
        house.database.run(house.handoff.take, house.id, camille)
        house.database.run(marks.set_tags, house.id, camille, tags)
        house.database.run(house.handoff.end, house.id, camille, State.CLOSED)
    assert house.database.run(marks.suggested) == ["urgent", "passeport"]


def test_a_conversation_is_marked_as_a_test_and_counted_again(house, marks, camille):
    house.database.run(marks.set_test, house.id, camille, True)
    assert newest(house).is_test
    house.database.run(marks.set_test, house.id, camille, False)
    assert not newest(house).is_test
    assert actions(house) == ["unmarked_test", "marked_test"]


def test_a_day_to_come_back_stays_after_the_end_and_can_be_cleared(house, marks, camille):
    house.database.run(marks.set_follow_up, house.id, camille, date(2026, 12, 1), TODAY)
    house.database.run(house.handoff.end, house.id, camille, State.CLOSED)
    assert newest(house).follow_up_on == date(2026, 12, 1)
    house.database.run(marks.set_follow_up, house.id, camille, None, TODAY)
    assert newest(house).follow_up_on is None
    assert actions(house) == ["follow_up_set", "follow_up_set"]


def test_a_day_that_is_over_is_refused(house, marks, camille):
    with pytest.raises(FieldsRefused) as refused:
        house.database.run(
            marks.set_follow_up, house.id, camille, date(2026, 11, 22), TODAY)
    assert refused.value.reasons == {"on": "follow_up_past"}


def test_nothing_is_marked_where_nobody_asked_for_a_person(house, marks):
    camille = house.agent("camille")
    with pytest.raises(ConversationNotFound):
        house.database.run(marks.set_tags, house.id, camille, ["urgent"])
