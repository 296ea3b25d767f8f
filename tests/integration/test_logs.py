"""Logs have the conversation's id and never what people wrote."""

from __future__ import annotations

import json

from tests.live import Citizen


def test_logs_are_json_lines_with_the_conversation_and_without_the_words(live):
    secret = "Zorglub-Papadopoulos"
    citizen = Citizen(live, sender=f"telephone-{secret}")
    citizen.says(f"je m'appelle {secret} et je veux un passeport")
    citizen.says(f"/restart {secret}")
    content = live.log.read_text()
    assert secret not in content
    lines = [json.loads(line) for line in content.splitlines() if line.startswith("{")]
    stored = [line for line in lines if line["message"] == "message stored"]
    assert all(line["conversation"] and line["sequence"] for line in stored)
    answered = [line for line in lines if line["message"] == "assistant answered"]
    assert all(line["milliseconds"] >= 0 for line in answered)


def test_a_failing_action_is_logged_without_what_the_citizen_wrote(tmp_path):
    import logging
    import sys

    from guido.logs import JsonFormatter

    try:
        raise ValueError("mon numéro est le 06 12 34 56 78")
    except ValueError:
        record = logging.LogRecord(
            "guido", logging.ERROR, __file__, 1, "action failed", (), sys.exc_info())
    line = JsonFormatter().format(record)
    assert "06 12" not in line
    assert json.loads(line)["error"] == "ValueError"
