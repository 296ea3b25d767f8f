"""Which service is meant, or two of them, and what is asked about each.

Facets travel with the sentences as metadata of their block in data/nlu
(`metadata: {facet: cout}`, and `facet_2` for sentences that ask two things at once).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from guido.nlu.catalogue_examples import weight_of
from guido.nlu.component import FEATURES, Trained
from guido.nlu.features import joined
from guido.nlu.models import FacetModel, IntentModel, Ranking
from guido.nlu.text import halves

_RANKING_LENGTH = 10
_LIKELIEST = 5
# Half a message, its service, and how sure that is.
_Half = tuple[str, str, float]
# Ways to take a message for two questions: the halves with the service of each.
_CUTS = "cuts"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ServiceClassifier(Trained, IntentClassifier):
    """Recognises the intent: a service, a dialogue intent, or what is neither.

    Intents that stand for « none of these » have sentences of their own and are learnt like the
    others; they are many-sided, so that each sentence may count for less (`lighter`).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "features": ["words", "pieces", "space", "vectors"],
            "c": 1.0,
            "lighter": {},      # intent: what a sentence of it counts
            "sharpness": 1.0,   # above one: surer than the training sentences alone would say
            # two services in one message: how sure of each half, and in the whole text
            "each_from": 0.6,
            "mentioned_from": 0.001,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that can be read."""
        examples = _readable(training_data)
        lighter = self._config["lighter"]
        intents = [example.get(INTENT) for example in examples]
        weights = np.array([weight_of(example) for example in examples])
        learnt = IntentModel(self._config["c"])
        learnt.fit(_rows(examples, self._config["features"]), intents, weights,
                   np.array([lighter.get(intent, 1.0) for intent in intents]))
        with_cards = frozenset(e.get(INTENT) for e in examples if weight_of(e) < 1)
        self._model = (learnt, with_cards)
        return self._persist()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking`; a text that cannot be read gets no intent."""
        learnt, services = self._model
        for message in messages:
            view = message.get(FEATURES)
            ranking: Ranking = []
            if view:
                ranking = learnt.rank(
                    view.row(self._config["features"]), self._config["sharpness"])[0]
                message.set(_CUTS, self._cuts(message, ranking[:_LIKELIEST], services))
            entries = [{"name": name, "confidence": share} for name, share in ranking]
            first = entries[0] if entries else {"name": None, "confidence": 0.0}
            message.set(INTENT, first, add_to_output=True)
            message.set(INTENT_RANKING_KEY, entries[:_RANKING_LENGTH], add_to_output=True)
        return messages

    def _cuts(
        self, message: Message, likeliest: Ranking, services: frozenset[str]
    ) -> list[tuple[_Half, _Half]]:
        """Ways to cut the message so that each half is clearly about another service, best first.

        Both services must be among the likeliest of the whole text, too: a stray word makes
        half a sentence look like anything.
        """
        possible = services & {
            name for name, share in likeliest if share >= self._config["mentioned_from"]}
        cuts = halves(message.get(TEXT)) if len(possible) > 1 else []
        if not cuts:
            return []
        rows = message.get(FEATURES).rows_of(
            [half for cut in cuts for half in cut], self._config["features"])
        ranked = [ranking[0] for ranking in self._model[0].rank(rows)]
        found = [
            ((before, *one), (after, *other))
            for (before, after), one, other in zip(cuts, ranked[::2], ranked[1::2])
            if one[0] != other[0] and {one[0], other[0]} <= possible
            and min(one[1], other[1]) >= self._config["each_from"]]
        return sorted(found, key=lambda cut: -min(cut[0][2], cut[1][2]))


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FacetClassifier(Trained):
    """Recognises what is asked about a service: none, one or two facets.

    Sets `facet: {"name", "confidence", "is_clear"}` (the likeliest; name None if nothing in
    particular is asked), `facets`, the same for all that are asked, `facet_ranking`, and
    `questions`, service and facet of each half where a message asks about two services.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"features": ["words", "pieces"], "c": 4.0, "weight_of_part": 0.6,
                "asked_from": 0.5, "second_from": 0.5, "clear_from": 0.7, "each_from": 0.35}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the sentences of intents in which at least one block has a facet."""
        examples = [e for e in _readable(training_data) if weight_of(e) == 1]
        with_facets = {e.get(INTENT) for e in examples if _facets(e)}
        chosen = [e for e in examples if e.get(INTENT) in with_facets]
        self._model = FacetModel(self._config["c"], self._config["weight_of_part"])
        self._model.fit(_rows(chosen, self._config["features"]), [_facets(e) for e in chosen])
        return self._persist()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `facet`, `facets` and `questions`."""
        for message in messages:
            view = message.get(FEATURES)
            if not view:
                continue
            ranking = self._model.rank(view.rows_with_parts(self._config["features"]))
            first = self._first(ranking)
            seconds = [self._found(name, share) for name, share in ranking[1:2]
                       if first["name"] and share >= self._config["second_from"]]
            message.set("facet_ranking", [
                {"name": name, "confidence": share} for name, share in ranking],
                add_to_output=True)
            message.set("facet", first, add_to_output=True)
            message.set("facets", [first, *seconds] if first["name"] else [], add_to_output=True)
            message.set("questions", self._questions(message), add_to_output=True)
        return messages

    def _questions(self, message: Message) -> list[dict[str, Any]]:
        """Service and facet of each half, if both halves ask something and not one tells a story.

        In a story the first half often names another service than the one that is asked for.
        """
        for cut in message.get(_CUTS) or ():
            found = []
            for half, service, share in cut:
                rows = message.get(FEATURES).rows_of([half], self._config["features"])
                facet, asked = self._model.rank(rows)[0]
                if asked >= self._config["each_from"]:
                    found.append({"service": service, "confidence": share, "facet": facet})
            if len(found) == len(cut):
                return found
        return []

    def _first(self, ranking: Ranking) -> dict[str, Any]:
        name, share = ranking[0]
        asked = share >= self._config["asked_from"]
        return self._found(name, share) if asked else self._found(None, 1 - share)

    def _found(self, name: str | None, share: float) -> dict[str, Any]:
        is_clear = name is not None and share >= self._config["clear_from"]
        return {"name": name, "confidence": share, "is_clear": is_clear}


def sharpness_of(config: Path) -> float:
    """The sharpness as it stands in a config.yml."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    return next(each["sharpness"] for each in pipeline
                if each["name"].endswith(ServiceClassifier.__name__))


def _readable(training_data: TrainingData) -> list[Message]:
    return [example for example in training_data.intent_examples if example.get(FEATURES)]


def _rows(examples: list[Message], names: list[str]) -> csr_matrix:
    blocks = {name: vstack([example.get(FEATURES)[name] for example in examples], format="csr")
              for name in names}
    return joined(blocks, names)


def _facets(example: Message) -> tuple[str, ...]:
    labels = (example.get(METADATA) or {}).get(INTENT) or {}
    return tuple(labels[key] for key in ("facet", "facet_2") if labels.get(key))
