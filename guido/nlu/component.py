"""What Guido's Rasa components share: where a model is kept, and what a message carries."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

_MODEL_FILE = "model.joblib"
# Set by the normaliser and the featurizer for the components after them; not part of the result.
PREPARED, FEATURES = "prepared_text", "french_features"


def is_command(message: Message) -> bool:
    """Whether the message is a chosen button, which Rasa reads without our help."""
    return str(message.get(TEXT)).startswith(INTENT_MESSAGE_PREFIX)


class Trained(GraphComponent):
    """A component that keeps what it learnt in one file."""

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
    ) -> Trained:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> Trained:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _MODEL_FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa trains a component anew when this changes; it looks only at the class itself."""
        digest = hashlib.sha256()
        for path in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _persist(self) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _MODEL_FILE)
        return self._resource
