"""Keys with which other systems use the API, and answers kept so that asking twice is safe."""

from guido.api_keys.model import ApiKey, KeptAnswer, Scope
from guido.api_keys.service import ApiKeys, Idempotency

__all__ = ["ApiKey", "ApiKeys", "Idempotency", "KeptAnswer", "Scope"]
