"""Rasa's own commands work on this folder as any Rasa user expects."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from guido.cli.train import model_path, training_log
from tests.live import ROOT, call, free_port, wait_for

ENVIRONMENT = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}


def rasa(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments], cwd=ROOT, env=ENVIRONMENT,
        capture_output=True, text=True, check=False)


def test_when_it_trained_rasa_had_nothing_to_warn_of(model):
    """`rasa train` begins with what `rasa data validate` does."""
    said = training_log(model_path()).read_text(encoding="utf-8")
    assert "Validating utterances" in said
    assert "No story structure conflicts found" in said
    warned = [line for line in said.splitlines() if "UserWarning" in line]
    # Rasa knows only its own extractors as readers of lookup tables, not FrenchEntities.
    assert [line for line in warned if "lookup tables" not in line] == []


def test_rasa_test_predicts_every_action_of_the_test_stories(model, tmp_path):
    result = rasa("test", "core", "-s", "tests/conversations", "--out", str(tmp_path))
    assert result.returncode == 0, result.stderr[-2000:]
    report = json.loads((tmp_path / "story_report.json").read_text())
    assert report["conversation_accuracy"]["accuracy"] == 1.0
    assert report["conversation_accuracy"]["total"] == 5


def test_rasa_run_serves_the_channels_and_stores_the_conversation(model, tmp_path):
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasa", "run", "--port", str(port)], cwd=ROOT,
            env={**ENVIRONMENT, "GUIDO_VAR": str(tmp_path / "var")}, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/webhooks/rest"
    try:
        def answers():
            assert process.poll() is None, (tmp_path / "log").read_text()[-2000:]
            try:
                return call("GET", f"{address}/")[0] == 200
            except OSError:
                return False

        wait_for(answers, 90)
        # With an action server at endpoints.yml's address it is the answer, otherwise the
        # sentence that the message is kept.
        status, replies = call(
            "POST", f"{address}/webhook", {"sender": "me", "message": "Hippolyte"})
        assert status == 200
        assert replies[0]["text"]
        stored = b"".join(p.read_bytes() for p in (tmp_path / "var").glob("guido.sqlite3*"))
        assert b"Hippolyte" in stored
    finally:
        process.terminate()
        process.wait(30)
