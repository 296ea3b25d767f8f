"""Conversations of all shipped procedures: straight, corrected, interrupted, resumed, given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from guido.handoff import State
from guido.procedures.library import Library
from guido.relay.model import COMMAND_PERSON
from tests.scripts import SCRIPTS
from tests.town import Citizen

ASKED = "c'est quoi exactement une filiation ?"
each_script = pytest.mark.parametrize("script", SCRIPTS, ids=[each.name for each in SCRIPTS])


def test_there_is_a_script_for_every_procedure_that_can_be_started():
    shipped = {procedure.name for procedure in Library(Path("data")).all()}
    assert {script.name for script in SCRIPTS} == shipped


@each_script
async def test_straight_through_to_the_end(script, database_url, clock, engine):
    citizen = Citizen(database_url, clock, engine.url)
    await citizen.starts(script)
    await citizen.says(*script.says)
    assert citizen.custom["step"] == "summary", citizen.house.last().text
    assert [each for each in script.told if each not in citizen.told] == []
    answers = citizen.draft.answers
    assert {name: answers.get(name) for name in script.answers} == script.answers
    await citizen.says("C'est juste", "J'accepte")
    assert citizen.draft is None
    assert citizen.filed == ([script.name] if script.procedure.case else [])
    assert "/documents/abc" in citizen.told
    citizen.close()


@each_script
async def test_three_corrections_ask_only_what_depends_on_them(script, citizen):
    await citizen.starts(script)
    await citizen.says(*script.says)
    for label, *said in script.corrections:
        await citizen.says("Corriger une réponse", f"Corriger : {label}", *said)
        assert citizen.custom["step"] == "summary", (label, citizen.house.last().text)
    answers = citizen.draft.answers
    assert {name: answers.get(name) for name in script.corrected} == script.corrected


@each_script
async def test_a_question_in_the_middle_is_answered_and_the_procedure_goes_on(script, citizen):
    await citizen.starts(script)
    await citizen.says(*script.says[:4])
    before = citizen.question
    await citizen.says(ASKED)
    assert f"réponse à {ASKED}" in citizen.told
    assert citizen.question == before
    await citizen.says(*script.says[4:])
    assert citizen.custom["step"] == "summary"


@each_script
async def test_an_agent_in_the_middle_hands_back_at_the_same_question(script, citizen):
    house = citizen.house
    agent = house.agent("camille")
    await citizen.starts(script)
    await citizen.says(*script.says[:script.middle])
    before = citizen.question
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    await house.desk.end(house.id, agent, State.RETURNED)
    assert citizen.question == before
    await citizen.says(*script.says[script.middle:])
    assert citizen.custom["step"] == "summary"


@each_script
async def test_resumed_after_a_restart_and_on_another_channel(script, tmp_path, clock, engine):
    url = f"sqlite:///{tmp_path}/guido.sqlite3"
    first = Citizen(url, clock, engine.url)
    await first.starts(script)
    await first.says(*script.says[:script.middle], "je reviens plus tard")
    code = first.custom["code"]
    first.close()
    second = Citizen(url, clock, engine.url)
    second.elsewhere()
    await second.says(code, *script.says[script.middle:])
    assert second.custom["step"] == "summary"
    second.close()


@each_script
async def test_given_up_at_the_last_question_nothing_is_kept(script, citizen):
    await citizen.starts(script)
    await citizen.says(*script.says[:-1], "annuler", "oui")
    assert citizen.draft is None
    assert citizen.house.database.run(citizen.cases.count) == 0


@each_script
async def test_each_question_explains_itself(script, citizen):
    await citizen.starts(script)
    for text in script.says:
        question = citizen.custom.get("question", {})
        if question.get("why"):
            asked = question["name"]
            await citizen.says("pourquoi ?")
            assert citizen.question == asked
            assert question["why"] in citizen.told
        await citizen.says(text)
    assert citizen.custom["step"] == "summary"
