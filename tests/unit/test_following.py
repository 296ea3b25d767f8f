"""Following a request with what shows that it is one's own: the conversation, a date, a code."""

from __future__ import annotations

from datetime import date

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import context
from actions.follow_case import ValidateFollowCaseForm
from guido.cases import Request
from guido.cases.reference import write_code, write_reference
from guido.storage.migrate import migrate


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The context of actions on an empty database."""
    monkeypatch.setenv("GUIDO_VAR", str(tmp_path / "var"))
    context.cache_clear()
    migrate(context().database)
    yield context()
    context().database.close()
    context.cache_clear()


async def says(text: str, requested: str | None = None, **slots):
    """What the form answers to a text, and the slots after it."""
    dispatcher = CollectingDispatcher()
    slots = {"requested_slot": requested, **slots}
    tracker = Tracker("the conversation", slots, {
        "text": text, "intent": {"name": "suivre_demande"}, "entities": []},
        [], False, None, {}, "action_listen")
    events = await ValidateFollowCaseForm().run(dispatcher, tracker, {})
    set_now = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return [message["text"] for message in dispatcher.messages], set_now


def files(here, **more):
    request = Request("passeport", **more)
    return here.database.run(here.cases.file_request, request)


async def test_what_was_filed_in_the_conversation_is_shown_without_being_asked_anything(here):
    filed = files(here, conversation_id="the conversation")
    files(here, conversation_id="another conversation")
    texts, slots = await says("où en est ma demande ?")
    assert len(texts) == 2
    assert write_reference(filed.case.reference) in texts[0]
    assert "demande reçue" in texts[0]
    assert "ailleurs" in texts[1]
    assert slots["requested_slot"] is None


async def test_of_several_the_newest_is_shown_last_and_one_that_is_named_alone(here):
    filed = [files(here, conversation_id="the conversation") for _ in range(2)]
    texts, _ = await says("où en sont mes demandes ?")
    assert len(texts) == 3
    texts, _ = await says(f"et {write_reference(filed[0].case.reference)} ?")
    assert len(texts) == 2
    assert write_reference(filed[0].case.reference) in texts[0]


async def test_what_was_filed_elsewhere_needs_its_reference_and_its_code(here):
    files(here, conversation_id="the conversation")
    elsewhere = files(here)
    reference = write_reference(elsewhere.case.reference)
    texts, slots = await says(f"ma demande {reference}")
    assert texts == []
    assert slots["case_reference"] == elsewhere.case.reference
    texts, _ = await says(
        f"mon code est {write_code(elsewhere.code).lower()}", "birth_date",
        case_reference=elsewhere.case.reference)
    assert reference in texts[0]


async def test_reference_and_code_in_one_sentence_are_enough(here):
    elsewhere = files(here)
    texts, _ = await says(
        f"{write_reference(elsewhere.case.reference)}, code {write_code(elsewhere.code)}")
    assert write_reference(elsewhere.case.reference) in texts[0]


async def test_a_wrong_code_is_answered_like_a_wrong_date_of_birth_and_counts_like_one(here):
    elsewhere = files(here)
    given = {"case_reference": elsewhere.case.reference}
    first, _ = await says("4F7K-92QX", "birth_date", **given)
    second, _ = await says("12/05/1984", "birth_date", **given)
    assert first == second
    third, _ = await says("4F7K-92QY", "birth_date", **given)
    assert "bloqué" in third[0]


async def test_a_case_with_a_date_of_birth_opens_with_it_as_before(here):
    filed = here.database.run(
        here.cases.file_request, Request("passeport"), date(1984, 5, 12))
    texts, _ = await says(
        "né le 12/05/1984", "birth_date", case_reference=filed.case.reference)
    assert write_reference(filed.case.reference) in texts[0]
