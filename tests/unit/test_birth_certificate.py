"""A birth certificate: who knows what they want says it in one sentence."""

from __future__ import annotations

from datetime import date

from tests.scripts import BIRTH


async def test_one_sentence_answers_as_many_questions_as_it_can(citizen):
    await citizen.starts(BIRTH)
    await citizen.says(
        "une copie intégrale pour mon père né en France à Lyon le 3 mai 1950, par courrier")
    answers = dict(citizen.draft.answers)
    assert answers.pop("commune")["name"] == "Lyon"
    assert answers == {"document": "copie", "pour_qui": "parent", "ne_ou": "france",
                       "date_naissance": date(1950, 5, 3), "livraison": "courrier"}
    assert citizen.question == "nom"
