"""Names of persons, found by spaCy's French model where a message may hold one.

Rules alone miss « c'est Moussa Traoré à l'appareil » and « jean dupont » in small letters. The
model needs some milliseconds, so it is asked only when a capital letter inside a sentence or a
word such as « madame » makes a name possible.
"""

from __future__ import annotations

import re

import spacy
from spacy.language import Language

from guido.french.normalise import words
from guido.french.spans import Span

_UNUSED_PIPES = ["morphologizer", "tagger", "parser", "attribute_ruler", "lemmatizer"]
_TITLE = (r"(?:m\.|mr\.?|mme\.?|mlle\.?|madame|monsieur|mademoiselle|ma[iî]tre|me|dr\.?|docteur)")
_TITLES = rf"(?:{_TITLE}\s+et\s+)?{_TITLE}"
_CUE = re.compile(
    rf"\b(?:{_TITLE}|m'appell?e|mappell?e|nommée?|nom|prénom|c'est|signée?|soussignée?)\s",
    re.IGNORECASE)
_INNER_CAPITAL = re.compile(r"(?<![.!?:;\n])[\s'’(«-][A-ZÀ-Ý][\w-]+")
_TITLE_BEFORE = re.compile(rf"\b{_TITLES}\s+$", re.IGNORECASE)
# « Mme Kowalczyk »: a title and words with capitals need no model.
_TITLED = re.compile(
    rf"\b(?i:{_TITLES})(?:\s+(?:de\s+|d'|da\s+|el\s+)?[A-ZÀ-Ý][\w'’-]+){{1,3}}")
_LONGEST_READ = 1000
_MOST_WORDS = 4


class Persons:
    """Finds names of persons; `common_words` are those that are no names by themselves."""

    def __init__(self, model: Language, common_words: frozenset[str]) -> None:
        self._model = model
        self._common_words = common_words

    @classmethod
    def of_model(cls, name: str, common_words: frozenset[str]) -> Persons:
        """With a spaCy model, of which only the recogniser of names is loaded."""
        return cls(spacy.load(name, exclude=_UNUSED_PIPES), common_words)

    @staticmethod
    def titled(text: str) -> list[Span]:
        """Names after a title such as « Madame », in places of the text itself."""
        return [Span(match.start(), match.end(), "person", match.group())
                for match in _TITLED.finditer(text)]

    def find(self, text: str, others: list[Span]) -> list[Span]:
        """Names with their titles, where nothing else was found; in places of the text itself."""
        if not (_CUE.search(text) or (_INNER_CAPITAL.search(text) and not text.isupper())):
            return []
        found = []
        for entity in self._model(text[:_LONGEST_READ]).ents:
            if entity.label_ != "PER":
                continue
            start, end = self._trimmed(text, entity.start_char, entity.end_char)
            title = _TITLE_BEFORE.search(text[:start])
            span = Span(title.start() if title else start, end, "person", text[start:end])
            if start < end and not any(span.overlaps(other) for other in others):
                found.append(span)
        return found

    def _trimmed(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Without ordinary words at its edges; empty if it holds nothing else."""
        tokens = [(m.start() + start, m.end() + start)
                  for m in re.finditer(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text[start:end])]
        if all(self._is_common(text, token) for token in tokens):
            return start, start
        # « jean » and « rose » are common words, too: two words are left to be a name.
        while len(tokens) > 2 and self._is_common(text, tokens[-1]):
            tokens.pop()
        while len(tokens) > 2 and self._is_common(text, tokens[0]):
            tokens.pop(0)
        if len(tokens) > _MOST_WORDS or any(c.isdigit() for c in text[start:end]):
            return start, start
        return tokens[0][0], tokens[-1][1]

    def _is_common(self, text: str, token: tuple[int, int]) -> bool:
        return all(word in self._common_words or len(word) < 2
                   for word in words(text[token[0]:token[1]]))
