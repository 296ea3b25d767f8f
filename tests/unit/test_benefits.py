"""Estimates of benefits: what is asked of OpenFisca, and what its recorded answers come to."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from guido.benefits import Benefits
from guido.benefits.model import TAXED_TO_NET, situation
from guido.errors import BenefitsUnavailable
from guido.procedures.answers import from_json
from guido.procedures.reader import read_procedure
from tests.benefits import RECORDED

TODAY = date.fromisoformat(RECORDED["day"])
QUESTIONS = read_procedure(Path("data/procedures/aides.yml")).questions


def household(name):
    written = RECORDED["households"][name]["answers"]
    return from_json(QUESTIONS, json.dumps(written))


@pytest.mark.parametrize(("name", "rsa", "activity", "housing", "family"), [
    ("a single tenant without income", 573, 0, 308, 0),
    ("a single tenant at the minimum wage", 0, 237, 0, 0),
    ("a couple with two children", 0, 436, 23, 152),
    ("a couple that earns much, with two children", 0, 0, 0, 76),
    ("a student", 0, 0, 203, 0),
    ("somebody without a residence permit of five years", 0, 0, 308, 0),
    ("a retired owner", 0, 0, 0, 0)])
async def test_the_engine_s_answer_becomes_whole_euros_a_month(
    engine, name, rsa, activity, housing, family
):
    engine.answer = RECORDED["households"][name]["answer"]
    estimate = await Benefits(engine.url).estimate(household(name), TODAY)
    assert estimate.amounts == {
        "rsa": rsa, "prime_activite": activity, "aide_logement": housing,
        "allocations_familiales": family}


async def test_each_amount_comes_with_the_day_of_its_rules_and_the_engine_s_version(engine):
    estimate = await Benefits(engine.url).estimate(
        household("a single tenant without income"), TODAY)
    assert estimate.since == {
        "rsa": date(2026, 4, 1), "prime_activite": date(2026, 4, 1),
        "aide_logement": date(2026, 10, 1), "allocations_familiales": date(2026, 4, 1)}
    assert estimate.version == "176.1.8"


async def test_rules_of_days_to_come_are_not_shown_as_today_s(engine):
    answers = household("a single tenant without income")
    estimate = await Benefits(engine.url).estimate(answers, TODAY)
    assert max(estimate.since.values()) <= TODAY


def test_both_partners_and_their_children_are_one_household():
    asked = situation(household("a couple with two children"), TODAY)
    assert set(asked["individus"]) == {"demandeur", "conjoint", "enfant1", "enfant2"}
    assert asked["familles"]["foyer"]["parents"] == ["demandeur", "conjoint"]
    assert asked["menages"]["foyer"]["enfants"] == ["enfant1", "enfant2"]
    assert asked["individus"]["conjoint"]["salaire_net"]["2026-11"] == 900.0


def test_income_is_told_for_all_months_that_the_rules_look_back_to_taxed_pay_too():
    person = situation(household("a single tenant at the minimum wage"), TODAY)[
        "individus"]["demandeur"]
    assert list(person["salaire_net"])[::34] == ["2024-01", "2026-11"]
    assert set(person["salaire_imposable"].values()) == {
        round(float(Decimal(1430) * TAXED_TO_NET), 2)}


def test_an_owner_pays_no_rent_whatever_was_answered_before():
    answers = {**household("a retired owner"), "loyer": Decimal(450), "colocation": True}
    home = situation(answers, TODAY)["menages"]["foyer"]
    assert set(home["loyer"].values()) == {0} and set(home["coloc"].values()) == {False}


def test_no_name_and_no_address_is_told_to_the_engine():
    answers = {**household("a student"), "nom": "Diallo", "adresse": "12 rue des Tilleuls"}
    asked = json.dumps(situation(answers, TODAY))
    assert "Diallo" not in asked and "Tilleuls" not in asked and "Strasbourg" not in asked


async def test_without_an_engine_it_is_not_available():
    benefits = Benefits("")
    assert not benefits.is_installed
    with pytest.raises(BenefitsUnavailable, match="not set"):
        await benefits.estimate(household("a student"), TODAY)


@pytest.mark.parametrize(("answer", "status"), [
    ({}, 200), ([], 200), (None, 200), ({"familles": {"foyer": {}}}, 200),
    ({"familles": {"foyer": {"rsa": {"2026-11": "beaucoup"}}}}, 200), ({}, 500), ({}, 302)])
async def test_an_engine_that_says_something_else_is_not_available(engine, answer, status):
    engine.answer, engine.status = answer, status
    with pytest.raises(BenefitsUnavailable):
        await Benefits(engine.url).estimate(household("a student"), TODAY)


async def test_an_engine_that_is_away_is_not_available():
    with pytest.raises(BenefitsUnavailable, match="Client"):
        await Benefits("http://127.0.0.1:9").estimate(household("a student"), TODAY)
