"""What changes the answer is asked, once, and only then; what was said is not asked."""

from __future__ import annotations

import pytest

from guido.catalogue.store import read_service, service_files
from tests.live import ROOT

SERVICES = {path.stem: read_service(path) for path in service_files(ROOT / "data/catalogue")}


def body(service, facet, **known):
    """What the exact card says."""
    card = SERVICES[service].cards[facet]
    return next(v.card.body for v in card.variants if v.when == known)


def test_the_general_answer_comes_first_and_the_exact_one_after_the_button(citizen):
    replies = citizen.says("quels papiers pour un passeport")
    assert replies.cards == [("passeport", "documents")]
    situation = SERVICES["passeport"].situations[0]
    assert situation.question in replies.text
    labels = [option.label for option in situation.options]
    assert replies.customs[-1] == {"type": "choice", "options": labels}
    chosen = citizen.says(labels[0])
    assert chosen.cards == [("passeport", "documents")]
    assert situation.question not in chosen.text


def test_what_was_said_in_the_question_is_not_asked(citizen):
    replies = citizen.says("quels papiers pour le passeport de mon fils de 12 ans")
    assert replies.cards == [("passeport", "documents")]
    assert SERVICES["passeport"].situations[0].question not in replies.text


def test_the_answer_may_be_written_in_ones_own_words(citizen):
    citizen.says("quels papiers pour un passeport")
    replies = citizen.says("c'est pour ma fille")
    assert replies.cards == [("passeport", "documents")]
    assert SERVICES["passeport"].situations[0].question not in replies.text


def test_what_is_known_counts_for_the_next_question_on_the_same_service_only(citizen):
    citizen.says("quels papiers pour le passeport de mon fils de 12 ans")
    question = SERVICES["passeport"].situations[0].question
    assert question not in citizen.says("et ça coûte combien ?").text
    other = citizen.says("quels documents pour une carte d'identité")
    assert SERVICES["carte_identite"].situations[0].question in other.text


def test_another_question_instead_of_an_answer_is_answered(citizen):
    citizen.says("quels papiers pour un passeport")
    assert citizen.says("je voudrais me marier à la mairie").cards[0][0] == "mariage"


def test_an_answer_where_the_situation_changes_nothing_is_not_followed_by_a_question(citizen):
    plain = [(name, facet) for name, entry in SERVICES.items()
             for facet, card in entry.cards.items() if facet == "lieu" and not card.variants]
    assert plain
    replies = citizen.says("où faire une demande de logement social")
    assert replies.cards == [("logement_social", "lieu")]


@pytest.mark.parametrize("entry", SERVICES.values(), ids=lambda entry: entry.name)
def test_a_service_with_a_situation_has_short_clear_choices(entry):
    for situation in entry.situations:
        assert situation.question.endswith("?")
        assert 2 <= len(situation.options) <= 5
        assert all(len(option.label) <= 60 for option in situation.options)
