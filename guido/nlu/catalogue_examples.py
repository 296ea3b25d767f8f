"""The catalogue as examples: what a card says, its readers may ask about in the same words."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from guido.catalogue import catalogue_texts

# The metadata key of an example that counts for less than a whole sentence.
WEIGHT = "weight"
_SENTENCE_END = re.compile(r"(?<=[.;:?!])\s+")
_FEWEST_WORDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class CatalogueExamples(GraphComponent):
    """Adds each sentence of the cards as an example of its service, with a small weight.

    Measured on data/validation: the right service comes first for two to three more questions
    in a hundred that say it in other words than the training sentences.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._folder = Path(config["folder"])
        self._weight = float(config["weight"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"folder": "data/catalogue", "weight": 0.1}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueExamples:
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The cards, which Rasa doesn't know."""
        digest = hashlib.sha256()
        for service, text in catalogue_texts(Path(config["folder"])):
            digest.update(f"{service} {text}\n".encode())
        return digest.hexdigest()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the examples of services that have sentences of their own."""
        known = training_data.intents
        return training_data.merge(TrainingData([
            Message({TEXT: sentence, INTENT: service, METADATA: {WEIGHT: self._weight}})
            for service, text in catalogue_texts(self._folder) if service in known
            for sentence in _SENTENCE_END.split(text)
            if len(sentence.split()) >= _FEWEST_WORDS
        ]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Nothing: the examples are for training."""
        return messages


def weight_of(example: Message) -> float:
    """How much an example counts, 1 for a training sentence."""
    return float((example.get(METADATA) or {}).get(WEIGHT, 1.0))
