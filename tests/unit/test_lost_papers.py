"""Lost papers: where the declaration is made, and what cannot wait for it."""

from __future__ import annotations

from tests.scripts import LOST


async def test_lost_abroad_leads_to_the_consulate(citizen):
    await citizen.starts(LOST)
    await citizen.says("perdus", "mon passeport", "oui")
    assert citizen.custom["step"] == "stop"
    assert "consulat de France" in citizen.house.last().text


async def test_the_card_is_to_be_blocked_before_anything_else_is_asked(citizen):
    await citizen.starts(LOST)
    await citizen.says("volés", "ma carte bleue")
    assert citizen.question == "opposition"
    assert "0\u00a0892\u00a0705\u00a0705" in citizen.house.last().text
