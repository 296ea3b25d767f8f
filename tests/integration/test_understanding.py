"""The trained model: any text is read in time, entities fill slots, training is reproducible."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guido.relay.assistant import guarded

LONGEST, SLOWEST_SECONDS = 5000, 0.2
_MARKED = re.compile(r"\[([^\]]+)\]\((\w+)\)")


@pytest.fixture(scope="module")
def parse(model):
    """The trained model as the server runs it."""
    from guido.cli.evaluate import trained
    from guido.logs import configure_logs

    configure_logs("error")
    agent = trained()

    def read(text: str) -> dict:
        return asyncio.run(agent.parse_message(guarded(text)))

    # In a thread of its own: browsers of other tests may keep a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        def parsed(text: str) -> dict:
            return thread.submit(read, text).result()
        parsed("bonjour Jean Dupont à Lyon")
        yield parsed


def seconds_of(parse, text):
    """The quickest of three, because the machine may be busy with something else."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        parsed = parse(text)
        times.append(time.perf_counter() - began)
        assert parsed["decision"] in {"answer", "choose", "search"}
        if times[-1] < SLOWEST_SECONDS:
            break
    return min(times)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=LONGEST))
def test_any_text_is_read_without_error_in_a_fifth_of_a_second(parse, text):
    assert seconds_of(parse, text) < SLOWEST_SECONDS


@pytest.mark.parametrize("piece", [
    "a", "é ", "12 ", "Madame Dupont et Paris, ", "et ? ", "d26-", "œ", "ﷺ", "\u0301", "1er mars ",
    "combien coûte un passeport et où voter par procuration ? ", "préfecture de ", "€",
])
def test_the_longest_text_of_one_kind_is_read_in_time(parse, piece):
    text = (piece * LONGEST)[:LONGEST]
    assert seconds_of(parse, text) < SLOWEST_SECONDS


def test_entities_are_found_in_nine_of_ten_places_and_seldom_elsewhere(parse):
    right, found, wanted = 0, 0, 0
    for line in Path("data/evaluation/entities.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        marked, text, end = set(), "", 0
        for match in _MARKED.finditer(line):
            text += line[end:match.start()]
            marked.add((len(text), len(text) + len(match[1]), match[2]))
            text += match[1]
            end = match.end()
        text += line[end:]
        seen = {(e["start"], e["end"], e["entity"]) for e in parse(text)["entities"]}
        right, found, wanted = right + len(seen & marked), found + len(seen), wanted + len(marked)
    assert right / wanted >= 0.9
    assert right / found >= 0.9


def test_two_services_in_one_message_are_found_in_most_cases_and_not_in_one_question(parse):
    rows = [line.split("\t") for line in Path("data/evaluation/double.tsv").read_text(
        encoding="utf-8").splitlines()[1:]]
    double = [row for row in rows if row[4] != "-"]
    found = sum({q["service"] for q in parse(row[0])["questions"]} == {row[1], row[4]}
                for row in double)
    assert found / len(double) >= 0.6
    single = Path("data/evaluation/services.tsv").read_text(encoding="utf-8").splitlines()[1:]
    texts = [line.split("\t")[0] for line in single][::3]
    assert sum(bool(parse(text)["questions"]) for text in texts) / len(texts) <= 0.03


def test_two_facets_in_one_message_are_found_in_most_cases(parse):
    rows = [line.split("\t") for line in Path("data/evaluation/double.tsv").read_text(
        encoding="utf-8").splitlines()[1:] if line.split("\t")[4] == "-"]
    counted = Counter()
    for row in rows:
        asked = {facet["name"] for facet in parse(row[0])["facets"]}
        counted["both"] += {row[2], row[3]} <= asked
        counted["one"] += bool({row[2], row[3]} & asked)
    assert counted["one"] / len(rows) >= 0.95
    assert counted["both"] / len(rows) >= 0.5


def test_the_same_sentences_give_the_same_model():
    import numpy as np
    from scipy.sparse import csr_matrix

    from guido.nlu.models import IntentModel

    rows = csr_matrix(np.random.default_rng(1).random((60, 20), dtype=np.float32))
    intents = ["a", "b", "c"] * 20
    ranked = []
    for _ in range(2):
        model = IntentModel()
        model.fit(rows, intents, np.ones(60), np.ones(60))
        ranked.append(model.rank(rows[:5]))
    assert ranked[0] == ranked[1]
