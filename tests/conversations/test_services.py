"""Citizens ask about services, in their own words, and get the card of service and facet.

services.tsv holds one question a service and facet, in different voices.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from guido.catalogue import FACETS, Catalogue

QUESTIONS = [
    tuple(line.split("\t")) for line in
    Path(__file__).with_name("services.tsv").read_text(encoding="utf-8").splitlines()[1:]]


TITLES = {entry.name: entry.title for entry in Catalogue(Path("data/catalogue")).services()}


@pytest.fixture(scope="module")
def asked_back():
    """The questions that were not answered at once: few."""
    questions: list[str] = []
    yield questions
    assert len(questions) <= 0.03 * len(QUESTIONS), questions


def test_there_is_a_question_for_every_service_and_facet():
    services = [entry.name for entry in Catalogue(Path("data/catalogue")).services()]
    assert Counter((service, facet) for service, facet, _ in QUESTIONS) == Counter(
        (service, facet) for service in services for facet in FACETS)


@pytest.mark.parametrize(("service", "facet", "question"), QUESTIONS,
                         ids=[f"{service}-{facet}" for service, facet, _ in QUESTIONS])
def test_the_question_gets_its_card_with_source_and_date(
        citizen, asked_back, service, facet, question):
    replies = citizen.says(question)
    if replies.kinds == ["choice"]:  # torn between two services: the right one is offered
        asked_back.append(question)
        title = TITLES[service]
        assert title in replies.buttons
        replies = citizen.says(title)
    assert (service, facet) in replies.cards
    assert {name for name, _ in replies.cards} == {service}
    assert len(replies.cards) <= 2
    card = next(custom for custom in replies.customs if custom.get("facet") == facet)
    assert card["source"]["url"].startswith("https://")
    assert card["source"]["verified"] >= "2019-01-01"
    assert "Source : " in replies.text
    assert "vérifié le" in replies.text
    assert card["body"] in replies.text
    assert all(link["url"] in replies.text for link in card["links"])
