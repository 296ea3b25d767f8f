"""Short-time work: each month the statement of hours follows up the request."""

from __future__ import annotations

import json
from datetime import date

from guido.procedures.answers import to_json
from guido.relay.procedure_commands import start_command
from tests.fakes import MONDAY, Clock
from tests.scripts import SHORT_TIME
from tests.town import Citizen


async def test_the_statement_of_a_month_begins_with_what_the_request_knows(tmp_path):
    case = json.loads(to_json({**SHORT_TIME.answers, "fin": date(2027, 2, 26),
                               "entreprise": "Menuiserie Lambert",
                               "courriel": "claire.lambert@exemple.fr"}))
    citizen = Citizen(
        f"sqlite:///{tmp_path}/guido.sqlite3", Clock(MONDAY.replace(2027, 1, 5)), case=case)
    await citizen.house.wishes(start_command("activite_partielle_mois", "D26K7M2QX4P"))
    assert citizen.question == "mois_declare"
    await citizen.says("1er décembre 2026")
    assert citizen.question == "salaries.0.heures_mois"
    await citizen.says("40", "20", "non")
    assert citizen.custom["step"] == "summary"
    # 40 hours at 9.74 and 20 at 18.60, with the minimum wage that applied in December.
    assert "761,60 €" in citizen.told
    assert "26 août 2027" in citizen.told
    citizen.close()


async def test_a_month_that_is_not_over_or_not_authorised_is_refused(tmp_path):
    case = {"fin": "2026-12-31", "entreprise": "Lambert", "siret": "73282932000074"}
    citizen = Citizen(
        f"sqlite:///{tmp_path}/guido.sqlite3", Clock(MONDAY.replace(2027, 2, 10)), case=case)
    await citizen.house.wishes(start_command("activite_partielle_mois", "D26K7M2QX4P"))
    await citizen.says("1er février 2027")
    assert "Ce mois n'est pas fini" in citizen.told
    await citizen.says("15 janvier 2027")
    assert "après la fin de votre autorisation" in citizen.told
    assert citizen.question == "mois_declare"
    citizen.close()
