"""What can come next in a procedure, and what the engine says of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guido.procedures.model import Check, Computation, DatedValue, Parameter, Question, Stop


@dataclass(frozen=True)
class Ask:
    """A question to be asked; `path` is where its answer goes (« enfants.0.prenom »).

    `persons` is the question about persons that it belongs to, and `number` which of them it is
    about, from 1; `is_another` that it asks whether there is one (more).
    """

    question: Question
    path: str
    persons: Question | None = None
    number: int = 0
    is_another: bool = False


@dataclass(frozen=True)
class Summary:
    """All is answered and goes together."""


Step = Ask | Stop | Check | Summary


@dataclass(frozen=True)
class Computed:
    """A value that was worked out, with the parameters (and their days) that it rests on."""

    computation: Computation
    value: Any
    parameters: tuple[tuple[Parameter, DatedValue], ...]


@dataclass(frozen=True)
class Objection:
    """Why an answer cannot be taken: a key of data/messages.yml with values, or a file's words."""

    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    say: str = ""
