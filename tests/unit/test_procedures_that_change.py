"""A procedure's file is edited, or taken away, while somebody is in its midst."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from guido.procedures.drafts import DraftState
from guido.procedures.library import Library
from guido.relay.model import Reply
from tests.house import House
from tests.trial_procedure import CONTENT, TITLE, FakeOffice, write_trial

CARD = {"type": "card", "service": "passeport", "facet": "cout"}
NAME = CONTENT[CONTENT.index("  - name: nom\n"):CONTENT.index("  - name: siret\n")]


class Changing:
    """Somebody in the procedure whose file is about to change."""

    def __init__(self, url, folder) -> None:
        self.folder, self.office, self.number = folder, FakeOffice(), 0
        self.house = House(url, data=write_trial(folder), ports=self.office.ports)
        self.house.assistant.answer = lambda q: [Reply(f"réponse à {q.text}", custom=CARD)]

    async def says(self, *texts: str) -> None:
        for text in texts:
            self.number += 1
            await self.house.says(text, f"said-{self.number}")

    async def starts(self, *answers: str) -> None:
        await self.says("passeport", f"Commencer la démarche : {TITLE}", *answers)

    def becomes(self, was: str, now: str) -> None:
        assert was in CONTENT
        self.is_now(CONTENT.replace(was, now))

    def is_now(self, text: str) -> None:
        self._read(write_trial(self.folder, text))

    def goes(self) -> None:
        (self.folder / "procedures" / "carte.yml").unlink()
        self._read(self.folder)

    def _read(self, folder) -> None:
        """At once, instead of two seconds later."""
        self.house.procedures.library = Library(folder)

    @property
    def last(self) -> str:
        return self.house.last().text

    @property
    def asks(self) -> str | None:
        return (self.house.last().custom or {}).get("question", {}).get("name")

    @property
    def answers(self):
        draft = self.house.database.run(self.house.procedures.active, self.house.id)
        return draft.answers if draft else None


@pytest.fixture
def changing(tmp_path):
    changing = Changing(f"sqlite:///{tmp_path}/guido.sqlite3", tmp_path)
    yield changing
    changing.house.database.close()


async def test_an_answer_to_a_question_that_is_gone_answers_no_other_one(changing):
    await changing.starts("Pour moi")
    assert changing.asks == "nom"
    changing.becomes(NAME, "")
    await changing.says("14 mars 2019")
    assert "cette démarche a changé" in changing.last
    assert changing.asks == "emmenagement"
    assert changing.answers == {"pour_qui": "moi"}
    await changing.says("14 mars 2019")
    assert changing.asks == "duree"


@pytest.mark.parametrize("was, now, fitting, lost", [
    ("name: nom\n    type: text", "name: nom\n    type: email", {}, "Nom"),
    ("name: emmenagement\n    type: date", "name: emmenagement\n    type: text",
     {"    max: aujourdhui\n": ""}, "Date d'emménagement"),
    ("    max: aujourdhui\n", "    min: 2020-01-01\n    max: aujourdhui\n", {},
     "Date d'emménagement"),
    ("      moi: {label: Pour moi, words: [moi]}", "      soi: {label: Pour moi, words: [moi]}", {},
     "Pour qui"),
    ("name: duree\n    type: number", "name: duree\n    type: persons\n    one: mois\n    fields:\n"
     "      - {name: combien, type: number, ask: Combien ?, example: '6'}",
     {'    example: "6"\n    min: 1\n    max: 12\n': "", "duree * 10": "nombre(duree)"},
     "Durée en mois"),
])
async def test_what_fits_no_longer_is_told_and_asked_again_and_the_rest_is_kept(
        changing, was, now, fitting, lost):
    await changing.starts("Pour moi", "Jeanne Martin", "14 mars 2019", "6")
    await changing.says("je reviens plus tard")
    text = CONTENT.replace(was, now)
    for rest, becomes in fitting.items():
        text = text.replace(rest, becomes)
    assert text != CONTENT
    changing.is_now(text)
    await changing.says("Reprendre la démarche")
    assert f"Ces réponses ne vont plus : {lost}. Les autres sont gardées." in changing.last
    assert len(changing.answers) == 3


async def test_no_case_is_made_of_answers_that_the_new_file_would_not_take(changing):
    await changing.starts("Pour moi", "Jeanne Martin", "14 mars 2019", "12", "non", "passer")
    changing.becomes("    max: 12\n", "    max: 6\n")
    await changing.says("C'est juste")
    assert changing.asks == "duree"
    await changing.says("6", "C'est juste", "J'accepte")
    (filed,) = changing.office.filed
    assert filed.answers["duree"] == Decimal(6)
    assert filed.answers["emmenagement"] == date(2019, 3, 14)


async def test_nothing_changes_for_who_resumes_what_has_not_changed(changing):
    await changing.starts("Pour moi", "Jeanne Martin", "je reviens plus tard")
    await changing.says("Reprendre la démarche")
    assert "changé" not in changing.last
    assert changing.asks == "emmenagement"


async def test_who_is_in_the_midst_of_a_procedure_that_is_taken_away_is_told_so(changing):
    await changing.starts("Pour moi")
    changing.goes()
    await changing.says("Jeanne Martin")
    assert "n'est plus proposée ici" in changing.last
    assert [button.title for button in changing.house.last().buttons] == ["Parler à une personne"]
    await changing.says("combien coûte un passeport ?")
    assert changing.last == "réponse à combien coûte un passeport ?"


async def test_a_code_of_a_procedure_that_is_taken_away_is_no_wrong_code(changing):
    await changing.starts("Pour moi", "je reviens plus tard")
    code = changing.house.last().custom["code"]
    changing.goes()
    await changing.says("Reprendre la démarche")
    assert "n'est plus proposée ici" in changing.last
    for _ in range(6):
        await changing.says(f"reprendre {code}")
        assert "n'est plus proposée ici" in changing.last
    changing.is_now(CONTENT)
    await changing.says(f"reprendre {code}")
    assert changing.asks == "nom"


async def test_a_button_of_a_procedure_that_is_taken_away_says_so_too(changing):
    await changing.starts()
    offered_by = changing.house.last().sequence
    changing.goes()
    await changing.house.says("Pour moi", "late", offered_by=offered_by)
    assert "n'est plus proposée ici" in changing.last
    assert changing.house.database.run(
        changing.house.procedures.orphan, changing.house.id, DraftState.ACTIVE) is None
