"""What measures understanding: noise, calibration, confusions, thresholds."""

from __future__ import annotations

import pytest

from guido.nlu.confidence import ANSWER, CHOOSE, Decision, Thresholds
from guido.nlu.quality import thresholds
from guido.nlu.quality.evaluation import Outcome, confusions, expected_error
from guido.nlu.quality.noise import VARIANTS, variant
from guido.nlu.quality.rows import Row
from guido.nlu.text import halves, parts

TEXT = "Bonjour, j'ai perdu ma carte d'identité hier, est-ce que je dois le déclarer à la mairie ?"


def outcome(intent, *ranking, facet=None, facet_ranking=()):
    decision = Decision(ANSWER, ranking[0][0], ranking[0][1])
    return Outcome(Row("texte", intent, facet), ranking, None, decision,
                   facet_ranking=facet_ranking)


@pytest.mark.parametrize("name", VARIANTS)
def test_noise_is_the_same_for_the_same_seed_and_changes_the_text(name):
    assert variant(name, [TEXT]) == variant(name, [TEXT])
    assert variant(name, [TEXT]) != [TEXT]


def test_the_variants_do_what_they_say():
    assert "identite" in variant("accents dropped", [TEXT])[0]
    assert variant("capitals", [TEXT])[0] == TEXT.upper()
    assert "?" not in variant("no punctuation", [TEXT])[0]
    assert variant("text message", ["Bonjour, combien pour un passeport"]) == [
        "bjr, cb pr 1 passeport"]
    before, after = TEXT.split(), variant("one typing error in ten words", [TEXT])[0].split()
    assert 1 <= sum(a != b for a, b in zip(before, after)) <= 3


def test_calibration_error_is_the_distance_of_confidence_from_being_right():
    sure_and_right = [outcome("a", ("a", 1.0))] * 10
    assert expected_error(sure_and_right) == pytest.approx(0)
    half_right = [outcome("a", ("a", 0.9)), outcome("b", ("a", 0.9))]
    assert expected_error(half_right) == pytest.approx(0.4)
    assert expected_error([]) is None


def test_the_costliest_confusion_comes_first():
    found = confusions([
        outcome("a", ("b", 0.9)), outcome("a", ("c", 0.2)), outcome("a", ("c", 0.3)),
        outcome("a", ("a", 0.9))])
    assert [(wanted, taken, len(texts)) for wanted, taken, _, texts in found] == [
        ("a", "b", 1), ("a", "c", 2)]


def test_a_model_that_is_wrong_when_sure_gets_thresholds_under_which_it_asks():
    careless = [outcome("a", ("b", 0.6), ("a", 0.4))] * 5 + [outcome("a", ("a", 0.9), ("b", 0.1))]
    chosen = thresholds.choose(careless, Thresholds(), frozenset({"a", "b"}), set())
    assert chosen.figures["policy"]["wrong"] == 0
    decided = thresholds.decided(careless, chosen.thresholds, set())
    assert decided[0].decision.kind == CHOOSE


def test_a_model_that_is_too_modest_is_sharpened():
    modest = [outcome("a", ("a", 0.5), ("b", 0.3), ("c", 0.2))] * 10
    assert thresholds.mildest(thresholds.sharpness_losses(modest)) > 1
    sharper = thresholds.sharpened(modest, 2)[0]
    assert sharper.ranking[0][1] > 0.6


def test_of_facet_thresholds_that_cost_the_same_the_lowest_is_taken():
    asking = [outcome("a", ("a", 1.0), facet="cout", facet_ranking=(("cout", 0.2),))] * 10
    assert thresholds.eagerest(thresholds.facet_costs(asking, frozenset({"a"}))) == 0.1


def test_new_thresholds_keep_the_comments_of_the_file():
    config = "  - name: policy\n    sure: 0.6     # answer from here on\n    unsure: 1\n"
    assert thresholds.written(config, {"sure": 0.75}) == config.replace("0.6 ", "0.75 ")


def test_a_text_can_be_cut_where_one_question_may_end():
    assert ("combien coute un passeport", "où voter par procuration") in halves(
        "combien coute un passeport et où voter par procuration")
    assert halves("un passeport") == []


def test_only_a_long_text_has_parts_and_they_cover_its_end():
    assert parts("un deux trois") == []
    words = [f"mot{number}" for number in range(40)]
    assert parts(" ".join(words))[-1].endswith("mot39")
