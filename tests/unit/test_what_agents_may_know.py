"""What agents may not know of a conversation, even of one that they may read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from guido.conversations import Author, Draft
from guido.handoff import State
from guido.handoff.notes import Notes
from guido.handoff.partners import Partner
from guido.handoff.transcripts import Transcripts
from guido.handoff.watchers import CITIZEN
from guido.relay import forwarding as module
from guido.relay.forwarding import Forwarding, Ways
from guido.relay.status import agent_status
from guido.relay.transcript import for_agents

KEY = "https://guido.prefecture.example/#continue=0123456789abcdef"
PREFECTURE = Partner("Préfecture", url="https://guido.prefecture.example")


@pytest.fixture
def camille(house):
    camille = house.agent("camille")
    _says(house, Author.CITIZEN, "Où est mon dossier ?")
    house.database.run(house.handoff.request, house.id, "asked")
    house.database.run(house.handoff.take, house.id, camille)
    return camille


def _says(house, author, text):
    return house.database.run(
        house.conversations.append, house.id, Draft(author, text)).message.sequence


@pytest.fixture
def sent(house, camille, monkeypatch):
    """What a partner is sent; the citizen goes on there, and then asks for a person here again."""
    bodies = []

    async def pass_on(_url, _token, body):
        bodies.append(body)
        return KEY

    monkeypatch.setattr(module, "pass_on", pass_on)
    return bodies


def _forwarding(house):
    return Forwarding(
        house.database, house.bus, house.conversations, house.handoff, house.audit, house.texts,
        house.organisation, (PREFECTURE,), Ways("", "", {PREFECTURE.name: "0123456789abcdef"}))


async def test_the_key_to_a_conversation_elsewhere_stays_the_citizens_who_asks_here_again(
    house, camille, sent
):
    await _forwarding(house).forward(house.id, camille, "Préfecture", "")
    assert KEY in house.last().text
    house.database.run(house.handoff.request, house.id, "asked")
    messages = house.database.run(house.conversations.messages, house.id)
    assert KEY not in str(for_agents(messages))
    assert house.database.run(Transcripts().search, "continue") == []
    house.database.run(house.handoff.take, house.id, camille)
    await _forwarding(house).forward(house.id, camille, "Préfecture", "")
    assert KEY not in str(sent[-1]["messages"])
    assert "Où est mon dossier ?" in str(sent[-1]["messages"])


@pytest.fixture
def runtime(house):
    return SimpleNamespace(
        watchers=house.watchers, agents=house.agents, handoff=house.handoff,
        conversations=house.conversations, notes=Notes(house.conversations, house.agents))


def test_of_an_ended_conversation_agents_see_neither_the_citizen_nor_their_later_thumbs(
    house, runtime, camille
):
    def status():
        return house.database.run(agent_status, runtime, house.id, camille)[0]

    before = _says(house, Author.ASSISTANT, "une fiche")
    house.database.run(house.conversations.rate, house.id, before, 1)
    house.database.run(house.watchers.look, house.id, CITIZEN, True)
    assert status()["citizen"]["is_there"]
    house.database.run(house.handoff.end, house.id, camille, State.CLOSED)
    after = _says(house, Author.ASSISTANT, "une autre fiche")
    house.database.run(house.conversations.rate, house.id, after, -1)
    house.database.run(house.watchers.type, house.id, CITIZEN, True)
    house.database.run(house.watchers.read, house.id, CITIZEN, after)
    ended = status()
    assert ended["thumbs"] == {str(before): 1}
    assert ended["citizen"] == {"typing": False, "is_there": False, "read_sequence": before}
