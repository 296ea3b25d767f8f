"""Reading the answer to one question out of what somebody wrote, or telling what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from guido.french.normalise import fold, has_letters, visible, words
from guido.french.texts import Texts
from guido.procedures import identifiers
from guido.procedures.model import Question, Type
from guido.procedures.numbers import (
    DateRefused,
    FoundNumber,
    find_days,
    find_numbers,
    in_digits,
    read_day,
)
from guido.procedures.periods import DAY, PERIODS, converted, period_of
from guido.procedures.phrases import (
    find_phrases,
    is_one_of,
    only_within,
    split_words,
    without,
)
from guido.procedures.places import PlaceRefused, Places
from guido.procedures.steps import Objection

LONGEST_TEXT = 1000
_ORDINALS = re.compile(
    r"(?:la |le |numero |n ?|choix |reponse |option )?(\d{1,2})(?:e|er|ere|eme)?")
_SHOWN_CHOICES = 12
_TOO_MANY = Decimal(10) ** 12  # more than anybody's sum or number


@dataclass(frozen=True)
class Heard:
    """What was understood."""

    value: Any


class Wrong(Exception):
    """An answer that cannot be taken; the key is below procedures.wrong."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Reader:
    """Reads answers; `department` is where numbers without a country are dialled."""

    def __init__(self, texts: Texts, places: Places, department: str = "") -> None:
        self._places = places
        self._department = department
        self._yes, self._no, self._none, self._all, self._fillers = (
            split_words(texts.raw(f"procedures.{key}"))
            for key in ("yes_words", "no_words", "none_words", "all_words", "fillers"))
        self._periods = {
            each: texts.raw(f"procedures.periods.{each}") for each in PERIODS}
        openings = [re.escape(each.strip()).replace("'", "['’]")
                    for each in texts.raw("procedures.name_openings").split(",")]
        self._introduced = re.compile(rf"^(?:{'|'.join(openings)})\s+(?=\w)", re.IGNORECASE)
        self._by_type: dict[Type, Callable[[Question, str, date, Any, Any], Any]] = {
            Type.CHOICE: self._choice, Type.CHOICES: self._choices, Type.YES_NO: self._yes_no,
            Type.DATE: self._date, Type.AMOUNT: self._amount, Type.NUMBER: self._number,
            Type.COMMUNE: self._commune, Type.ADDRESS: self._address, Type.PERSONS: self._yes_no,
        }

    def read(
        self, question: Question, text: str, today: date, least: Any = None, most: Any = None
    ) -> Heard | Objection:
        """The answer to a question; `least` and `most` are the question's limits on this day."""
        said = visible(text)
        try:
            if not said:
                raise Wrong("text_empty")
            if len(said) > LONGEST_TEXT:
                raise Wrong("text_too_long", most=str(LONGEST_TEXT))
            return Heard(self._value(question, said, today, least, most))
        except Wrong as wrong:
            return Objection(wrong.key, {**wrong.values, "example": question.example})

    def is_yes(self, text: str) -> bool | None:
        """Whether a text says yes or no; None if it says neither."""
        said = without(words(text), self._fillers)
        for answer, phrases in ((True, self._yes), (False, self._no)):
            if is_one_of(said, phrases):
                return answer
        first = [phrase for phrase in (*self._yes, *self._no) if said[:len(phrase)] == phrase]
        return max(first, key=len) in self._yes if first else None

    def count(self, text: str) -> Decimal | None:
        """How many a text speaks of; None if it names no number or several."""
        try:
            return self._one(text, "number", [
                (each.value, each.said) for each in find_numbers(in_digits(text, 0))])
        except Wrong:
            return None

    def phrases(self, question: Question) -> dict[str, list[list[str]]]:
        """The words for each answer that a question offers, yes and no too."""
        if question.type is Type.YES_NO:
            return {"yes": self._yes, "no": self._no}
        return _phrases_of(question)

    def options_in(self, question: Question, text: str, guesses: bool = True) -> list[str]:
        """The options that a text names, in their order."""
        said, phrases = words(text), _phrases_of(question)
        exact = [name for name, known in phrases.items() if said in known]
        if len(exact) == 1:
            return exact
        named = {phrase.name for phrase in find_phrases(said, phrases, guesses)}
        if not named and guesses:
            named = set(only_within(said, phrases))
        return [option.name for option in question.options if option.name in named]

    def amounts(self, question: Question, text: str) -> list[FoundNumber]:
        """The sums of a text in digits: those in euros, or else all numbers.

        One for another period than the question's is converted; raises Wrong if it cannot be.
        """
        numbers = find_numbers(text)
        return [self._in_period(question, text, each, numbers)
                for each in [each for each in numbers if each.is_euro] or numbers]

    def _in_period(
        self, question: Question, text: str, number: FoundNumber, numbers: list[FoundNumber]
    ) -> FoundNumber:
        told = period_of(text, number, numbers) if question.per else None
        if not told:
            return number
        is_known = told != DAY or question.every_day or question.per == DAY
        value = converted(number.value, told, question.per) if is_known else None
        if value is None:
            raise Wrong("amount_period", period=self._periods[question.per])
        return replace(number, value=value)

    def _value(self, question: Question, said: str, today: date, least: Any, most: Any) -> Any:
        if question.type in self._by_type:
            return self._by_type[question.type](question, said, today, least, most)
        if question.type is Type.TEXT:
            if not has_letters(said):
                raise Wrong("text_empty")
            return self._introduced.sub("", said)
        if question.type in (Type.FILE, Type.SLOT):
            raise Wrong(question.type.value)
        try:
            return identifiers.read(question.type, said, self._department)
        except identifiers.Refused as refused:
            raise Wrong(refused.key, **refused.values) from refused

    def _choice(self, question: Question, said: str, *_: Any) -> str:
        chosen = self._numbered(question, said) or self.options_in(question, said)
        if len(chosen) == 1:
            return chosen[0]
        options = " ; ".join(option.label for option in question.options[:_SHOWN_CHOICES])
        raise Wrong("choice_several" if chosen else "choice", options=options)

    def _choices(self, question: Question, said: str, *_: Any) -> list[str]:
        if is_one_of(words(said), self._all):
            return [option.name for option in question.options]
        chosen: list[str] = []
        parts = re.split(r"[,;]| et ", said)
        for part in parts:
            chosen += self._numbered(question, part) or []
        named = self.options_in(question, said)
        for part in parts if len(parts) > 1 else ():  # each may have a typing error
            chosen += self.options_in(question, part) if words(part) else []
        if not chosen and not named:
            options = " ; ".join(option.label for option in question.options[:_SHOWN_CHOICES])
            raise Wrong("choice", options=options)
        return [option.name for option in question.options if option.name in {*chosen, *named}]

    def _numbered(self, question: Question, said: str) -> list[str]:
        """« 2 », « la deuxième », « option 2 »: the option in that place."""
        match = _ORDINALS.fullmatch(" ".join(words(in_digits(said, 0))))
        place = int(match[1]) if match else 0
        return [question.options[place - 1].name] if 1 <= place <= len(question.options) else []

    def _yes_no(self, _question: Question, said: str, *_: Any) -> bool:
        answer = self.is_yes(said)
        if answer is None:
            raise Wrong("yes_no")
        return answer

    def _date(self, _q: Question, said: str, today: date, least: Any, most: Any) -> date:
        found = find_days(fold(said))
        if len(found) > 1:
            raise Wrong("date_several", found=" ; ".join(text for _, _, text in found))
        try:
            return read_day(said, today, least, most)
        except DateRefused as refused:
            raise Wrong(refused.reason, said=refused.said) from refused

    def _amount(self, question: Question, said: str, *_: Any) -> Decimal:
        return self._one(said, "amount", [
            (each.value, each.said) for each in self.amounts(question, in_digits(said, 0))])

    def _number(self, question: Question, said: str, *_: Any) -> Decimal:
        found = find_numbers(in_digits(said, 0), question.unit == "hours")
        return self._one(said, "number", [(each.value, each.said) for each in found])

    def _one(self, said: str, key: str, found: list[tuple[Decimal, str]]) -> Decimal:
        if len({value for value, _ in found}) > 1:
            raise Wrong(f"{key}_several", found=" ; ".join(text for _, text in found))
        if not found:
            phrases = {"none": self._none}
            if find_phrases(words(said), phrases, guesses=False):
                return Decimal(0)
            raise Wrong(key)
        if found[0][0] < 0:
            raise Wrong(f"{key}_negative")
        if found[0][0] >= _TOO_MANY:
            raise Wrong("number_too_long")
        return found[0][0]

    def _commune(self, _question: Question, said: str, *_: Any) -> dict[str, Any]:
        try:
            return self._places.commune(said)
        except PlaceRefused as refused:
            raise Wrong(refused.key, **refused.values) from refused

    def _address(self, _question: Question, said: str, *_: Any) -> str:
        try:
            return self._places.address(said)
        except PlaceRefused as refused:
            raise Wrong(refused.key, **refused.values) from refused


def _phrases_of(question: Question) -> dict[str, list[list[str]]]:
    """The options of a question with the folded words of each way to say them."""
    return {option.name: [words(each) for each in (option.label, *option.words)]
            for option in question.options}
