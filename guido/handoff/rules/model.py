"""Rules for handing over, without any file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from guido.french.normalise import fold


@dataclass(frozen=True)
class Times:
    """Minutes after which something happens by itself."""

    agent_gone: int = 5  # an agent who was not seen for so long gives conversations back
    idle_warning: int = 15  # the citizen has not answered: they are asked whether they are there
    idle_close: int = 10  # after that question the conversation ends


@dataclass(frozen=True)
class Rule:
    """A subject for which a person is offered, or asked for at once (`is_at_once`).

    It applies to messages that hold one of the words, and to answers on the service.
    """

    words: tuple[str, ...]
    service: str | None
    team: str | None
    is_at_once: bool

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return words_pattern(self.words)

    def applies_to_text(self, text: str) -> bool:
        """Whether a message holds one of the words, whatever case and accents."""
        return bool(self.words) and bool(self._pattern.search(fold(text)))


@dataclass(frozen=True)
class Rules:
    """All rules, the words of anger, and the times."""

    rules: tuple[Rule, ...] = ()
    anger_words: tuple[str, ...] = ()
    times: Times = field(default_factory=Times)

    @cached_property
    def _anger(self) -> re.Pattern[str]:
        return words_pattern(self.anger_words)

    def is_angry(self, text: str) -> bool:
        """Whether a message holds a word of anger."""
        return bool(self.anger_words) and bool(self._anger.search(fold(text)))

    def for_text(self, text: str) -> Rule | None:
        """The first rule that applies to a message."""
        return next((rule for rule in self.rules if rule.applies_to_text(text)), None)

    def for_service(self, service: str | None) -> Rule | None:
        """The first rule for an answer on this service."""
        return next((rule for rule in self.rules if service and rule.service == service), None)


def words_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the words or phrases, as whole words, in a folded text."""
    found = "|".join(re.escape(fold(word)) for word in words)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)")
