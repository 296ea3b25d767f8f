"""A request becomes a case: its reference, its code, its statuses, and who may see it."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest

from guido.cases import (
    CaseState,
    Found,
    NotMatching,
    Request,
    read_code,
    read_reference,
)
from guido.cases.reference import make_code, write_code, write_reference
from guido.cases.render import case_custom, case_text
from guido.conversations import Conversations
from guido.errors import CaseNotFound, CaseRefused
from guido.french.texts import Texts
from tests.fakes import MONDAY

ASKED = Request(
    "acte_etat_civil", "acte_naissance", {"pour_qui": "moi", "nom": "Zoé"}, contact="z@exemple.fr",
    expected_on=date(2026, 12, 3))
TEXTS = Texts.load(Path("data/messages.yml"))
CODES = [make_code(random.Random(seed)) for seed in range(200)]


def test_a_filed_request_has_a_reference_and_a_first_status_of_today(database, cases):
    filed = database.run(cases.file_request, ASKED)
    assert read_reference(write_reference(filed.case.reference)).reference == filed.case.reference
    assert [(s.state, s.on_day) for s in filed.case.statuses] == [
        (CaseState.FILED, date(2026, 11, 23))]
    kept = database.run(cases.named, filed.case.reference)
    assert kept == filed.case
    assert (kept.procedure, kept.answers, kept.contact, kept.expected_on) == (
        "acte_naissance", ASKED.answers, "z@exemple.fr", date(2026, 12, 3))


def test_the_code_opens_a_case_for_which_no_date_of_birth_was_asked(database, cases):
    filed = database.run(cases.file_request, ASKED)
    reference = filed.case.reference
    assert database.run(cases.look_up, reference, filed.code, "me") == Found(filed.case)
    assert database.run(cases.look_up, reference, "2222A3B4", "you") == NotMatching()
    assert database.run(cases.look_up, reference, date(1990, 1, 1), "you") == NotMatching()


def test_where_a_date_of_birth_was_asked_it_opens_the_case_and_there_is_no_code(database, cases):
    filed = database.run(cases.file_request, ASKED, date(1990, 1, 31))
    assert filed.code is None
    found = database.run(cases.look_up, filed.case.reference, date(1990, 1, 31), "me")
    assert found == Found(filed.case)


def test_neither_code_nor_date_of_birth_is_stored_readably(database, cases, tmp_path):
    codes = [database.run(cases.file_request, ASKED).code for _ in range(3)]
    content = b"".join(path.read_bytes() for path in tmp_path.glob("guido.sqlite3*"))
    assert not any(code.encode() in content for code in codes)


@pytest.mark.parametrize("written", [
    "{}", "mon code est {}", "le code : {}, merci", "D26-K7M2-QX4P {}", "({}).", "{} 2026",
    "code {}"])
def test_a_code_is_found_whatever_stands_around_it_and_however_it_is_written(written):
    for code in CODES:
        for form in (write_code(code), code, code.lower(), write_code(code).replace("-", " "),
                     write_code(code).replace("0", "O").replace("1", "l")):
            assert read_code(written.format(form)) == code


@pytest.mark.parametrize("text", [
    "en mars 2026", "dans 2026 jours", "bonjours", "06 12 34 56 78", "le 12/05/1984", "12051984",
    "où en est ma demande", "D26-K7M2-QX4P", "d26 k7m2 qx4p", ""])
def test_ordinary_sentences_dates_and_references_hold_no_code(text):
    assert read_code(text) is None


def test_statuses_are_added_with_their_notes_and_shown_with_them(database, cases, clock):
    reference = database.run(cases.file_request, ASKED).case.reference
    clock.now += timedelta(days=2)
    database.run(cases.add_status, reference, CaseState.IN_REVIEW, date(2026, 11, 24))
    case = database.run(
        cases.add_status, reference, CaseState.MISSING_DOCUMENT, None, "votre livret de famille")
    assert [s.on_day.day for s in case.statuses] == [23, 24, 25]
    text = case_text(case, "Acte de naissance", TEXTS)
    assert "25 novembre 2026 : document manquant – votre livret de famille" in text
    assert "au plus tard" not in text, "it waits for the citizen"
    case = database.run(cases.add_status, reference, CaseState.DOCUMENT_RECEIVED)
    assert "au plus tard le 3 décembre 2026" in case_text(case, "Acte de naissance", TEXTS)
    custom = case_custom(case, "Acte de naissance", TEXTS)
    jsonschema.validate(custom, json.loads(Path("docs/schemas/case.json").read_text("utf-8")))
    assert custom["expected"] == "2026-12-03"


def test_once_it_is_decided_no_decision_is_expected_any_more(database, cases):
    reference = database.run(cases.file_request, ASKED).case.reference
    case = database.run(cases.add_status, reference, CaseState.ACCEPTED)
    assert "au plus tard" not in case_text(case, "Acte de naissance", TEXTS)
    assert "expected" not in case_custom(case, "Acte de naissance", TEXTS)


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 24)])
def test_a_status_is_not_dated_before_the_last_one_nor_in_the_future(database, cases, day):
    reference = database.run(cases.file_request, ASKED).case.reference
    with pytest.raises(CaseRefused):
        database.run(cases.add_status, reference, CaseState.IN_REVIEW, day)
    assert len(database.run(cases.named, reference).statuses) == 1


def test_a_closed_case_stays_as_it_is(database, cases):
    reference = database.run(cases.file_request, ASKED).case.reference
    database.run(cases.add_status, reference, CaseState.CLOSED)
    with pytest.raises(CaseRefused):
        database.run(cases.add_status, reference, CaseState.IN_REVIEW)


def test_an_unknown_case_is_told(database, cases):
    with pytest.raises(CaseNotFound):
        database.run(cases.add_status, "D2600000000", CaseState.CLOSED)


def test_statuses_that_come_at_once_are_all_kept(database, cases):
    reference = database.run(cases.file_request, ASKED).case.reference

    def add(number: int) -> None:
        database.run(cases.add_status, reference, CaseState.IN_REVIEW, None, str(number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(8)))
    notes = [status.note for status in database.run(cases.named, reference).statuses]
    assert sorted(notes[1:]) == [str(number) for number in range(8)]


def test_a_conversation_shows_what_was_filed_in_it_until_it_is_erased(database, cases, clock):
    filed = []
    for _ in range(2):
        clock.now += timedelta(minutes=1)
        request = Request("passeport", conversation_id="the conversation")
        filed.append(database.run(cases.file_request, request).case)
    found = database.run(cases.of_conversation, "the conversation")
    assert found == filed[::-1], "the newest first"
    database.run(cases.erase, "the conversation")
    assert database.run(cases.of_conversation, "the conversation") == []
    assert database.run(cases.named, filed[0].reference).conversation_id is None


def test_a_case_forgets_a_conversation_that_is_not_there_any_more(database, cases):
    there = database.run(Conversations(b"key").open, "rest", "me").id
    filed = {each: database.run(cases.file_request, Request("rsa", conversation_id=each))
             for each in (there, "gone")}
    database.run(cases.forget_deleted)
    kept = [database.run(cases.named, each.case.reference).conversation_id
            for each in filed.values()]
    assert kept == [there, None]


def test_changes_can_be_read_page_by_page_without_missing_or_repeating_one(
    database, cases, clock
):
    for number in range(7):
        clock.now += timedelta(seconds=number // 3)  # some at the same moment
        database.run(cases.file_request, ASKED)
    assert len(database.run(cases.changed, MONDAY, None, 9)) < 7, "what is quite new comes later"
    clock.now += timedelta(seconds=1)
    seen, since, after = [], MONDAY, None
    while page := database.run(cases.changed, since, after, 2):
        seen += [case.reference for case in page]
        since, after = page[-1].updated_at, page[-1].reference
    assert len(seen) == len(set(seen)) == 7
    clock.now += timedelta(hours=1)
    database.run(cases.add_status, seen[3], CaseState.IN_REVIEW)
    changed_at = clock.now
    clock.now += timedelta(seconds=1)
    later = database.run(cases.changed, changed_at, None, 10)
    assert [case.reference for case in later] == [seen[3]]
