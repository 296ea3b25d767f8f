"""Logs have the conversation's id and never what people wrote."""

from __future__ import annotations

import json
import logging
import sys

from guido.logs import JsonFormatter
from tests.live import Citizen, call


def test_logs_are_json_lines_with_the_conversation_and_without_the_words(live):
    secret = "Zorglub-Papadopoulos"
    citizen = Citizen(live, sender=f"telephone-{secret}")
    citizen.says(f"je m'appelle {secret} et je veux un passeport")
    citizen.says(f"/restart {secret}")
    content = live.log.read_text()
    assert secret not in content
    lines = [json.loads(line) for line in content.splitlines() if line.startswith("{")]
    stored = [line for line in lines if line["message"] == "message stored"]
    assert stored
    assert all(line["conversation"] and line["sequence"] for line in stored)
    answered = [line for line in lines if line["message"] == "assistant answered"]
    assert answered
    assert all(line["milliseconds"] >= 0 for line in answered)


def test_a_failing_action_is_logged_without_what_the_citizen_wrote(live):
    secret = "Zorglub-Papadopoulos"
    place = len(live.log.read_bytes())
    call_of_an_action = {
        "next_action": "action_answer", "sender_id": "someone", "version": "3.6.21",
        "tracker": {"sender_id": "someone", "slots": {}, "latest_message": {"text": secret},
                    "events": [], "paused": False, "followup_action": None, "active_loop": {},
                    "latest_action_name": None},
        "domain": {},
    }
    status, answer = call(
        "POST", f"http://127.0.0.1:{live.actions_port}/webhook", call_of_an_action)
    assert status == 500
    logged = live.log.read_bytes()[place:].decode()
    assert "action action_answer failed" in logged
    assert secret not in logged + str(answer)


def test_what_an_exception_says_is_left_out_of_the_logs():
    try:
        raise ValueError("mon numéro est le 06 12 34 56 78")
    except ValueError:
        record = logging.LogRecord(
            "guido", logging.ERROR, __file__, 1, "action failed", (), sys.exc_info())
    line = JsonFormatter().format(record)
    assert "06 12" not in line
    assert json.loads(line)["error"] == "ValueError"


def test_an_address_in_a_failure_is_written_without_what_was_asked_with_it():
    record = logging.LogRecord(
        "sanic.error", logging.ERROR, __file__, 1, "Exception occurred while handling uri: %s",
        (repr("http://mairie.example/agents/data/search?q=Agathe+Martin&before=3"),), None)
    message = json.loads(JsonFormatter().format(record))["message"]
    assert message.endswith("'http://mairie.example/agents/data/search?…'")
