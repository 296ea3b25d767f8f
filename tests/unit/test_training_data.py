"""The training sentences are whole, and the questions that measure are not among them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

from guido.catalogue import FACETS
from guido.french.normalise import words
from guido.nlu.catalogue_examples import everyday_phrases
from guido.nlu.quality.rows import read_rows

SERVICES = sorted(path.stem for path in Path("data/catalogue").glob("*/*.yml"))
DOMAIN = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
# Two texts say the same if they share three words in four; shorter ones only if they are equal.
_NEAR, _FEWEST_WORDS = 0.75, 4


def blocks():
    for path in sorted(Path("data/nlu").glob("*.yml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]


def training() -> list[tuple[str, str, str | None]]:
    """(normalised text, intent, facet) of every sentence."""
    return [
        (" ".join(words(line[2:])), block["intent"], (block.get("metadata") or {}).get("facet"))
        for block in blocks() if "intent" in block for line in block["examples"].splitlines()]


SENTENCES = training()
EVALUATION = {path.stem: [line.split("\t") for line in
                          path.read_text(encoding="utf-8").splitlines()[1:]]
              for path in Path("data/evaluation").glob("*.tsv")}
VALIDATION = [line.split("\t") for line in
              Path("data/validation/questions.tsv").read_text(encoding="utf-8").splitlines()[1:]]
LABELLED = [row for name in ("services", "dialogue", "long_tail") for row in EVALUATION[name]]


def near_duplicates(texts: list[str], others: list[str]) -> list[tuple[str, str]]:
    """Pairs of texts that say the same in nearly the same words."""
    bags = [frozenset(words(other)) for other in others]
    known = Counter(word for bag in bags for word in bag)

    def rarest(bag: frozenset[str]) -> list[str]:
        """Two texts that are near share one of these: the rarest words, a quarter and one more."""
        kept = len(bag) - math.ceil(_NEAR * len(bag)) + 1
        return sorted(bag, key=lambda word: (known[word], word))[:kept]

    holding = defaultdict(list)
    for number, bag in enumerate(bags):
        for word in rarest(bag):
            holding[word].append(number)
    found = []
    for text in texts:
        bag = frozenset(words(text))
        for number in {number for word in rarest(bag) for number in holding[word]}:
            is_long = min(len(bag), len(bags[number])) >= _FEWEST_WORDS
            shared = len(bag & bags[number]) / len(bag | bags[number])
            if shared >= (_NEAR if is_long else 1):
                found.append((text, others[number]))
    return found


def test_near_duplicates_are_seen_whatever_accents_and_order():
    assert near_duplicates(
        ["ou en est ma demande de passeport"], ["Où en est ma demande de passeport, svp ?"])
    assert not near_duplicates(["prix passeport enfant"], ["prix passeport adulte"])


def test_no_sentence_is_written_twice():
    counted = Counter(text for text, _, _ in SENTENCES if text)
    assert [text for text, number in counted.items() if number > 1] == []


@pytest.mark.parametrize("rows", [LABELLED, EVALUATION["double"], VALIDATION],
                         ids=["evaluation", "double", "validation"])
def test_no_measuring_question_is_nearly_a_training_sentence(rows):
    everyday = everyday_phrases(Path("data/catalogue"), Path("data/search/everyday_words.tsv"))
    learnt = [text for text, _, _ in SENTENCES] + [phrase for _, phrase in everyday]
    assert near_duplicates([row[0] for row in rows], learnt) == []


def test_the_validation_split_shares_no_question_with_the_evaluation():
    assert near_duplicates([row[0] for row in VALIDATION], [row[0] for row in LABELLED]) == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_sentences_for_all_facets_and_for_none(service):
    counted = defaultdict(int)
    for _, intent, facet in SENTENCES:
        if intent == service:
            counted[facet] += 1
    assert all(counted[facet] >= 10 for facet in FACETS)
    assert counted[None] >= 10
    assert sum(counted.values()) >= 60


def test_every_dialogue_intent_has_forty_sentences_and_hors_sujet_four_hundred():
    counted = Counter(intent for _, intent, _ in SENTENCES if intent not in SERVICES)
    short = {name: number for name, number in counted.items() if number < 40}
    assert short == {}
    assert counted["hors_sujet"] >= 400


def test_the_evaluation_has_enough_of_everything():
    counted = Counter(row[1] for row in LABELLED)
    added = {"question_suite", "autre_demarche", "nlu_fallback"}
    short = {name: counted[name] for name in set(DOMAIN["intents"]) - added if counted[name] < 15}
    assert short == {}
    assert counted["hors_sujet"] >= 150
    assert counted["-"] >= 100


def test_all_labels_can_be_read():
    for path in (*Path("data/evaluation").glob("*s.tsv"), Path("data/validation/questions.tsv")):
        if path.stem != "entities":
            assert read_rows(path, frozenset(DOMAIN["intents"]), frozenset(FACETS))


def test_lookup_tables_are_entities_of_the_domain():
    known = {name for entity in DOMAIN["entities"]
             for name in (entity if isinstance(entity, dict) else [entity])}
    assert {block["lookup"] for block in blocks() if "lookup" in block} <= known
