"""References tell typing errors from unknown ones; looking up doesn't tell more than it must."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guido.cases import CaseState, Found, Locked, NotMatching, Reading, read_reference
from guido.cases.demonstration import demonstration_cases
from guido.cases.reference import make_reference, write_reference

REFERENCES = [make_reference(2026, random.Random(seed)) for seed in range(200)]
TODAY = date(2026, 11, 20)


@pytest.fixture
def filed(database, cases):
    made = list(demonstration_cases(["passeport"], TODAY))
    for each in made:
        database.run(cases.file, each.case, each.birth_date)
    return made


@pytest.mark.parametrize("written", [
    "{}", "c'est le {}", "ma référence est {} merci", "({})", "réf. {}, né le 12/05/1984",
])
def test_a_reference_is_found_whatever_stands_around_it(written):
    for reference in REFERENCES:
        text = written.format(write_reference(reference))
        assert read_reference(text).reference == reference


@pytest.mark.parametrize("change", [
    str.lower,
    lambda r: r.replace("-", ""),
    lambda r: r.replace("-", " "),
    lambda r: " ".join(r.replace("-", "")),
    lambda r: r.replace("0", "O"),
    lambda r: r.replace("0", "o").replace("1", "l"),
])
def test_case_spaces_and_look_alikes_do_not_matter(change):
    for reference in REFERENCES:
        assert read_reference(change(write_reference(reference))).reference == reference


@given(st.sampled_from(REFERENCES), st.integers(3, 10), st.sampled_from("0123456789ABCDEFGHJK"))
def test_one_wrong_character_is_a_typing_error(reference, place, character):
    wrong = reference[:place] + character + reference[place + 1:]
    expected = Reading.VALID if wrong == reference else Reading.MISTYPED
    assert read_reference(write_reference(wrong)).reading is expected


@given(st.sampled_from(REFERENCES), st.integers(3, 9))
def test_two_swapped_neighbours_are_a_typing_error(reference, place):
    a, b = reference[place], reference[place + 1]
    wrong = reference[:place] + b + a + reference[place + 2:]
    expected = Reading.VALID if a == b else Reading.MISTYPED
    assert read_reference(write_reference(wrong)).reading is expected


def test_a_missing_character_is_a_typing_error():
    for reference in REFERENCES:
        assert read_reference(write_reference(reference)[:-1]).reading is Reading.MISTYPED


@pytest.mark.parametrize("text", [
    "je dois y aller", "d'accord", "il doit pouvoir", "passeport", "", "le 12/05/1984",
])
def test_ordinary_sentences_hold_no_reference(text):
    assert read_reference(text).reading is Reading.ABSENT


@pytest.mark.parametrize("text", [
    "D26" + " a" * 9998, "D26-" * 5000, "D" + "2" * 19999, "D 2 6 " * 3000,
])
def test_a_long_text_is_searched_quickly(text):
    began = time.perf_counter()
    read_reference(text)
    assert time.perf_counter() - began < 0.2


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_a_reference(text):
    assert read_reference(text).reading in Reading


def test_the_demonstration_has_forty_cases_or_more_over_all_services_and_states():
    services = ["passeport", "carte_grise", "carte_identite", "mariage", "impot_revenu",
                *(f"service{number}" for number in range(7))]
    made = list(demonstration_cases(services, TODAY))
    assert len(made) >= 40
    assert {each.case.service for each in made} == set(services)
    assert {each.case.current.state for each in made} == set(CaseState)
    assert made == list(demonstration_cases(services, TODAY)), "the seed makes it the same"


def test_statuses_are_in_order_on_working_days_and_never_in_the_future():
    for each in demonstration_cases(["passeport"] * 12, TODAY):
        days = [status.on_day for status in each.case.statuses]
        assert days == sorted(days)
        assert all(day.weekday() < 5 and day <= TODAY for day in days)


def test_reference_and_date_of_birth_together_open_a_case(database, cases, filed):
    first = filed[0]
    result = database.run(cases.look_up, first.case.reference, first.birth_date, "me")
    assert result == Found(first.case)


def test_an_unknown_reference_and_a_wrong_date_get_the_same_answer(database, cases, filed):
    unknown = database.run(cases.look_up, REFERENCES[0], filed[0].birth_date, "me")
    wrong = database.run(cases.look_up, filed[0].case.reference, date(1900, 1, 1), "you")
    assert unknown == wrong == NotMatching()


def test_three_failures_lock_even_the_right_answer_for_a_quarter_of_an_hour(
    database, cases, filed, clock
):
    reference, birth_date = filed[0].case.reference, filed[0].birth_date
    for _ in range(2):
        assert database.run(cases.look_up, reference, date(1900, 1, 1), "me") == NotMatching()
    locked = database.run(cases.look_up, reference, date(1900, 1, 1), "me")
    assert locked == Locked(clock.now + timedelta(minutes=15))
    assert isinstance(database.run(cases.look_up, reference, birth_date, "me"), Locked)
    assert isinstance(database.run(cases.look_up, reference, birth_date, "somebody else"), Found)
    clock.now += timedelta(minutes=16)
    assert isinstance(database.run(cases.look_up, reference, birth_date, "me"), Found)


def test_one_reference_cannot_be_guessed_from_many_conversations(database, cases, filed):
    reference = filed[0].case.reference
    results = [
        database.run(cases.look_up, reference, date(1900, 1, 1), f"asker {number}")
        for number in range(10)
    ]
    assert isinstance(results[-1], Locked)
    opened = database.run(cases.look_up, reference, filed[0].birth_date, "a new asker")
    assert isinstance(opened, Locked)


def test_failures_at_the_same_moment_are_all_counted(database, cases, filed):
    reference = filed[0].case.reference
    together = threading.Barrier(12)

    def guess(number: int):
        together.wait()
        return database.run(cases.look_up, reference, date(1900, 1, 1), f"asker {number}")

    with ThreadPoolExecutor(12) as threads:
        results = list(threads.map(guess, range(12)))
    assert sum(isinstance(result, Locked) for result in results) == 3
    assert results.count(NotMatching()) == 9


def test_no_date_of_birth_is_stored_readably(database, cases, filed, tmp_path):
    content = b"".join(path.read_bytes() for path in tmp_path.glob("guido.sqlite3*"))
    for each in filed:
        assert each.birth_date.isoformat().encode() not in content
