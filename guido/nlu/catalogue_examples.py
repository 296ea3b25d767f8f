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
from guido.catalogue.sheets.service import read_everyday_words
from guido.catalogue.store import service_files

# The metadata key of an example that counts for less than a whole sentence.
WEIGHT = "weight"
_SENTENCE_END = re.compile(r"(?<=[.;:?!])\s+")
_SHEET = re.compile(r"/vosdroits/(F\d+)")
_FEWEST_WORDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class CatalogueExamples(GraphComponent):
    """Adds what the catalogue says of a service as examples that count for less.

    They are the sentences of its cards, and the everyday words of the official sheets to which no
    other service's cards link. Measured on data/validation: with the first, two to three more
    questions in a hundred get the right service, and with both two more where there are only 40
    training sentences an intent.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._folder = Path(config["folder"])
        self._everyday = Path(config["everyday_words"])
        self._weight = float(config["weight"])
        self._everyday_weight = float(config["everyday_weight"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"folder": "data/catalogue", "weight": 0.1,
                "everyday_words": "data/search/everyday_words.tsv", "everyday_weight": 0.3}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueExamples:
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The cards and the everyday words, which Rasa doesn't know."""
        digest = hashlib.sha256()
        for service, text in catalogue_texts(Path(config["folder"])):
            digest.update(f"{service} {text}\n".encode())
        for service, text in everyday_phrases(
                Path(config["folder"]), Path(config["everyday_words"])):
            digest.update(f"{service} {text}\n".encode())
        return digest.hexdigest()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the examples of services that have sentences of their own."""
        known = training_data.intents
        found = [(service, sentence, self._weight)
                 for service, text in catalogue_texts(self._folder)
                 for sentence in _SENTENCE_END.split(text)]
        found += [(service, phrase, self._everyday_weight)
                  for service, phrase in everyday_phrases(self._folder, self._everyday)]
        return training_data.merge(TrainingData([
            Message({TEXT: text, INTENT: service, METADATA: {WEIGHT: weight}})
            for service, text, weight in found
            if service in known and len(text.split()) >= _FEWEST_WORDS]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Nothing: the examples are for training."""
        return messages


def everyday_phrases(folder: Path, words: Path) -> list[tuple[str, str]]:
    """(service, phrase) for the sheets to which the cards of one service alone link."""
    services: dict[str, set[str]] = {}
    for path in service_files(folder):
        for sheet in _SHEET.findall(path.read_text(encoding="utf-8")):
            services.setdefault(sheet, set()).add(path.stem)
    everyday = read_everyday_words(words)
    return [(next(iter(named)), phrase.strip())
            for sheet, named in sorted(services.items()) if len(named) == 1
            for phrase in everyday.get(sheet, "").split(";")]


def weight_of(example: Message) -> float:
    """How much an example counts, 1 for a training sentence."""
    return float((example.get(METADATA) or {}).get(WEIGHT, 1.0))
