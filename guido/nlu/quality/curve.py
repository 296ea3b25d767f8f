"""The learning curve: what more training sentences bring."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import spacy
import yaml

from guido.nlu.features import BLOCKS, TextFeatures, TextView, joined
from guido.nlu.models import FacetModel, IntentModel
from guido.nlu.quality.rows import Row
from guido.nlu.text import prepare
from guido.nlu.vectors import WordVectors

Sentence = tuple[str, str, tuple[str, ...]]
_COUNTED = ("words", "pieces")
_SEED = 20261122


def read_sentences(folder: Path) -> list[Sentence]:
    """(prepared text, intent, facets) of all training sentences below a folder."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            labels = block.get("metadata") or {}
            facets = tuple(labels[key] for key in ("facet", "facet_2") if labels.get(key))
            found += [(prepare(line[2:]), block["intent"], facets)
                      for line in block["examples"].splitlines() if "intent" in block]
    return found


def curve(
    sentences: Sequence[Sentence], rows: Sequence[Row], numbers: Sequence[int], vectors: str
) -> Iterator[tuple[int, float, float]]:
    """(sentences an intent, intent first, facet right) with more and more of the sentences.

    The models are those of config.yml without the catalogue's texts, so that the sentences
    alone count; the same seed takes the same sentences.
    """
    words = WordVectors.of_model(spacy.load(vectors))
    by_intent: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        by_intent[sentence[1]].append(sentence)
    source = random.Random(_SEED)
    for group in by_intent.values():
        source.shuffle(group)
    for number in numbers:
        chosen = [sentence for group in by_intent.values() for sentence in group[:number]]
        yield number, *_measured(chosen, rows, words)


def _measured(
    sentences: Sequence[Sentence], rows: Sequence[Row], words: WordVectors
) -> tuple[float, float]:
    texts = [text for text, _, _ in sentences]
    features = TextFeatures(words, dimensions=150, weight_of_space=0.5, short_forms={})
    features.fit(texts, [])
    blocks = features.of([features.read(text) for text in texts])
    intents, facets = IntentModel(), FacetModel()
    ones = np.ones(len(texts))
    intents.fit(joined(blocks, BLOCKS), [intent for _, intent, _ in sentences], ones, ones)
    with_facets = {intent for _, intent, asked in sentences if asked}
    places = [place for place, (_, intent, _) in enumerate(sentences) if intent in with_facets]
    facets.fit(joined(blocks, _COUNTED)[places], [sentences[place][2] for place in places])
    intent_right, facet_right, asking = 0, 0, 0
    for row in rows:
        view = TextView(features, prepare(row.text))
        intent_right += intents.rank(view.row(BLOCKS))[0][0][0] == row.intent
        if row.facet:
            asking += 1
            facet_right += facets.rank(view.rows_with_parts(_COUNTED))[0][0] == row.facet
    return intent_right / len(rows), facet_right / asking
