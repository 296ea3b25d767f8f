"""The code of a procedure that was left is sent by e-mail to who asks for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest

from guido.french.texts import Texts
from guido.notifications import Kind, Notifications, read_quiet_times
from guido.relay.model import Reply
from guido.relay.notifier import Addresses, Notifier
from guido.relay.procedure_letters import CodeLetters
from tests.fakes import Clock
from tests.house import House
from tests.mailbox import mail_server
from tests.trial_procedure import TITLE, FakeOffice, write_trial

QUIET = read_quiet_times(Path("data/notifications.yml"))
SCHEMA = json.loads(Path("docs/schemas/procedure.json").read_text(encoding="utf-8"))
NIGHT = datetime(2026, 11, 24, 2, tzinfo=timezone.utc)
BUTTON, OTHER = "Recevoir le code par courriel", "Recevoir le code à une autre adresse"


class Writing:
    """A house that can send letters, in the middle of the night."""

    def __init__(self, url: str, data: Path, smtp_url: str) -> None:
        self.clock = Clock(NIGHT)
        self.notifications = Notifications(b"key", self.clock)
        letters = CodeLetters(
            self.notifications, Texts.load(Path("data/messages.yml")), self.clock)
        self.house = House(
            url, now=self.clock, data=write_trial(data),
            ports=replace(FakeOffice().ports, letters=letters if smtp_url else None))
        self.notifier = Notifier(
            self.house.database, self.house.bus, self.house.conversations, self.notifications,
            lambda: QUIET, self.house.texts,
            Addresses("Mairie", "https://guido.example", smtp_url, "guido@mairie.example"),
            self.clock)
        self.house.assistant.answer = lambda q: [Reply(
            "fiche", custom={"type": "card", "service": "passeport", "facet": "cout"})]
        self.said = 0

    async def says(self, *texts: str) -> None:
        for text in texts:
            self.said += 1
            await self.house.says(text, f"said-{self.said}")
            custom = self.house.last().custom or {}
            if custom.get("type") == "procedure":
                jsonschema.validate(custom, SCHEMA)

    async def leaves(self, *answers: str) -> str:
        """Begin, answer, leave; returns the code that is shown."""
        await self.says("passeport", f"Commencer la démarche : {TITLE}", *answers,
                        "je reviens plus tard")
        return self.house.last().custom["code"]

    def buttons(self) -> list[str]:
        return [button.title for button in self.house.last().buttons]

    def waiting(self):
        return self.house.database.run(self.notifications.due, [Kind.LETTER])


@pytest.fixture(scope="module")
def server():
    with mail_server() as box:
        yield box


@pytest.fixture
def mailbox(server):
    server.letters.clear()
    server.refuses = False
    return server


@pytest.fixture
def writing(database_url, tmp_path, mailbox):
    writing = Writing(database_url, tmp_path, mailbox.url)
    yield writing
    writing.house.database.close()


async def test_the_code_comes_at_once_even_at_night_and_the_letter_says_nothing_else(
        writing, mailbox):
    code = await writing.leaves("Pour moi", "Jeanne Martin")
    await writing.says(BUTTON, "mon adresse est jeanne@exemple.fr")
    assert "jeanne@exemple.fr" in writing.house.last().text
    assert QUIET.is_quiet(writing.clock())
    await writing.notifier.look()
    ((receivers, letter),) = mailbox.letters
    body = letter.get_content()
    assert receivers == ["jeanne@exemple.fr"]
    assert all(each in body for each in (code, TITLE, "24 décembre 2026"))
    assert not any(each in body for each in ("Jeanne", "jeanne", "Pour moi"))
    assert code not in letter["Subject"]
    await writing.says(f"reprendre {code}")
    assert writing.house.last().custom["question"]["name"] == "emmenagement"


async def test_an_address_that_was_answered_is_offered_and_another_one_too(writing, mailbox):
    await writing.leaves("Pour moi", "Jeanne Martin", "14 mars 2019", "6", "non",
                         "jeanne@exemple.fr")
    assert writing.buttons()[1:] == ["Recevoir le code à jeanne@exemple.fr", OTHER]
    await writing.says("Recevoir le code à jeanne@exemple.fr")
    await writing.notifier.look()
    assert [receivers for receivers, _ in mailbox.letters] == [["jeanne@exemple.fr"]]


async def test_a_wrong_address_is_told_and_asked_for_again(writing):
    await writing.leaves("Pour moi")
    await writing.says(BUTTON, "jeanne.exemple.fr")
    assert "Il manque le signe @" in writing.house.last().text
    await writing.says("jeanne@exemple")
    assert "incomplète" in writing.house.last().text
    assert writing.waiting() == []
    await writing.says("jeanne@exemple.fr")
    assert len(writing.waiting()) == 1


async def test_who_does_not_want_it_after_all_is_not_held_up(writing):
    await writing.leaves("Pour moi")
    await writing.says(BUTTON, "non merci")
    assert writing.house.last().text == "fiche"
    assert writing.waiting() == []


async def test_without_a_mail_server_it_is_not_offered(database_url, tmp_path):
    writing = Writing(database_url, tmp_path, "")
    await writing.leaves("Pour moi")
    assert writing.buttons() == ["Reprendre la démarche"]
    writing.house.database.close()


async def test_so_many_letters_are_written_for_one_conversation_and_no_more(writing):
    code = await writing.leaves("Pour moi")
    for number in range(4):
        await writing.says("Reprendre la démarche", "je reviens plus tard", BUTTON,
                           f"jeanne{number}@exemple.fr")
    assert "Notez votre code" in writing.house.last().text
    assert code not in writing.house.last().text, "a new one each time that it is left"
    assert len(writing.waiting()) == 3


async def test_a_letter_that_cannot_be_sent_is_tried_again_for_some_hours_and_then_forgotten(
        writing, mailbox):
    mailbox.refuses = True
    await writing.leaves("Pour moi")
    await writing.says(BUTTON, "jeanne@exemple.fr")
    await writing.notifier.look()
    writing.clock.now += timedelta(minutes=2)
    assert len(writing.waiting()) == 1
    mailbox.refuses = False
    writing.clock.now += timedelta(hours=12)
    await writing.notifier.look()
    assert mailbox.letters == []
    writing.clock.now += timedelta(days=9)
    assert writing.waiting() == []


async def test_erasing_the_conversation_takes_the_letter_back(writing, mailbox):
    await writing.leaves("Pour moi")
    await writing.says(BUTTON, "jeanne@exemple.fr")
    writing.house.database.run(writing.notifications.erase, writing.house.id)
    await writing.notifier.look()
    assert mailbox.letters == []
