"""What the assistant made of a citizen's message, in words that agents know."""

from __future__ import annotations

from typing import Any

from guido.relay.runtime import Runtime


def understood_words(understood: dict[str, Any] | None, runtime: Runtime) -> dict[str, Any] | None:
    """The same with titles instead of names; None where nothing was understood."""
    if not understood or not understood.get("intent"):
        return None
    facets = runtime.texts.under("facets")
    names = (understood.get("facet") or "").split(",")
    return {
        "intent": _intent(understood["intent"], runtime),
        "facet": ", ".join(facets[name] for name in names if name in facets) or None,
        "confidence": understood.get("confidence"),
        "decision": understood.get("decision"),
        "candidates": [_intent(name, runtime) for name in understood.get("candidates") or ()],
    }


def _intent(name: str, runtime: Runtime) -> str:
    entry = runtime.catalogue.service(name)
    if entry:
        return entry.title
    return runtime.texts.under("choices").get(name) or name.replace("_", " ")
