"""The facts of a sentence that answer a question without doubt: « pour ma fille, née le … à … »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from guido.french.normalise import fold_in_place, words
from guido.procedures.model import WITH_OPTIONS, Question, Type
from guido.procedures.numbers import find_days, find_numbers, in_digits
from guido.procedures.phrases import Phrase
from guido.procedures.reading import Heard, Reader

# Types that can be told from others by their form alone.
_BY_FORM = {
    Type.EMAIL: re.compile(r"@|\barobase\b", re.IGNORECASE),
    Type.TELEPHONE: re.compile(r"(?<!\d)(?:\+33|0)\s?[1-9](?:[\s.\-]?\d{2}){4}(?!\s?\d)"),
    Type.NIR: re.compile(r"(?<!\d)[123478](?:[\s.\-]?[\dAB]){14}(?!\d)", re.IGNORECASE),
    Type.IBAN: re.compile(r"\bFR\s?\d{2}(?:\s?[A-Z0-9]){23}", re.IGNORECASE),
    Type.SIRET: re.compile(r"(?<!\d)(?:\d[\s.]?){13}\d(?!\d)"),
    Type.CASE_REFERENCE: re.compile(
        r"\bD\s?-?\d{2}\s?-?[A-Z0-9]{4}\s?-?[A-Z0-9]{4}\b", re.IGNORECASE),
}
_NAME = r"[A-ZÀ-Ý][\w'’\-]*"
_PLACE = re.compile(
    rf"\b(?:à|a|au|aux|commune de|ville de|mairie de)\s+((?:[Ll][ae]s?\s)?{_NAME}"
    rf"(?:[\s\-](?:{_NAME}|l[ae]s?|sur|sous|en|d[eu]|lès|\d{{1,2}}e?(?!\d)))*(?:\s*\(?\d{{5}}\)?)?)")
_SHORTEST_OPTION = 4
_INTRODUCED = re.compile(
    r"\s*(?:,|;|\bet\b)?\s*(?:\bn[ée]e?s?\b|\bqui est n[ée]e?\b|\bdate de naissance\b|\ble\b|\bà\b|"
    r"\bau\b|\bdu\b|\bmon (?:mail|adresse|t[ée]l[ée]phone|num[ée]ro)[^,;]*)?\s*(?:le|est|:)?\s*$",
    re.IGNORECASE)


class Facts:
    """What a text tells; each day, each word and each other kind of fact is used once."""

    def __init__(self, reader: Reader, text: str, today: date) -> None:
        self.text = text
        self._reader = reader
        self._today = today
        folded, places = fold_in_place(text)
        self._days = [text[places[start]:places[end - 1] + 1]
                      for start, end, _ in find_days(folded)]
        self._used: set[Type] = set()
        self._taken: list[Phrase] = []

    def use(self, question: Question) -> None:
        """Note that what answers a question has been taken: a day, words, or all of a kind."""
        if question.type is Type.DATE:
            self._days = self._days[1:]
        elif question.type in WITH_OPTIONS:
            self._taken += self._reader.phrases_in(question, self.text)
        else:
            self._used.add(question.type)

    def take_first_day(self) -> str | None:
        """The first of two days, for the first of two questions; None if there are not two."""
        return self._days[0] if len(self._days) == 2 else None

    def before_facts(self) -> str:
        """A text without the facts that follow what it begins with: « Zoé, née le 3 avril »."""
        starts = [self.text.find(day) for day in self._days]
        starts += [match.start() for pattern in _BY_FORM.values()
                   for match in [pattern.search(self.text)] if match and "@" not in match.group()]
        at = self.text.find("@")
        if at > 0:
            starts.append(self.text.rfind(" ", 0, at) + 1)
        first = min((start for start in starts if start > 0), default=None)
        if first is None:
            return self.text
        cut = _INTRODUCED.sub("", self.text[:first]).strip(" ,;")
        has_break = re.search(r"[,;]|\bn[ée]e?\b", self.text[:first])
        return cut if cut and has_break else self.text

    def about(self, question: Question, rivals: Sequence[Question]) -> Iterator[Any]:
        """The answer to a question, if nothing else could be meant by it."""
        type_ = question.type
        if type_ in self._used or (type_ not in (Type.CHOICE, Type.DATE) and any(
                rival.type is type_ for rival in rivals)):
            return
        if type_ is Type.CHOICE:
            yield from self._option(question, rivals)
        elif type_ is Type.DATE:
            yield from self._day(question, rivals)
        elif type_ is Type.AMOUNT:
            yield from self._amount()
        elif type_ is Type.COMMUNE:
            yield from self._commune(question)
        elif type_ in _BY_FORM:
            match = _BY_FORM[type_].search(self.text)
            if match:
                is_whole = type_ is not Type.EMAIL
                yield from self._read(question, match.group() if is_whole else self.text)

    def _option(self, question: Question, rivals: Sequence[Question]) -> Iterator[str]:
        """An option that is named by words that answer no other open question."""
        named = self._reader.phrases_in(question, self.text)
        others = [*self._taken, *(
            phrase for rival in rivals if rival.type in WITH_OPTIONS
            for phrase in self._reader.phrases_in(rival, self.text))]
        if len({phrase.name for phrase in named}) != 1 or any(
                phrase.meets(other) for phrase in named for other in others):
            return
        said = words(self.text)
        if any(len("".join(said[phrase.start:phrase.end])) >= _SHORTEST_OPTION
               for phrase in named):
            yield named[0].name

    def _day(self, question: Question, rivals: Sequence[Question]) -> Iterator[date]:
        dates = sum(rival.type is Type.DATE for rival in rivals) + 1
        if len(self._days) == dates:
            yield from self._read(question, self._days[0])

    def _amount(self) -> Iterator[Any]:
        euros = [each for each in find_numbers(in_digits(self.text)) if each.is_euro]
        if len(euros) == 1 and euros[0].value >= 0:
            yield euros[0].value

    def _commune(self, question: Question) -> Iterator[Any]:
        places = [match[1] for match in _PLACE.finditer(self.text)]
        if len(places) == 1:
            yield from self._read(question, places[0])

    def _read(self, question: Question, text: str) -> Iterator[Any]:
        heard = self._reader.read(question, text, self._today)
        if isinstance(heard, Heard):
            yield heard.value
