"""The facts of a sentence that answer a question without doubt: « pour ma fille, née le … à … »."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from guido.french.normalise import fold_in_place, words
from guido.procedures.model import WITH_OPTIONS, Question, Type
from guido.procedures.numbers import find_days, in_digits
from guido.procedures.phrases import Phrase, find_phrases
from guido.procedures.reading import Heard, Reader, Wrong

# Types that can be told from others by their form alone.
_BY_FORM = {
    Type.EMAIL: re.compile(r"\S+@\S+|\S+ arobase .+", re.IGNORECASE),
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
_STREET = (r"rue|avenue|av\.?|boulevard|bd|place|chemin|all[ée]e|impasse|route|quai|cours|square|"
           r"passage|faubourg")
_IN_STREET = re.compile(rf"\b(?:{_STREET})\s+(?:du\s+)?$")  # « rue du 11 novembre »
_ADDRESS = re.compile(
    rf"\b\d{{1,4}}(?:\s?(?:bis|ter))?,?\s+(?:{_STREET})\s[^;!?]{{2,60}}?\d{{2}}\s?\d{{3}}"
    rf"(?:\s+{_NAME}(?:[\s\-]{_NAME})*)?", re.IGNORECASE)
_SHORTEST_OPTION = 4
_LONGEST_SENTENCE = 12
_LONGEST_YES = 2  # words
_SHORTEST_STORY = 5  # words
_TELLING = frozenset(("je", "j", "nous", "on"))
_ABOUT_ONESELF = frozenset(("je", "j", "nous", "on", "mon", "ma", "mes", "c"))
_PATTERNS = {**_BY_FORM, Type.COMMUNE: _PLACE, Type.ADDRESS: _ADDRESS}
_INTRODUCED = re.compile(
    r"\s*(?:,|;|\bet\b)?\s*(?:\bn[ée]e?s?\b|\bqui est n[ée]e?\b|\bdate de naissance\b|\ble\b|\bà\b|"
    r"\bau\b|\bdu\b|\bmon (?:mail|adresse|t[ée]l[ée]phone|num[ée]ro)[^,;]*)?\s*(?:le|est|:)?\s*$",
    re.IGNORECASE)


class Facts:
    """What a text tells; each day, each word and each other kind of fact is used once.

    `silent` are words that tell nothing here: those of the procedure's own title.
    """

    def __init__(self, reader: Reader, text: str, today: date, silent: Collection[str]) -> None:
        self.text = text
        self._free = ["" if word in silent else word for word in words(text)]
        self._reader = reader
        self._today = today
        folded, places = fold_in_place(text)
        self._days = [text[places[start]:places[end - 1] + 1]
                      for start, end, _ in find_days(folded)
                      if not _IN_STREET.search(folded[:start])]
        self._used: set[Type] = set()

    def use(self, question: Question) -> None:
        """Note that what answers a question has been taken: a day, words, or all of a kind."""
        if question.type is Type.DATE:
            self._days = self._days[1:]
        elif question.type is Type.TEXT:
            self._free = []
        elif question.type in (*WITH_OPTIONS, Type.YES_NO):
            for phrase in self._phrases(question):
                self._free[phrase.start:phrase.end] = [""] * phrase.length
        else:
            self._used.add(question.type)

    def is_about_oneself(self) -> bool:
        """Whether it is a short sentence in the first person, and no name or title."""
        if len(words(self.text)) > _LONGEST_SENTENCE:
            return False
        return bool(_ABOUT_ONESELF & set(words(self.text)[:1]))

    def forget_days(self) -> None:
        """Take its days for no answer."""
        self._days = []

    def forget_place_of_yes(self) -> None:
        """Take a place right behind a mere yes or no for no answer to another question.

        « oui, à Paris » to « êtes-vous inscrit ? » doesn't say where somebody wants to be.
        """
        place = _PLACE.search(self.text)
        before = words(self.text[:place.start()]) if place else []
        if place and 0 < len(before) <= _LONGEST_YES and not words(self.text[place.end():]) and (
                self._reader.is_yes(" ".join(before)) is not None):
            self._used.add(Type.COMMUNE)

    def take_first_day(self) -> str | None:
        """The first of two days, for the first of two questions; None if there are not two."""
        return self._days[0] if len(self._days) == 2 else None

    def before_facts(self) -> str:
        """A text without the facts that follow what it begins with: « Zoé, née le 3 avril »."""
        starts = [self.text.find(day) for day in self._days]
        starts += [match.start() for pattern in _BY_FORM.values()
                   for match in [pattern.search(self.text)] if match]
        first = min((start for start in starts if start > 0), default=None)
        if first is None or self._tells_on(self.text[first:]):
            return self.text
        cut = _INTRODUCED.sub("", self.text[:first]).strip(" ,;")
        has_break = re.search(r"[,;]|\bn[ée]e?\b", self.text[:first])
        return cut if cut and has_break else self.text

    def _tells_on(self, rest: str) -> bool:
        """Whether a story goes on behind its first fact, which is a part of it then."""
        for day in self._days:
            rest = rest.replace(day, " ")
        told = [word for word in words(rest) if word.isalpha()]
        return len(told) >= _SHORTEST_STORY and bool(_TELLING & set(told))

    def about(self, question: Question, rivals: Sequence[Question]) -> Iterator[Any]:
        """The answer to a question, if nothing else could be meant by it."""
        type_ = question.type
        by_words = (*WITH_OPTIONS, Type.DATE)
        if type_ in self._used or (type_ not in by_words and any(
                rival.type is type_ for rival in rivals)):
            return
        if type_ in WITH_OPTIONS:
            yield from self._options(question, rivals)
        elif type_ is Type.DATE:
            yield from self._day(question, rivals)
        elif type_ is Type.AMOUNT:
            yield from self._amount(question)
        elif type_ in _PATTERNS:
            found = [match[match.lastindex or 0] for match in _PATTERNS[type_].finditer(self.text)]
            if len(found) == 1:
                yield from self._read(question, found[0])

    def _options(self, question: Question, rivals: Sequence[Question]) -> Iterator[Any]:
        """The options that are named by words that answer no other open question."""
        named = [phrase for phrase in self._phrases(question)
                 if len("".join(self._free[phrase.start:phrase.end])) >= _SHORTEST_OPTION]
        others = [phrase for rival in rivals if rival.type in WITH_OPTIONS
                  for phrase in self._phrases(rival)]
        names = {phrase.name for phrase in named}
        if not names or any(phrase.meets(other) for phrase in named for other in others):
            return
        if question.type is Type.CHOICES:
            yield [option.name for option in question.options if option.name in names]
        elif len(names) == 1:
            yield names.pop()

    def _phrases(self, question: Question) -> list[Phrase]:
        return find_phrases(self._free, self._reader.phrases(question), guesses=False)

    def _day(self, question: Question, rivals: Sequence[Question]) -> Iterator[date]:
        dates = sum(rival.type is Type.DATE for rival in rivals) + 1
        if len(self._days) == dates:
            yield from self._read(question, self._days[0])

    def _amount(self, question: Question) -> Iterator[Any]:
        try:
            found = self._reader.amounts(question, in_digits(self.text))
        except Wrong:
            return
        euros = [each for each in found if each.is_euro]
        if len(euros) == 1 and euros[0].value >= 0:
            yield euros[0].value

    def _read(self, question: Question, text: str) -> Iterator[Any]:
        heard = self._reader.read(question, text, self._today)
        if isinstance(heard, Heard):
            yield heard.value
