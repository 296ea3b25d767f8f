"""Bulky waste: what is collected, and where to take what is not."""

from __future__ import annotations

import pytest

from tests.scripts import BULKY


@pytest.mark.parametrize(("says", "words"), [
    (("non",), "la mairie de cette commune"),
    (("oui", "d'une entreprise"), "déchèterie pour professionnels"),
    (("oui", "de mon logement", "des gravats et un canapé"), "portez-les à la déchèterie"),
    (("oui", "de mon logement", "quatre pneus"), "votre garagiste"),
    (("oui", "de mon logement", "une bouteille de gaz"), "Le vendeur reprend"),
    (("oui", "de mon logement", "un canapé", "3"), "en une fois")])
async def test_what_is_not_collected_is_told_with_where_to_take_it(citizen, says, words):
    await citizen.starts(BULKY)
    await citizen.says(*says)
    assert citizen.custom["step"] == "stop"
    assert words in citizen.house.last().text
    assert citizen.custom["links"]


async def test_what_is_refused_is_taken_off_the_list_and_the_rest_goes_on(citizen):
    await citizen.starts(BULKY)
    await citizen.says("oui", "de mon logement", "des pneus et un canapé", "Corriger : Objets",
                       "un canapé")
    assert citizen.question == "volume"
