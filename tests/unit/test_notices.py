"""Notices to all citizens are shown in their time, and every change is in the audit log."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from guido.errors import FieldsRefused, NoticeNotFound
from guido.handoff.accounts import Agent
from guido.handoff.audit import Audit
from guido.handoff.notices import Notices
from tests.house import House

NOW = datetime(2026, 11, 20, 10, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


@pytest.fixture
def notices():
    return Notices(now=lambda: NOW)


@pytest.fixture
def administrator(house: House) -> Agent:
    return house.agent("alice")


def test_a_notice_is_shown_from_its_beginning_until_its_end(house, notices, administrator):
    for text, begins, ends in (("passé", -2, 0), ("en cours", -1, 1), ("long", -3, 9),
                               ("à venir", 1, 2)):
        house.database.run(
            notices.save, administrator, None, text, NOW + begins * HOUR, NOW + ends * HOUR)
    assert [each.text for each in house.database.run(notices.current)] == ["long", "en cours"]
    later = house.database.run(notices.current, NOW + HOUR)
    assert [each.text for each in later] == ["long", "à venir"]
    assert len(house.database.run(notices.all)) == 4


def test_a_notice_is_changed_and_deleted_and_the_log_says_by_whom(house, notices, administrator):
    made = house.database.run(
        notices.save, administrator, None, "La préfecture\nest fermée", NOW, NOW + HOUR)
    house.database.run(
        notices.save, administrator, made, "La mairie est fermée", NOW, NOW + 2 * HOUR)
    changed, = house.database.run(notices.all)
    assert (changed.text, changed.ends_at) == ("La mairie est fermée", NOW + 2 * HOUR)
    house.database.run(notices.delete, administrator, made)
    house.database.run(notices.delete, administrator, made)
    assert house.database.run(notices.all) == []
    noted = [(each.login, each.action) for each in house.database.run(Audit().entries)][:3]
    assert noted == [("alice", action) for action in (
        "notice_deleted", "notice_changed", "notice_changed")]


@pytest.mark.parametrize(("text", "begins", "ends", "wrong"), [
    ("  \n ", NOW, NOW + HOUR, {"text": "notice_text"}),
    ("x" * 301, NOW, NOW + HOUR, {"text": "notice_text"}),
    ("ok", None, None, {"begins_at": "notice_moment", "ends_at": "notice_moment"}),
    ("ok", NOW, NOW, {"ends_at": "notice_order"}),
    ("", None, NOW, {"text": "notice_text", "begins_at": "notice_moment"}),
])
def test_a_notice_that_cannot_be_shown_is_refused_with_its_fields(
    house, notices, administrator, text, begins, ends, wrong
):
    with pytest.raises(FieldsRefused) as refused:
        house.database.run(notices.save, administrator, None, text, begins, ends)
    assert refused.value.reasons == wrong
    assert house.database.run(notices.all) == []


def test_a_notice_that_was_deleted_meanwhile_is_told(house, notices, administrator):
    with pytest.raises(NoticeNotFound):
        house.database.run(notices.save, administrator, 4711, "ok", NOW, NOW + HOUR)
