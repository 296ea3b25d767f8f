"""The estimate of benefits at the end of its procedure, and what stands in for it."""

from __future__ import annotations

from tests.benefits import RECORDED
from tests.scripts import BENEFITS
from tests.town import Citizen


async def test_the_estimate_is_said_with_the_day_of_its_rules_and_the_version(citizen):
    await citizen.starts(BENEFITS)
    await citizen.says(*BENEFITS.says, "C'est juste")
    told = citizen.told
    assert "RSA : environ 573 € par mois (règles au 1er avril 2026)" in told
    assert "Aide au logement : environ 308 € par mois (règles au 1er octobre 2026)" in told
    assert "Prime d'activité : rien d'après ces réponses" in told
    assert f"estimation, calculée avec OpenFisca-France {RECORDED['version']}" in told


async def test_the_engine_is_asked_for_the_household_of_the_answers(citizen, engine):
    await citizen.starts(BENEFITS)
    await citizen.says(*BENEFITS.says, "C'est juste")
    (asked,) = engine.asked[-1:]
    person = asked["individus"]["demandeur"]
    assert person["date_naissance"] == {"ETERNITY": "1990-05-01"}
    assert asked["menages"]["foyer"]["depcom"]["2026-11"] == "67482"
    assert asked["menages"]["foyer"]["loyer"]["2026-11"] == 450


async def test_an_engine_that_fails_at_the_end_leads_to_the_official_simulator(citizen, engine):
    engine.status = 500
    await citizen.starts(BENEFITS)
    await citizen.says(*BENEFITS.says, "C'est juste")
    assert "https://www.mesdroitssociaux.gouv.fr/" in citizen.told


async def test_without_an_engine_nothing_is_asked_and_the_official_simulator_is_named(tmp_path):
    citizen = Citizen(f"sqlite:///{tmp_path}/guido.sqlite3")
    await citizen.starts(BENEFITS)
    assert citizen.draft is None
    assert "https://www.mesdroitssociaux.gouv.fr/" in citizen.house.last().text
    citizen.close()


async def test_other_income_is_not_guessed_at(citizen):
    await citizen.starts(BENEFITS)
    await citizen.says(*BENEFITS.says[:6], "oui")
    assert citizen.custom["step"] == "stop"
    assert "Parler à une personne" in " ".join(citizen.buttons)
