"""The first component: one spelling for all that follow."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from guido.french.normalise import has_letters
from guido.nlu.component import PREPARED, is_command
from guido.nlu.text import prepare


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FrenchNormaliser(GraphComponent):
    """Keeps a prepared text with each message; a text without letters has none, nor a button."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrenchNormaliser:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Prepare the sentences."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Prepare messages."""
        for message in messages:
            text = message.get(TEXT) or ""
            if has_letters(text) and not is_command(message):
                message.set(PREPARED, prepare(text))
        return messages
