"""Forwarding to another institution: by e-mail through a real mail server, and to another Guido."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest

from guido.conversations import Author, Draft, Message
from guido.errors import (
    ConversationNotFound,
    FieldsRefused,
    HandoffRefused,
    NotHolder,
    PartnerUnavailable,
    SettingsError,
)
from guido.handoff import State
from guido.handoff.marks import Marks
from guido.handoff.partners import Partner, read_partners
from guido.handoff.teams import TeamDraft
from guido.relay import forwarding as module
from guido.relay.forwarding import Forwarding, Ways
from guido.relay.incoming import Incoming
from guido.relay.partner_client import as_json, pass_on
from guido.relay.transcript import as_data, newest
from guido.settings import load_settings
from guido.web import LARGEST_JSON
from tests.live import free_port
from tests.mailbox import mail_server

CAF = Partner("Caf", email="accueil@caf.example")
PREFECTURE = Partner("Préfecture", url="https://guido.prefecture.example")
ATTACK = "bonjour\r\nBcc: tous@exemple.fr\r\n\r\nautre texte"


@pytest.fixture
def mailbox():
    with mail_server() as box:
        yield box


@pytest.fixture
def camille(house):
    camille = house.agent("camille")
    house.database.run(
        house.conversations.append, house.id, Draft(Author.CITIZEN, "Où est mon dossier ?"))
    house.database.run(house.handoff.request, house.id, "asked", "passeport", "papiers")
    house.database.run(house.handoff.take, house.id, camille)
    return camille


def forwarding(house, smtp_url: str = "smtp://127.0.0.1:9") -> Forwarding:
    return Forwarding(
        house.database, house.bus, house.conversations, house.handoff, house.audit, house.texts,
        house.organisation, (CAF, PREFECTURE),
        Ways(smtp_url, "guido@mairie.example", {PREFECTURE.name: "0123456789abcdef"}))


def customs(house):
    return [message.custom for message in house.database.run(
        house.conversations.messages, house.id) if message.custom]


async def test_the_transcript_arrives_by_mail_and_the_citizen_is_told(house, camille, mailbox):
    house.database.run(
        house.handoff.leave_contact, house.id, "telephone", "+33612345678")
    is_closed = await forwarding(house, mailbox.url).forward(
        house.id, camille, "Caf", "Pour vous")
    ((receivers, letter),) = mailbox.letters
    assert receivers == ["accueil@caf.example"]
    assert letter["From"] == "guido@mairie.example"
    body = letter.get_content()
    for text in ("Où est mon dossier ?", "Le mot de Camille : Pour vous", "06 12 34 56 78"):
        assert text in body
    assert not is_closed
    assert "« Caf »" in house.last().text
    assert house.database.run(house.handoff.open_of, house.id).is_held_by(camille)
    (noted,) = house.database.run(house.audit.entries, None, None, "forwarded")
    assert noted.details == {"partner": "Caf", "way": "mail"}


async def test_who_left_no_contact_is_told_that_they_will_not_be_answered_directly(
    house, camille, mailbox
):
    await forwarding(house, mailbox.url).forward(house.id, camille, "Caf", "")
    assert "contactez cette administration" in house.last().text
    assert "n'a pas laissé" in mailbox.letters[0][1].get_content()


async def test_nothing_that_people_write_gets_into_the_head_of_the_mail(
    house, camille, mailbox
):
    house.database.run(house.conversations.append, house.id, Draft(Author.CITIZEN, ATTACK))
    await forwarding(house, mailbox.url).forward(house.id, camille, "Caf", ATTACK)
    ((receivers, letter),) = mailbox.letters
    assert receivers == ["accueil@caf.example"]
    assert letter["Bcc"] is None
    assert "autre texte" in letter.get_content()


async def test_a_mail_server_that_is_away_changes_nothing_and_can_be_tried_again(
    house, camille, mailbox
):
    before = house.transcript()
    with pytest.raises(PartnerUnavailable) as failed:
        await forwarding(house, f"smtp://127.0.0.1:{free_port()}").forward(
            house.id, camille, "Caf", "")
    assert failed.value.reason == "mail"
    assert house.transcript() == before
    assert house.database.run(house.audit.entries, None, None, "forwarded") == []
    await forwarding(house, mailbox.url).forward(house.id, camille, "Caf", "")
    assert len(mailbox.letters) == 1


async def test_only_the_holder_forwards_and_only_to_a_partner(house, camille, mailbox):
    with pytest.raises(NotHolder):
        await forwarding(house, mailbox.url).forward(
            house.id, house.agent("sacha"), "Caf", "")
    with pytest.raises(FieldsRefused):
        await forwarding(house, mailbox.url).forward(house.id, camille, "Inconnue", "")
    assert mailbox.letters == []


async def test_what_is_not_set_is_said_before_anything_is_sent(house, camille):
    without = Forwarding(
        house.database, house.bus, house.conversations, house.handoff, house.audit, house.texts,
        house.organisation, (CAF, PREFECTURE), Ways("", "", {}))
    assert [each["is_ready"] for each in without.partners()] == [False, False]
    for name in ("Caf", "Préfecture"):
        with pytest.raises(PartnerUnavailable) as failed:
            await without.forward(house.id, camille, name, "")
        assert failed.value.reason == "not_set"


async def test_another_guido_goes_on_and_the_conversation_is_closed_here(
    house, camille, monkeypatch
):
    sent = []

    async def pass_on(url, token, body):
        sent.append((url, token, body))
        return "https://guido.prefecture.example/#continue=abc"

    monkeypatch.setattr(module, "pass_on", pass_on)
    assert await forwarding(house).forward(house.id, camille, "Préfecture", "Pour vous") is True
    ((url, token, body),) = sent
    assert (url, token) == (PREFECTURE.url, "0123456789abcdef")
    assert body["messages"][0]["text"] == "Où est mon dossier ?"
    (ended,) = house.database.run(house.handoff.history, house.id)
    assert (ended.state, ended.outcome) == (State.CLOSED, "elsewhere")
    last = house.last()
    assert last.custom["url"] in last.text
    assert last.sequence > ended.ended_sequence, "the address is the citizen's alone"
    for custom in customs(house):
        schema = json.loads(Path(f"docs/schemas/{custom['type']}.json").read_text("utf-8"))
        jsonschema.validate(custom, schema)


@pytest.mark.parametrize("address", [
    "https://[", "javascript:alert(1)", "http://elsewhere.example/#continue=1", "https:///x",
    "https://guido.prefecture.example/\n", 7, None])
async def test_a_partner_sends_citizens_to_no_unsafe_address(monkeypatch, address):
    class Answer:
        status = 201

        async def __aenter__(self):
            return self

        async def __aexit__(self, *_):
            return None

        async def json(self, content_type):
            return {"url": address}

    monkeypatch.setattr("aiohttp.ClientSession.post", lambda *_, **__: Answer())
    with pytest.raises(PartnerUnavailable) as refused:
        await pass_on(PREFECTURE.url, "token", {})
    assert refused.value.reason == "refused"


def test_the_end_of_a_very_long_conversation_is_sent(house):
    for number in range(410):
        house.database.run(
            house.conversations.append, house.id, Draft(Author.CITIZEN, f"message {number}"))
    messages = house.database.run(house.conversations.messages, house.id)
    assert [each.text for each in newest(messages)][::399] == ["message 10", "message 409"]


def test_the_longest_that_is_sent_is_taken_in_whatever_it_is_written_in(house, camille):
    escalation = house.database.run(house.handoff.open_of, house.id)
    moment = datetime.now(timezone.utc)
    for letter in "م😀\"":
        messages = [Message(Author.CITIZEN, 1000 * letter, author_name=80 * letter, sequence=number,
                            created_at=moment) for number in range(300)]
        body = as_data(escalation, camille, 1000 * letter, messages, 64 * "0")
        assert len(as_json(body)) <= LARGEST_JSON
        assert json.loads(as_json(body)) == body


def test_a_mistake_in_the_partners_is_told_with_its_line(tmp_path):
    path = tmp_path / "handoff.yml"
    for written in ("name: Caf", "name: Caf\n    email: nobody", "name: a,b\n    email: a@b.fr",
                    "name: Caf\n    url: http://caf.example"):
        path.write_text(f"partners:\n  - {written}\n", encoding="utf-8")
        with pytest.raises(Exception, match=r"handoff\.yml:\d"):
            read_partners(path)


@pytest.mark.parametrize("settings", [
    {"GUIDO_SMTP_URL": "smtp://mail.example"},
    {"GUIDO_SMTP_URL": "http://mail.example", "GUIDO_MAIL_FROM": "a@b.fr"},
    {"GUIDO_SMTP_URL": "smtp://mail.example", "GUIDO_MAIL_FROM": "a@b.fr\nBcc: c@d.fr"},
    {"GUIDO_PARTNER_TOKENS": "Caf"}, {"GUIDO_PARTNER_TOKENS": "Caf=short"},
    {"GUIDO_PARTNER_TOKENS": "Caf=0123456789abcdef,Caf=fedcba9876543210"}], ids=str)
def test_settings_that_cannot_be_used_are_refused_at_start(settings):
    with pytest.raises(SettingsError):
        load_settings(settings)


def test_tokens_may_hold_equals_signs():
    settings = load_settings({
        "GUIDO_PARTNER_TOKENS": "Caf=0123456789abcd==, Crous=0123456789abcdef"})
    assert settings.partners == {"Caf": "0123456789abcd==", "Crous": "0123456789abcdef"}


# --- the other side ----------------------------------------------------------------------------


@pytest.fixture
def incoming(house):
    return Incoming(
        b"key", house.conversations, house.handoff, Marks(house.handoff, house.audit),
        house.waiting, house.texts, lambda name: "papiers" if name == "passeport" else None)


def passed_on(**more):
    return {
        "id": "1", "agent": "Camille", "word": "Il attend depuis mai.", "service": "passeport",
        "contact": {"kind": "email", "value": "ada@exemple.fr"},
        "messages": [
            {"author": "citizen", "text": "Où est mon dossier ?",
             "at": "2026-11-22T10:00:00+00:00"},
            {"author": "agent", "author_name": "Camille", "text": "Je demande."}], **more}


def open_here(house):
    return house.database.run(house.handoff.queue)


def test_it_waits_here_with_its_beginning_its_origin_and_the_word(house, incoming):
    _, is_new = house.database.run(incoming.take_in, "Mairie", passed_on())
    (escalation,) = open_here(house)
    assert is_new
    assert (escalation.state, escalation.reason, escalation.service, escalation.theme) == (
        State.WAITING, "asked", "passeport", "papiers")
    assert "Camille, Mairie : Il attend depuis mai." in escalation.word
    assert escalation.contact_value == "ada@exemple.fr"
    messages = house.database.run(house.conversations.messages, escalation.conversation_id)
    assert [m.author.value for m in messages] == ["system", "citizen", "agent", "system"]
    assert messages[1].custom == {
        "type": "passed_on", "from": "Mairie", "at": "2026-11-22T10:00:00+00:00"}
    for message in messages:
        schema = json.loads(
            Path(f"docs/schemas/{message.custom['type']}.json").read_text("utf-8"))
        jsonschema.validate(message.custom, schema)


def continued(house, incoming, **body):
    """What the citizen reads last when they go on here."""
    token, _ = house.database.run(incoming.take_in, "Mairie", passed_on(**body))
    secret = house.database.run(incoming.go_on, token, "try")
    conversation = house.database.run(house.conversations.open, "widget", secret)
    return house.database.run(house.conversations.messages, conversation.id)[-2]


def test_who_left_an_address_there_is_told_that_they_are_answered_to_it(house, incoming):
    told = continued(house, incoming)
    assert told.custom["step"] == "left"
    assert "ada@exemple.fr" in told.text


def test_who_is_given_to_an_agent_at_once_is_told_who_answers(house, incoming):
    camille = house.agent("camille")
    team = house.database.run(house.teams.add, TeamDraft("Accueil", is_automatic=True))
    house.database.run(house.teams.set_members, team.id, [camille.id])
    house.database.run(house.agents.sign_in, camille)
    told = continued(house, incoming, contact=None)
    assert told.custom == {"type": "handoff", "state": "assigned", "agent": "Camille"}


def test_what_was_written_there_is_not_answered_by_the_assistant_here(house, incoming):
    house.database.run(incoming.take_in, "Mairie", passed_on())
    assert house.database.run(house.conversations.unsettled) == []


def test_the_same_again_is_the_same_and_another_partner_is_another(house, incoming):
    first = house.database.run(incoming.take_in, "Mairie", passed_on())
    assert house.database.run(incoming.take_in, "Mairie", passed_on()) == (first[0], False)
    assert len(open_here(house)) == 1
    assert house.database.run(incoming.take_in, "Caf", passed_on())[0] != first[0]
    assert len(open_here(house)) == 2


def test_the_address_works_once_and_again_for_the_same_try(house, incoming):
    token, _ = house.database.run(incoming.take_in, "Mairie", passed_on())
    secret = house.database.run(incoming.go_on, token, "try-1")
    assert house.database.run(incoming.go_on, token, "try-1") == secret
    with pytest.raises(ConversationNotFound):
        house.database.run(incoming.go_on, token, "try-2")
    found = house.database.run(house.conversations.find, "widget", secret)
    assert found.id == open_here(house)[0].conversation_id
    assert house.database.run(incoming.take_in, "Mairie", passed_on())[1] is False


def test_the_address_ends_after_a_week_and_with_erasing(house, incoming):
    token, _ = house.database.run(incoming.take_in, "Mairie", passed_on())
    conversation = open_here(house)[0].conversation_id
    late = Incoming(
        b"key", house.conversations, house.handoff, Marks(house.handoff, house.audit),
        house.waiting, house.texts, lambda name: None,
        now=lambda: datetime.now(timezone.utc) + timedelta(days=8))
    with pytest.raises(ConversationNotFound):
        house.database.run(late.go_on, token, "try")
    house.database.run(house.conversations.erase, conversation, 4)
    with pytest.raises(ConversationNotFound):
        house.database.run(incoming.go_on, token, "try")


def test_a_made_up_address_opens_nothing(house, incoming):
    for token in ("", "abc", "\x00", "é"):
        with pytest.raises(ConversationNotFound):
            house.database.run(incoming.go_on, token, "try")


@pytest.mark.parametrize("wrong", [
    {"id": ""}, {"id": 7}, {"messages": []}, {"messages": "x"}, {"messages": [7]},
    {"messages": [{"author": "mayor", "text": "x"}]}, {"messages": [{"author": "citizen"}]},
    {"messages": [{"author": ["citizen"], "text": "x"}]}, {"contact": {"kind": [], "value": {}}},
    {"word": "x" * 1001}, {"contact": {"kind": "email", "value": "nobody"}},
    {"messages": [{"author": "citizen", "text": "x"}] * 501}], ids=str)
def test_what_is_not_as_described_is_refused_and_leaves_nothing(house, incoming, wrong):
    with pytest.raises(HandoffRefused):
        house.database.run(incoming.take_in, "Mairie", passed_on(**wrong))
    assert open_here(house) == []
