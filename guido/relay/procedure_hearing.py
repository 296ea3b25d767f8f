"""What a citizen's text means in the midst of a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from guido.french.normalise import fold, same, words
from guido.french.texts import Texts
from guido.procedures.hearing import Command, Hearing
from guido.procedures.model import Question, Type
from guido.procedures.reading import Heard as Read
from guido.procedures.steps import Ask, Objection, Summary
from guido.relay.procedure_commands import Do
from guido.relay.procedure_talk import Stand

_LONGEST_WISH = 12  # words; a longer text tells of something else, too
_SHORTEST_QUESTION = 2
_MOST_HEARD = 100


class Meaning(str, Enum):
    """What a text is; DO is what a button would do, too."""

    ANSWERS = "answers"
    WRONG = "wrong"
    QUESTION = "question"
    BACK = "back"
    WHY = "why"
    UNKNOWN = "unknown"
    SLOT = "slot"  # the words of an appointment
    DO = "do"


@dataclass(frozen=True)
class Heard:
    """A text's meaning: answers by path, what is wrong, or what is to be done."""

    meaning: Meaning
    values: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""
    do: Do | None = None
    is_told: bool = False  # whether what was understood is to be said

    @property
    def is_answer(self) -> bool:
        """Whether it answers, rightly or not, what was asked."""
        return self.do is Do.RIGHT or self.meaning in (
            Meaning.ANSWERS, Meaning.WRONG, Meaning.SLOT)


_COMMANDS = {
    Command.BACK: Heard(Meaning.BACK), Command.WHY: Heard(Meaning.WHY),
    Command.UNKNOWN: Heard(Meaning.UNKNOWN),
    Command.LATER: Heard(Meaning.DO, do=Do.LATER),
    Command.RESTART: Heard(Meaning.DO, do=Do.RESTART),
    Command.CANCEL: Heard(Meaning.DO, do=Do.CANCEL),
    Command.SKIP: Heard(Meaning.DO, do=Do.SKIP),
}
_AGAIN = {"correct": Do.CORRECT, "consent": Do.RIGHT}  # what is asked again where it was asked
_QUESTION = Heard(Meaning.QUESTION)


class Ear:
    """Understands by words alone; needs no assistant."""

    def __init__(self, hearing: Hearing, texts: Texts) -> None:
        self._hearing = hearing
        self._heard: dict[str, tuple[Any, Heard]] = {}  # of each draft, until it is dealt with
        self._words = {
            key: [each.strip() for each in texts.raw(f"procedure.{key}").split(",")]
            for key in ("person_words", "question_openings", "resume_words", "list_words",
                        "yes_words", "no_words", "correct_words", "agree_words", "refuse_words")}

    def says(self, text: str, key: str) -> bool:
        """Whether a text is one of the words of a key."""
        return any(same(text, each) for each in self._words[key])

    def begins(self, text: str, key: str) -> bool:
        """Whether a text begins with one of the words of a key."""
        said = words(text)
        return any(said[:len(each)] == each for each in map(words, self._words[key]))

    def wants_person(self, text: str) -> bool:
        """Whether a short text asks for a person."""
        said = f" {' '.join(words(text))} "
        return len(said.split()) <= _LONGEST_WISH and any(
            f" {' '.join(words(each))} " in said for each in self._words["person_words"])

    def is_question(self, text: str) -> bool:
        """Whether a text looks like a question, by its end or its beginning."""
        is_long = len(words(text)) >= _SHORTEST_QUESTION
        return is_long and (
            text.rstrip().endswith("?") or self.begins(text, "question_openings"))

    def hear(self, stand: Stand, text: str) -> Heard:
        """What a text means where the draft stands; understood once, however often it is asked."""
        draft, engine = stand.draft, stand.engine
        said = (text, draft.written, stand.phase, engine.day, engine.procedure)
        known = self._heard.get(stand.id)
        if known and known[0][:-1] == said[:-1] and known[0][-1] is engine.procedure:
            return known[1]
        heard = self._hear(stand, text)
        for oldest in list(self._heard)[:-_MOST_HEARD]:
            self._heard.pop(oldest, None)  # somebody else has dealt with it
        if heard.meaning is not Meaning.QUESTION:  # that is dealt with elsewhere
            self._heard[stand.id] = said, heard
        return heard

    def forget(self, stand: Stand) -> None:
        """A text has been dealt with: nothing of it is kept here."""
        self._heard.pop(stand.id, None)

    def _hear(self, stand: Stand, text: str) -> Heard:
        step = stand.engine.next(stand.answers)
        asked = step.question if isinstance(step, Ask) else None
        found = self._in_phase(stand, step, text)
        if found:
            return found
        command = self._hearing.command(text, asked)
        if command in _COMMANDS:
            return _COMMANDS[command]
        if isinstance(step, Ask) and stand.phase != "correct":
            return self._answer(stand, step, text)
        named = self._named(stand, text)
        if named or self.says(text, "correct_words"):
            return Heard(Meaning.DO, {"question": named} if named else {}, do=Do.CORRECT)
        if self.is_question(text):
            return _QUESTION
        return Heard(Meaning.DO, do=_AGAIN.get(stand.phase, Do.GO_ON))

    def read(self, stand: Stand, question: Question, text: str) -> Read | Objection:
        """The answer to any question of the procedure, or what is wrong with it."""
        return self._hearing.read(
            stand.engine, stand.answers, Ask(question, question.name), text)

    def _in_phase(self, stand: Stand, step: object, text: str) -> Heard | None:
        phase, _, what = stand.phase.partition(":")
        if phase == "confirm" and self.says(text, "yes_words"):
            return Heard(Meaning.DO, {"sure": True}, do=Do(what))
        if phase == "confirm" and self.says(text, "no_words"):
            return Heard(Meaning.DO, do=Do.GO_ON)
        if not isinstance(step, Summary) or phase == "correct":
            return None
        if phase == "consent" and self.says(text, "agree_words"):
            return Heard(Meaning.DO, do=Do.AGREE)
        if phase == "consent" and self.says(text, "refuse_words"):
            return Heard(Meaning.DO, do=Do.REFUSE)
        if not phase and self.says(text, "yes_words"):
            return Heard(Meaning.DO, do=Do.RIGHT)
        return None

    def _answer(self, stand: Stand, ask: Ask, text: str) -> Heard:
        asks = self.is_question(text)
        if asks and (ask.question.type is Type.TEXT or self.begins(text, "question_openings")):
            return _QUESTION
        if ask.question.type is Type.SLOT:
            return _QUESTION if asks else Heard(Meaning.SLOT, said=text)
        result = self._hearing.hear(stand.engine, stand.answers, ask, text)
        if isinstance(result, Objection):
            said = self._hearing.words(result)
            return _QUESTION if asks else Heard(Meaning.WRONG, said=said)
        is_told = list(result) != [ask.path] or not same(text, str(result[ask.path]))
        return Heard(Meaning.ANSWERS, result, is_told=is_told)

    def _named(self, stand: Stand, text: str) -> str | None:
        """The answer that a text names by its label; of several the longest label counts."""
        said = f" {' '.join(words(text))} "
        labels = [(fold(question.label), question.name)
                  for question in stand.engine.asked(stand.answers)
                  if question.name in stand.answers]
        found = [(len(label), name) for label, name in labels
                 if f" {' '.join(words(label))} " in said]
        return max(found)[1] if found else None
