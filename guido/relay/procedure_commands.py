"""What the buttons of guided procedures mean."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

COMMAND_START = "relay:procedure"  # {"name": …}; {"case": …} for one that follows a case up
COMMAND_RESUME = "relay:resume"  # what was set aside here; elsewhere the code is asked for
COMMAND_STEP = "relay:step"  # {"draft": …, "do": …}
COMMAND_NEWS = "relay:news"  # {"way": here|email|no_news, "case": …}, and {"address": …}
COMMAND_CODE = "relay:code"  # {"code": …}, and {"address": …} where it is to be sent

KIND = "procedure"  # the type of a step
ANSWER = "procedure_answer"  # the type of a file that a citizen sends


class Do(str, Enum):
    """What a button does with a draft."""

    ANSWER = "answer"
    SKIP = "skip"
    RIGHT = "right"
    CORRECT = "correct"  # with `question`: this answer, `all` of a list; without: which one?
    ADD = "add"  # one more to the persons of `question`
    SUMMARY = "summary"
    AGREE = "agree"
    REFUSE = "refuse"
    LATER = "later"
    GO_ON = "go_on"
    CANCEL = "cancel"
    RESTART = "restart"


@dataclass(frozen=True)
class Chosen:
    """A chosen button."""

    command: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def do(self) -> Do | None:
        """What to do with the draft, if it is about one."""
        return Do(self.values["do"]) if self.command == COMMAND_STEP else None


def read_command(command: str | None) -> Chosen | None:
    """A button of procedures; None for any other."""
    name, brace, values = (command or "").partition("{")
    if name not in (COMMAND_START, COMMAND_RESUME, COMMAND_STEP, COMMAND_NEWS, COMMAND_CODE):
        return None
    return Chosen(name, json.loads(brace + values) if brace else {})


def start_command(name: str, case: str | None = None, is_anew: bool = False) -> str:
    """Begins a procedure, or the one that follows a case up; `is_anew` though one was left."""
    return COMMAND_START + _written({
        "name": name, **({"case": case} if case else {}), **({"anew": True} if is_anew else {})})


def step_command(draft_id: str, do: Do, **values: Any) -> str:
    """Goes on with a draft."""
    return COMMAND_STEP + _written({"draft": draft_id, "do": do.value, **values})


def news_command(way: str, reference: str, address: str | None = None) -> str:
    """Says whether and how the citizen wants to be told what comes of a case."""
    return COMMAND_NEWS + _written({
        "way": way, "case": reference, **({"address": address} if address else {})})


def code_command(code: str, address: str | None = None) -> str:
    """Has the code of what was left sent by e-mail; without an address it is asked for."""
    return COMMAND_CODE + _written({"code": code, **({"address": address} if address else {})})


def _written(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
