"""The import rules of pyproject.toml hold, and the content files fit the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from guido.cases import CaseState
from guido.catalogue import FACETS
from guido.french.replies import Replies
from guido.french.texts import Texts
from guido.handoff.model import REASONS
from guido.organisation import load_organisation

TEXTS = Texts.load(Path("data/messages.yml"))


def read(path: str):
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def test_imports_follow_the_layers():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("modules", [
    "actions.answer, actions.follow_case, guido.cli.actions_server",
    "guido.cli.serve, guido.cli.console_server",
], ids=["actions", "console"])
def test_actions_and_console_start_without_tensorflow(modules):
    code = (f"import sys, {modules};"
            "print([m for m in ('tensorflow', 'rasa') if m in sys.modules])")
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_every_reply_that_an_action_says_exists_and_every_reply_is_said():
    replies = Replies.load(
        Path("data/replies.yml"), load_organisation(Path("data/organisation.yml")).values())
    code = "".join(path.read_text(encoding="utf-8") for path in Path("actions").glob("*.py"))
    named = set(re.findall(r'"([a-z_]+)"', code))
    intents = set(read("domain.yml")["intents"])
    assert replies.names() <= named | intents
    for name in re.findall(r'say\(dispatcher, "([a-z_]+)"', code):
        assert name in replies.names()


def test_every_reply_can_be_filled_in():
    values = load_organisation(Path("data/organisation.yml")).values()
    replies = Replies.load(Path("data/replies.yml"), values)
    for name in replies.names():
        text = replies(
            name, until="9 h 05", service="RSA", official_url="https://a.fr/", commune="Lyon",
            title="Tutelle", heading="", passage="Le juge.", url="https://a.fr/",
            day="1er mars 2026", question="Pour qui ?", offices="Mairie", earliest="1er mars 2026",
            latest="2 mars 2026").text
        assert "{" not in text


def test_buttons_lead_to_intents_of_the_domain():
    intents = set(read("domain.yml")["intents"])
    for reply in read("data/replies.yml").values():
        for button in reply.get("buttons", ()):
            assert re.match(r"/(\w+)", button["payload"])[1] in intents


def test_every_facet_state_and_reason_has_its_words():
    assert set(TEXTS.under("facets")) == set(FACETS)
    assert set(TEXTS.under("case.states")) == {state.value for state in CaseState}
    assert set(TEXTS.under("case.nexts")) == {state.value for state in CaseState}
    assert set(TEXTS.under("reasons")) == REASONS


def test_every_intent_that_can_be_offered_as_a_choice_has_a_name():
    policy = next(c for c in read("config.yml")["pipeline"] if "not_offered" in c)
    services = {path.stem for path in Path("data/catalogue").glob("*/*.yml")}
    offered = set(read("domain.yml")["intents"]) - services - set(policy["not_offered"])
    assert offered - {"nlu_fallback"} == set(TEXTS.under("choices"))


def test_every_action_of_the_domain_is_written_and_no_other():
    code = "".join(path.read_text(encoding="utf-8") for path in Path("actions").glob("*.py"))
    written = set(re.findall(r'return "((?:action|validate)_\w+)"', code))
    assert written == set(read("domain.yml")["actions"])
