"""Rasa graph components around the models of guido.nlu.models.

Facets travel with the sentences as metadata of their block in data/nlu
(`metadata: {facet: cout}`, and `facet_2` for sentences that ask two things at once).
"""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from guido.french.normalise import has_letters
from guido.nlu.models import FacetModel, IntentModel

_RANKING_LENGTH = 10
_MODEL_FILE = "model.joblib"


def is_command(message: Message) -> bool:
    """Whether the message is a chosen button, which Rasa reads without our help."""
    return str(message.get(TEXT)).startswith(INTENT_MESSAGE_PREFIX)


class _Trained(GraphComponent):
    """What both components share: keeping their model."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
        model: Any = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Trained:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> _Trained:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _MODEL_FILE))

    def _persist(self) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _MODEL_FILE)
        return self._resource


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ServiceClassifier(_Trained, IntentClassifier):
    """Recognises the intent: a service, a dialogue intent, or what is neither."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"c": 0.5}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all sentences that have an intent."""
        examples = training_data.intent_examples
        self._model = IntentModel(self._config["c"])
        self._model.fit([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples])
        return self._persist()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking`; a text without letters gets no intent."""
        for message in messages:
            text = message.get(TEXT) or ""
            readable = has_letters(text) and not is_command(message)
            ranking = [
                {"name": name, "confidence": confidence}
                for name, confidence in (self._model.rank(text) if readable else ())
            ]
            first = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, first, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:_RANKING_LENGTH], add_to_output=True)
        return messages


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FacetClassifier(_Trained):
    """Recognises what is asked about a service: none, one or two facets.

    Sets `facet: {"name", "confidence", "is_clear"}` (the likeliest; name None if nothing in
    particular is asked) and `facets`, the same for all that are asked.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"c": 4.0, "asked_from": 0.5, "second_from": 0.5, "clear_from": 0.7}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the sentences of intents in which at least one block has a facet."""
        examples = training_data.intent_examples
        facets = [_facets(example) for example in examples]
        with_facets = {e.get(INTENT) for e, asked in zip(examples, facets) if asked}
        chosen = [(e.get(TEXT), asked) for e, asked in zip(examples, facets)
                  if e.get(INTENT) in with_facets]
        self._model = FacetModel(self._config["c"])
        self._model.fit([text for text, _ in chosen], [asked for _, asked in chosen])
        return self._persist()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `facet` and `facets`."""
        for message in messages:
            text = message.get(TEXT) or ""
            if is_command(message) or not has_letters(text):
                continue
            ranking = self._model.rank(text)
            name, confidence = ranking[0]
            asked = confidence >= self._config["asked_from"]
            first = self._found(name, confidence) if asked else self._found(None, 1 - confidence)
            seconds = [self._found(n, c) for n, c in ranking[1:2]
                       if asked and c >= self._config["second_from"]]
            message.set("facet", first, add_to_output=True)
            message.set("facets", [first, *seconds] if asked else [], add_to_output=True)
        return messages

    def _found(self, name: str | None, confidence: float) -> dict[str, Any]:
        is_clear = name is not None and confidence >= self._config["clear_from"]
        return {"name": name, "confidence": confidence, "is_clear": is_clear}


def _facets(example: Message) -> tuple[str, ...]:
    labels = (example.get(METADATA) or {}).get(INTENT) or {}
    return tuple(labels[key] for key in ("facet", "facet_2") if labels.get(key))
