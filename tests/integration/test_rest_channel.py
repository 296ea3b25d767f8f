"""The REST channel delivers each reply once, also when requests cross or are repeated."""

from __future__ import annotations

import threading

from tests.live import Citizen, call


def texts(replies):
    return [reply["text"] for reply in replies]


def test_two_messages_at_once_each_get_their_own_answer(live):
    for _ in range(5):
        citizen = Citizen(live)
        citizen.says("bonjour")
        answers = {}

        def ask(question, citizen=citizen, answers=answers):
            answers[question] = citizen.says(question)

        questions = ("combien coûte un passeport", "quels documents pour un mariage")
        askers = [threading.Thread(target=ask, args=(question,)) for question in questions]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        assert answers[questions[0]].cards == [("passeport", "cout")]
        assert answers[questions[1]].cards == [("mariage", "documents")]


def test_a_message_sent_again_gets_its_answer_again_and_the_next_only_its_own(live):
    citizen = Citizen(live)
    first = citizen.says("combien coûte un passeport", "id-1")
    again = citizen.says("combien coûte un passeport", "id-1")
    later = citizen.says("merci", "id-2")
    assert texts(first) == texts(again)
    assert texts(first)[0] not in texts(later)
    assert texts(citizen.says("combien coûte un passeport", "id-1")) == texts(first)


def test_a_sender_is_needed_so_that_strangers_share_no_conversation(live):
    address = f"{live.origin}/webhooks/rest/webhook"
    assert call("POST", address, {"message": "bonjour"})[0] == 400
    for sender in ("", 5, None, "x" * 256):
        assert call("POST", address, {"sender": sender, "message": "bonjour"})[0] == 400
    assert call("POST", address, {"sender": "\ud800", "message": "bonjour"})[0] == 200
