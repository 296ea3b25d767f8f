"""Reading `person_rules`, `anger_words` and `times` of data/handoff.yml."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from guido.content import Fields
from guido.handoff.rules.model import Rule, Rules, Times

_KEYS = {"words", "service", "team", "at_once"}


def read_rules(path: Path) -> Rules:
    """The rules of the file; raises ContentError naming file, line and what is wrong."""
    content = Fields.read(path)
    rules = tuple(_rule(each.only(_KEYS)) for each in content.each("person_rules"))
    return Rules(rules, content.texts("anger_words"), _times(content))


def _rule(content: Fields) -> Rule:
    words = content.texts("words")
    service = content.text("service") if "service" in content else None
    if not words and not service:
        raise content.error("a rule needs words or a service")
    return Rule(words, service, content.text("team") if "team" in content else None,
                content.flag("at_once"))


def _times(content: Fields) -> Times:
    if "times" not in content:
        return Times()
    names = {field.name: field.default for field in fields(Times)}
    given = content.below("times").only(set(names))
    values = {name: given.whole(name, default) for name, default in names.items()}
    for name, value in values.items():
        if value < 1:
            raise given.error("expected minutes from 1", name)
    return Times(**values)
