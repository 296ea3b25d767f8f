"""What the console says in French is all there."""

from __future__ import annotations

import re
from pathlib import Path

from guido.french.texts import Texts
from guido.handoff.accounts.model import Presence, Role
from guido.handoff.audit.model import ACTIONS
from guido.handoff.model import OUTCOMES

TEXTS = Texts.load(Path("data/messages.yml"))
CODE = "".join(path.read_text(encoding="utf-8") for path in Path("guido").rglob("*.py"))


def test_every_action_of_the_audit_log_has_its_words_and_no_other():
    assert set(TEXTS.under("audit")) == ACTIONS


def test_every_action_that_can_be_noted_is_noted_somewhere():
    code = CODE.replace(Path("guido/handoff/audit/model.py").read_text(encoding="utf-8"), "")
    assert set(re.findall(r'"([a-z_]+)"', code)) >= ACTIONS


def test_every_detail_that_is_noted_in_the_audit_log_has_its_words_or_is_left_out_on_purpose():
    noted = set()
    for call in re.findall(r"\.note\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", CODE):
        noted |= set(re.findall(r"[\s(](\w+)=(?!=)", call))
    # Of rows in the database; they tell people nothing.
    numbers = {"notice", "reply", "file", "document"}
    assert noted - numbers <= set(TEXTS.under("audit_details"))


def test_roles_presences_and_outcomes_have_their_words_in_the_audit_log():
    values = set(TEXTS.under("audit_values"))
    assert {*(each.value for each in (*Role, *Presence)), *OUTCOMES} <= values
    assert set(TEXTS.under("roles")) == {role.value for role in Role}


def test_every_reason_why_a_field_is_refused_has_its_words_and_no_other():
    reasons = set(TEXTS.under("fields"))
    named = set(re.findall(r'"([a-z_]+)"', CODE))
    begun = tuple(re.findall(r'f"([a-z]+_)\{\w+\}"', CODE))  # such as f"block_{name}"
    assert [reason for reason in reasons - named if not reason.startswith(begun)] == []
    forms = "".join(path.read_text(encoding="utf-8") for folder in ("console", "handoff")
                    for path in Path("guido", folder).rglob("*.py"))
    refused = re.findall(r'FieldsRefused\(\{"\w+": "(\w+)"', forms) + re.findall(
        r'wrong\[[^\]]+\] = "(\w+)"', forms)
    assert set(refused) <= reasons
    assert len(refused) > 10
