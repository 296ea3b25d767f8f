"""The training sentences are whole, and the evaluation questions are not among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

from guido.catalogue import FACETS
from guido.french.normalise import words

SERVICES = sorted(path.stem for path in Path("data/catalogue").glob("*/*.yml"))


def training() -> list[tuple[str, str, str | None]]:
    """(normalised text, intent, facet) of every sentence."""
    rows = []
    for path in sorted(Path("data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            facet = (block.get("metadata") or {}).get("facet")
            for line in block["examples"].splitlines():
                rows.append((" ".join(words(line[2:])), block["intent"], facet))
    return rows


SENTENCES = training()


def evaluation() -> list[list[str]]:
    return [line.split("\t") for path in Path("data/evaluation").glob("*.tsv")
            for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def test_no_sentence_is_written_twice():
    counted = Counter(text for text, _, _ in SENTENCES if text)
    assert [text for text, number in counted.items() if number > 1] == []


def test_no_evaluation_question_is_a_training_sentence():
    known = {text for text, _, _ in SENTENCES}
    assert [row[0] for row in evaluation() if " ".join(words(row[0])) in known] == []


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
    assert set(short) <= {"choix_refuse"}
    assert counted["hors_sujet"] >= 400


def test_labels_of_the_evaluation_are_names_of_the_domain():
    intents = set(yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["intents"])
    for text, intent, facet in evaluation():
        assert intent == "-" or intent in intents, text
        assert facet == "-" or facet in FACETS, text
