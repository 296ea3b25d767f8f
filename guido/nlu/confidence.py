"""The confidence policy: answer, ask which, or search; its thresholds are in config.yml.

It is the last step of understanding and the only place that compares confidences with
thresholds. It changes the intent of a message that is not sure:

- sure of one intent: unchanged, it is answered;
- torn between a few: `nlu_fallback`, `decision: choose`, with `candidates` for asking which;
- not sure of any, or sure that it is another matter of public service than those of the
  catalogue: `nlu_fallback`, `decision: search`, upon which the catalogue is searched.

What happens after a search without result (rephrase, then a person) depends on the turns
before, so it is decided in actions/uncertain.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from guido.cases.reference import Reading, read_reference
from guido.french.normalise import words
from guido.nlu.component import is_command

ANSWER, CHOOSE, SEARCH = "answer", "choose", "search"
UNCERTAIN_INTENT = "nlu_fallback"
EMERGENCY_INTENT = "urgence"
CASE_INTENT = "suivre_demande"
CONSENT_INTENT = "affirmer"
OUT_OF_SCOPE_INTENT = "hors_sujet"
# A matter of public service that is none of the services: trained, and always searched.
OTHER_MATTER_INTENT = "autre_demarche"

# Some people try commands they know from elsewhere.
_LIKE_A_COMMAND = re.compile(r"^\W*/")
Ranking = list[tuple[str, float]]
_COMPONENT = "guido.nlu.confidence.ConfidencePolicy"


@dataclass(frozen=True)
class Thresholds:
    """From when on something is believed; all are probabilities."""

    sure: float = 0.5
    ahead: float = 0.15
    sure_out_of_scope: float = 0.4
    other_matter: float = 0.4
    candidate: float = 0.12
    most_candidates: int = 3
    emergency: float = 0.25


@dataclass(frozen=True)
class Decision:
    """What the policy does with a message: the intent to act on, and what to offer if unsure."""

    kind: str
    intent: str
    confidence: float
    candidates: tuple[str, ...] = ()


def decide(
    text: str, ranking: Ranking, thresholds: Thresholds, not_offered: set[str],
    two_services: Sequence[str] = (), is_name: bool = False,
) -> Decision:
    """The decision for a text and its ranking.

    `not_offered` are intents that no button names; `two_services` are those that were each
    clearly found in one half of the text; `is_name` says that it names a place, a date or the
    like and nothing else.
    """
    danger = dict(ranking).get(EMERGENCY_INTENT, 0.0)
    # Missing a danger is worse than showing the numbers once too often.
    if danger >= thresholds.emergency:
        return Decision(ANSWER, EMERGENCY_INTENT, danger)
    if read_reference(text).reading is Reading.VALID:
        return Decision(ANSWER, CASE_INTENT, 1.0)
    if two_services:
        shares = dict(ranking)
        likelier = max(two_services, key=lambda name: shares.get(name, 0.0))
        return Decision(ANSWER, likelier, shares.get(likelier, 0.0))
    if not ranking:
        return Decision(SEARCH, UNCERTAIN_INTENT, 1.0)
    if ranking[0][0] == CONSENT_INTENT and (is_name or _LIKE_A_COMMAND.match(text)):
        # Consent may erase everything; it is given in words or by a button, and in no other way.
        return Decision(SEARCH, UNCERTAIN_INTENT, 1.0)
    (first, share), (_, next_share) = ranking[0], (*ranking[1:2], ("", 0.0))[0]
    if first == OUT_OF_SCOPE_INTENT and share >= thresholds.sure_out_of_scope:
        return Decision(ANSWER, first, share)
    if share >= thresholds.sure and share - next_share >= thresholds.ahead and (
            first != OTHER_MATTER_INTENT):
        return Decision(ANSWER, first, share)
    other = dict(ranking).get(OTHER_MATTER_INTENT, 0.0)
    if other >= thresholds.other_matter:
        return Decision(SEARCH, UNCERTAIN_INTENT, other)
    candidates = tuple(
        name for name, each in ranking
        if each >= thresholds.candidate and name not in not_offered)[:thresholds.most_candidates]
    if candidates:
        return Decision(CHOOSE, UNCERTAIN_INTENT, share, candidates)
    return Decision(SEARCH, UNCERTAIN_INTENT, 1 - share)


def _is_name(message: Message) -> bool:
    """Whether entities cover all words of a message."""
    text = list(message.get(TEXT) or "")
    entities = message.get(ENTITIES) or ()
    for entity in entities:
        text[entity["start"]:entity["end"]] = " " * (entity["end"] - entity["start"])
    return bool(entities) and not words("".join(text))


def policy_settings(config: Path) -> tuple[Thresholds, set[str]]:
    """The thresholds and the intents not offered, as they stand in a config.yml."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    own = next(each for each in pipeline if each["name"] == _COMPONENT)
    names = Thresholds.__dataclass_fields__
    return (Thresholds(**{name: own[name] for name in names if name in own}),
            set(own.get("not_offered", ())))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ConfidencePolicy(GraphComponent):
    """Applies `decide`; sets `decision`, `is_sure`, `candidates` and, if unsure, `intent`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**Thresholds().__dict__, "not_offered": []}

    def __init__(self, config: dict[str, Any]) -> None:
        names = Thresholds.__dataclass_fields__
        self._thresholds = Thresholds(**{name: config[name] for name in names})
        self._not_offered = set(config["not_offered"])

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConfidencePolicy:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide for each message; a chosen button is left as it is."""
        for message in messages:
            if is_command(message):
                continue
            ranking = [(r["name"], r["confidence"]) for r in message.get(INTENT_RANKING_KEY) or ()]
            decision = decide(
                message.get(TEXT) or "", ranking, self._thresholds, self._not_offered,
                [question["service"] for question in message.get("questions") or ()],
                _is_name(message))
            message.set(INTENT, {"name": decision.intent, "confidence": decision.confidence},
                        add_to_output=True)
            message.set("decision", decision.kind, add_to_output=True)
            message.set("is_sure", decision.confidence >= self._thresholds.sure, add_to_output=True)
            message.set("candidates", list(decision.candidates), add_to_output=True)
        return messages
