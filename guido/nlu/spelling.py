"""Words as they were meant: short forms of text messages, and single typing errors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from symspellpy import SymSpell, Verbosity

from guido.nlu.text import split_words

_WORD = re.compile(r"[^\W_]+")
# A word of so many training texts is right as it is; one of so many may be what was meant.
_KNOWN_FROM, _MEANT_FROM = 2, 4
_SHORTEST = 4
_LONGEST = 30


class Speller:
    """Replaces short forms, and what is no word of the language by a used one, one error away.

    An error is a letter left out, added, changed or swapped with its neighbour. Of several
    words the one that is used most is taken.
    """

    def __init__(self, short_forms: Mapping[str, str], is_word: Callable[[str], bool]) -> None:
        self._short_forms = dict(short_forms)
        self._is_word = is_word
        self._used: Counter[str] = Counter()
        self._words = SymSpell(max_dictionary_edit_distance=1, prefix_length=7)

    def fit(self, texts: list[str]) -> None:
        """Learn which words are used in prepared texts."""
        self._used = Counter(word for text in texts for word in set(split_words(text)))
        for word, number in self._used.items():
            if number >= _MEANT_FROM and len(word) >= _SHORTEST and word.isalpha():
                self._words.create_dictionary_entry(word, number)

    def corrected(self, prepared: str) -> str:
        """The text with its words as they were meant."""
        return _WORD.sub(lambda match: self._meant(match.group()), prepared)

    def _meant(self, word: str) -> str:
        if word in self._short_forms:
            return self._short_forms[word]
        if (self._used[word] >= _KNOWN_FROM or not _SHORTEST <= len(word) <= _LONGEST
                or not word.isalpha() or self._is_word(word)):
            return word
        # The first letter is seldom wrong: « session » is no misspelt « cession ».
        found = self._words.lookup(word, Verbosity.CLOSEST, max_edit_distance=1)
        return next((each.term for each in found if each.term[0] == word[0]), word)
