"""What the assistant answers offers the procedures that go with it."""

from __future__ import annotations

import pytest

from guido.conversations import Button
from guido.relay.model import Answer, Reply
from guido.relay.procedure_offers import intent_of, with_offers

OFFERS = {"passeport": [Button("Passeport", "p")], "prendre_rendez_vous": [Button("Créneau", "c")]}
ASK = Button("Le prix", "/prix")


def offered(answer: Answer, intent: str | None = None) -> list[list[str]]:
    """The titles of the buttons of each reply."""
    answer = with_offers(answer, intent, lambda name: OFFERS.get(name, []))
    return [[button.title for button in reply.buttons] for reply in answer.replies]


def card(service: str) -> Reply:
    return Reply("fiche", (ASK,), {"type": "card", "service": service})


def test_the_last_card_of_a_service_offers_its_procedure_once():
    answer = Answer([card("passeport"), card("rsa"), card("passeport")])
    assert offered(answer, "passeport") == [
        ["Le prix"], ["Le prix"], ["Passeport", "Le prix"]]


def test_an_intent_without_a_card_offers_its_procedure_under_the_last_reply():
    assert offered(Answer([Reply("par téléphone"), Reply("autre chose ?")]),
                   "prendre_rendez_vous") == [[], ["Créneau"]]
    assert offered(Answer([Reply("bonjour")]), "saluer") == [[]]
    assert offered(Answer([]), "prendre_rendez_vous") == []


def test_nothing_is_offered_under_emergency_numbers():
    emergency = Answer([Reply("15", custom={"type": "emergency"})])
    assert offered(emergency, "prendre_rendez_vous") == [[]]


@pytest.mark.parametrize(("command", "understood", "intent"), [
    ("/prendre_rendez_vous", None, "prendre_rendez_vous"),
    ('/choisir{"service": "rsa"}', None, "choisir"),
    (None, {"intent": "prendre_rendez_vous", "decision": "answer"}, "prendre_rendez_vous"),
    (None, {"intent": "prendre_rendez_vous", "decision": "choose"}, None),
    (None, None, None),
])
def test_what_was_wanted_is_told_by_the_button_or_by_what_was_surely_understood(
    command, understood, intent
):
    assert intent_of(command, Answer([], understood)) == intent
