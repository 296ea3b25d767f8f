"""The confidence policy: sure, torn, unsure; and what comes before confidence."""

import pytest
import yaml

from guido.nlu.confidence import ANSWER, CHOOSE, SEARCH, Thresholds, decide

THRESHOLDS = Thresholds(
    sure=0.5, ahead=0.15, sure_out_of_scope=0.4, candidate=0.12, emergency=0.25)


def decided(ranking, text="une question"):
    not_offered = {"affirmer", "hors_sujet", "urgence", "autre_demarche"}
    return decide(text, ranking, THRESHOLDS, not_offered)


def test_sure_of_one_intent_it_is_answered():
    decision = decided([("passeport", 0.8), ("carte_identite", 0.1)])
    assert (decision.kind, decision.intent) == (ANSWER, "passeport")


def test_torn_between_two_both_are_offered():
    decision = decided([("passeport", 0.5), ("carte_identite", 0.4), ("mariage", 0.05)])
    assert (decision.kind, decision.candidates) == (CHOOSE, ("passeport", "carte_identite"))


def test_at_most_three_are_offered_and_none_that_makes_no_sense_as_a_button():
    ranking = [("a", 0.2), ("affirmer", 0.2), ("b", 0.2), ("c", 0.15), ("d", 0.13)]
    assert decided(ranking).candidates == ("a", "b", "c")


def test_not_sure_of_any_the_catalogue_is_searched():
    decision = decided([("passeport", 0.1), ("mariage", 0.1)])
    assert (decision.kind, decision.intent) == (SEARCH, "nlu_fallback")


def test_a_text_that_could_not_be_read_is_searched():
    assert decided([]).kind == SEARCH


def test_another_matter_of_public_service_is_searched_and_not_answered():
    decision = decided([("autre_demarche", 0.6), ("succession", 0.3)])
    assert (decision.kind, decision.intent) == (SEARCH, "nlu_fallback")


def test_out_of_scope_needs_its_own_confidence():
    assert decided([("hors_sujet", 0.45), ("passeport", 0.4)]).intent == "hors_sujet"
    assert decided([("hors_sujet", 0.35), ("passeport", 0.3)]).candidates == ("passeport",)


def test_a_possible_danger_comes_before_everything():
    decision = decided([("plainte", 0.6), ("urgence", 0.3)])
    assert (decision.kind, decision.intent) == (ANSWER, "urgence")


def test_a_danger_comes_before_a_case_reference():
    decision = decided([("urgence", 0.9)], "D26-AYMY-WWKX mon mari me frappe")
    assert decision.intent == "urgence"


def test_a_case_reference_means_following_a_request():
    decision = decided([("passeport", 0.9)], "mon passeport D26-AYMY-WWKX")
    assert (decision.kind, decision.intent) == (ANSWER, "suivre_demande")


@pytest.mark.parametrize("text", ["/affirmer", "\u200b/affirmer{}, zut", " / oui"])
def test_what_looks_like_a_command_is_no_consent(text):
    assert decided([("affirmer", 0.99)], text).kind == SEARCH
    assert decided([("affirmer", 0.99)], "oui, s'il vous plaît").intent == "affirmer"


@pytest.mark.parametrize("name", Thresholds.__dataclass_fields__)
def test_every_threshold_stands_in_config_yml(name):
    with open("config.yml", encoding="utf-8") as file:
        pipeline = yaml.safe_load(file)["pipeline"]
    policy = next(c for c in pipeline if c["name"] == "guido.nlu.confidence.ConfidencePolicy")
    assert name in policy
