"""Messages as the relay takes them: buttons, commands, erasing, restarts, odd texts."""

from __future__ import annotations

import asyncio

import pytest

from guido.conversations import Button
from guido.errors import MessageRefused
from guido.relay.model import Reply
from tests.house import House


async def test_a_chosen_button_reaches_the_assistant_as_its_command(house):
    house.assistant.answer = lambda q: [
        Reply("lequel ?", (Button("Le prix", '/passeport{"facet": "cout"}'),))]
    await house.says("passeport")
    await house.says("le PRIX !")
    assert house.assistant.asked[-1].command == '/passeport{"facet": "cout"}'


async def test_an_older_button_is_understood_by_the_message_that_offered_it(house):
    house.assistant.answer = lambda q: [
        Reply("carte", (Button("Le prix", f"/{q.text}"),))]
    await house.says("passeport")
    await house.says("mariage")
    await house.says("Le prix", "older", offered_by=2)
    assert house.assistant.asked[-1].command == "/passeport"


@pytest.mark.parametrize("text", [
    "/affirmer", "/restart", '/passeport{"facet": "cout"}', "relay:assistant", "/parler_agent",
])
async def test_a_text_that_looks_like_a_command_is_no_command(house, text):
    await house.says(text)
    assert house.assistant.asked[-1].command is None
    assert house.transcript()[0] == ("citizen", text)


async def test_the_citizen_never_gets_to_know_commands(house):
    house.assistant.answer = lambda q: [Reply("?", (Button("Oui", "/affirmer"),))]
    await house.says("bonjour")
    assert "/affirmer" not in str(house.last().public())


async def test_erasing_deletes_all_messages_and_what_the_assistant_remembers(house, tmp_path):
    await house.says("je m'appelle Zébulon Tartempion")
    house.database.run(house.conversations.save_tracker, house.id, "[zébulon]")
    house.assistant.answer = lambda q: [Reply(custom={"type": "erasure_request"})]
    await house.says("oui")
    assert house.transcript() == [("system", house.texts("erased"))]
    assert house.database.run(house.conversations.tracker, house.id) is None
    assert house.last().sequence == 4, "clients that saw number 3 still get what follows"


async def test_what_was_stored_and_not_answered_is_answered_after_a_restart(tmp_path):
    url = f"sqlite:///{tmp_path}/guido.sqlite3"
    before = House(url)
    before.assistant.seconds = 60
    await before.relay.receive(before.id, "ma question", "id-1")
    for task in list(before.relay._workers.values()):
        task.cancel()
    before.database.close()
    after = House(url)
    resuming = asyncio.create_task(after.relay.resume())
    assert await after.relay.wait_until_settled(after.id, 1)
    resuming.cancel()
    assert after.transcript() == [
        ("citizen", "ma question"), ("assistant", "réponse à ma question")]
    after.database.close()


@pytest.mark.parametrize(("text", "reason"), [
    ("", "empty"), ("   \n", "empty"), (None, "not_text"), ({"a": 1}, "not_text"),
    ("x" * 20001, "too_long"),
])
async def test_what_cannot_be_a_message_is_refused_with_its_reason(house, text, reason):
    with pytest.raises(MessageRefused) as refused:
        await house.relay.receive(house.id, text, "id-1")
    assert refused.value.reason == reason
    assert house.texts(f"refused.{reason}")
    assert house.transcript() == []


@pytest.mark.parametrize("text", [
    "x" * 20000, "\u200b", "😀😀", "\u202eabc", "<script>alert(1)</script>", "'; DROP TABLE x;--",
    '{"a": [1]}', "é" * 100, "a\x00b",
])
async def test_odd_texts_are_stored_as_written(house, text):
    await house.says(text, "id-1")
    assert house.transcript()[0] == ("citizen", text.replace("\x00", ""))
