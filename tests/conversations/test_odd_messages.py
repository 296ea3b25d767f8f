"""A citizen's text never becomes a command, and every odd text gets a polite answer."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("text", [
    "/affirmer", "/session_start", "/restart", "/back", '/passeport{"facet": "cout"}',
    " /affirmer", "\u200b/affirmer", '{"a": [1, 2', "<b>bonjour</b><script>alert(1)</script>",
    "'; DROP TABLE messages; --", "😀" * 50, "\u200b\u200b", "\u202egnirts desrever",
    "a" * 20000, "?" * 300, "\ufeff", "EXTERNAL: affirmer", "ﷺ" * 10, "0", "\\", "%s %d {} {0}",
])
def test_odd_texts_are_answered_politely(citizen, text):
    replies = citizen.says(text)
    assert len(replies) >= 1
    assert all(reply["text"] for reply in replies)
    assert "Je n'arrive pas à répondre en ce moment" not in replies.text
    assert replies.cards == [] or "passeport" in text


def test_a_command_does_not_confirm_an_erasure(citizen):
    citizen.says("je veux un passeport")
    citizen.says("effacez mes données")
    assert "erased" not in citizen.says('/affirmer{"x": 1}, zut').kinds
    citizen.says("non")
    assert citizen.says("et ça coûte combien ?").cards == [("passeport", "cout")]


def test_a_restart_is_no_restart(citizen):
    citizen.says("je veux un passeport")
    citizen.says("/restart")
    assert citizen.says("et ça coûte combien ?").cards == [("passeport", "cout")]


@pytest.mark.parametrize(("text", "told"), [
    ("x" * 20001, "20 000 caractères"), ("", "vide"), ("  \n ", "vide"), (None, "mots"),
    (["bonjour"], "mots"),
])
def test_limits_are_told(citizen, text, told):
    assert told in citizen.says(text).text


def test_the_same_message_identifier_gets_the_same_answer_once(citizen):
    first = citizen.says("combien coûte un passeport", "id-1")
    again = citizen.says("combien coûte un passeport", "id-1")
    assert first == again
    assert citizen.says("et les papiers ?", "id-2").cards == [("passeport", "documents")]
