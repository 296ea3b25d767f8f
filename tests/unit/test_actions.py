"""Actions where a conversation cannot reach them: content that is not delivered as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.context import context


@pytest.fixture
def with_draft(tmp_path, monkeypatch):
    """The content with the RSA as a draft, as an editor leaves it overnight."""
    shutil.copytree("data", tmp_path / "data", ignore=shutil.ignore_patterns("nlu", "evaluation"))
    path = tmp_path / "data" / "catalogue" / "travail_social" / "rsa.yml"
    path.write_text("status: draft\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("GUIDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GUIDO_VAR", str(Path(tmp_path / "var")))
    context.cache_clear()
    yield
    context.cache_clear()


async def test_a_service_without_a_verified_card_says_so_and_gives_the_official_page(with_draft):
    dispatcher = CollectingDispatcher()
    tracker = Tracker("me", {}, {"text": "le RSA ?", "intent": {"name": "rsa"}, "entities": []},
                      [], False, None, {}, "action_listen")
    await ActionAnswer().run(dispatcher, tracker, {})
    reply, = dispatcher.messages
    assert "pas encore de fiche vérifiée" in reply["text"]
    assert "https://" in reply["text"]
    assert [each["title"] for each in reply["buttons"]] == ["Parler à une personne"]
