"""Procedures that citizens have begun: saved, left, resumed elsewhere, and forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from guido.conversations import Conversations
from guido.errors import ProcedureNotFound
from guido.procedures import store
from guido.procedures.codes import find_code, make_code, write_code
from guido.procedures.drafts import DraftState, Resumption
from guido.procedures.library import Library
from guido.procedures.service import Procedures
from tests.procedures import PROCEDURE

ANSWERS = {
    "pour_qui": "enfant", "naissance": date(2015, 4, 3), "loyer": Decimal("612.50"),
    "enfants": [{"prenom": "Zoé", "ne_le": date(2015, 4, 3)}], "enfants.autre": False}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "procedures").mkdir()
    for name in ("essai", "autre"):
        (tmp_path / "procedures" / f"{name}.yml").write_text(PROCEDURE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def procedures(folder, clock):
    return Procedures(Library(folder), b"key", now=clock)


@pytest.fixture
def here(database):
    return database.run(Conversations(b"key").open, "rest", "someone").id


@pytest.fixture
def elsewhere(database):
    return database.run(Conversations(b"key").open, "widget", "somebody").id


def begun(database, procedures, here):
    draft = database.run(procedures.start, here, "essai")
    return database.run(procedures.save, draft, ANSWERS, "loyer", {"asked": 3})


def test_answers_come_back_as_they_were_given(database, procedures, here):
    begun(database, procedures, here)
    draft = database.read(procedures.active, here)
    assert draft.answers == ANSWERS
    assert (draft.procedure, draft.current, draft.context) == ("essai", "loyer", {"asked": 3})


def test_a_draft_is_resumed_with_its_code_in_another_conversation(
    database, procedures, here, elsewhere
):
    code = database.run(procedures.pause, begun(database, procedures, here))
    assert database.read(procedures.active, here) is None
    resumed = database.run(procedures.resume, elsewhere, find_code(f"mon code : {code.lower()}"))
    assert resumed.result is Resumption.RESUMED
    assert resumed.draft.answers == ANSWERS
    assert database.read(procedures.active, elsewhere).id == resumed.draft.id
    assert database.read(procedures.paused, here) is None


def test_only_a_hash_of_the_code_is_kept(database, procedures, here):
    code = database.run(procedures.pause, begun(database, procedures, here))
    with database.transaction() as tx:
        kept = tx.execute(sa.select(store.drafts.c.code_hash)).scalar_one()
    assert code not in kept and len(kept) == 64


def test_a_draft_is_taken_up_without_a_code_where_it_was_left(database, procedures, here):
    draft = begun(database, procedures, here)
    database.run(procedures.pause, draft)
    assert database.run(procedures.go_on, here).id == draft.id
    assert database.run(procedures.go_on, here) is None


def test_after_five_wrong_codes_the_right_one_has_to_wait_an_hour(
    database, procedures, here, elsewhere, clock
):
    code = database.run(procedures.pause, begun(database, procedures, here))
    for _ in range(5):
        wrong = database.run(procedures.resume, elsewhere, make_code())
        assert wrong.result is Resumption.WRONG
    assert database.run(procedures.resume, elsewhere, code).result is Resumption.TOO_MANY
    clock.now += timedelta(minutes=61)
    assert database.run(procedures.resume, elsewhere, code).result is Resumption.RESUMED


def test_after_thirty_days_neither_draft_nor_code_is_there(
    database, procedures, here, elsewhere, clock
):
    code = database.run(procedures.pause, begun(database, procedures, here))
    clock.now += timedelta(days=29)
    assert database.run(procedures.forget_old) == 0
    clock.now += timedelta(days=2)
    assert database.run(procedures.resume, elsewhere, code).result is Resumption.WRONG
    assert database.run(procedures.forget_old) == 1
    assert database.read(procedures.paused, here) is None


def test_another_procedure_sets_the_first_aside(database, procedures, here):
    first = begun(database, procedures, here)
    second = database.run(procedures.start, here, "autre")
    assert database.read(procedures.active, here).id == second.id
    assert database.read(procedures.paused, here).id == first.id


def test_a_filed_draft_keeps_no_answers_and_cannot_be_resumed(
    database, procedures, here, elsewhere
):
    draft = begun(database, procedures, here)
    code = database.run(procedures.pause, draft)
    database.run(procedures.filed, draft, "D26K7M2QX4P")
    filed = database.read(procedures.get, draft.id)
    assert (filed.state, filed.answers, filed.case_reference) == (
        DraftState.FILED, {}, "D26K7M2QX4P")
    assert database.run(procedures.resume, elsewhere, code).result is Resumption.WRONG


def test_what_is_given_up_is_deleted(database, procedures, here):
    draft = begun(database, procedures, here)
    database.run(procedures.abandon, draft)
    assert database.read(procedures.get, draft.id) is None


def test_an_erased_conversation_leaves_no_draft(database, procedures, here):
    draft = begun(database, procedures, here)
    database.run(procedures.resume, here, make_code())
    database.run(procedures.erase, here)
    assert database.read(procedures.get, draft.id) is None
    with database.transaction() as tx:
        assert tx.execute(sa.select(store.failures)).all() == []


def test_a_draft_whose_question_has_changed_is_read_without_that_answer(
    database, procedures, here, folder, clock
):
    begun(database, procedures, here)
    changed = PROCEDURE.replace("name: loyer\n    type: amount", "name: loyer\n    type: date")
    changed = changed.replace("    min: 1\n    max: 20000\n", "")
    (folder / "procedures" / "essai.yml").write_text(changed, encoding="utf-8")
    draft = database.read(Procedures(Library(folder), b"key", now=clock).active, here)
    assert draft.answers == {name: ANSWERS[name] for name in ANSWERS if name != "loyer"}


def test_a_draft_whose_procedure_is_gone_is_no_draft(database, procedures, here, folder, clock):
    begun(database, procedures, here)
    (folder / "procedures" / "essai.yml").unlink()
    assert database.read(Procedures(Library(folder), b"key", now=clock).active, here) is None


def test_an_unknown_procedure_cannot_be_begun(database, procedures, here):
    with pytest.raises(ProcedureNotFound):
        database.run(procedures.start, here, "rien")


@pytest.mark.parametrize("text", ["je reviens plus tard", "12345678", "75011 2026", "ABCDEFGH"])
def test_what_people_say_is_not_taken_for_a_code(text):
    assert find_code(text) is None


def test_every_code_is_found_as_people_write_it():
    for _ in range(50):
        code = make_code()
        for written in (write_code(code), code.lower(), f"{code[:4]} {code[4:]}"):
            assert find_code(f"voici {written}.") == code
