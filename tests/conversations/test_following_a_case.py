"""Following a request: reference and date of birth, a timeline, and nothing for strangers."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest


@pytest.fixture(scope="session")
def demonstration(live):
    """The made-up cases: (reference, date of birth, service, state)."""
    return [line.split() for line in live.guido("cases", "demonstration").splitlines()]


@pytest.fixture
def case(demonstration):
    """A case that no other test tries wrongly, with a 0 in its reference."""
    return next(each for each in demonstration[20:40] if "0" in each[0])


def test_there_are_forty_cases_or_more(demonstration):
    assert len(demonstration) >= 40


def test_reference_then_date_of_birth_show_the_timeline_and_what_comes_next(citizen, case):
    reference, birth_date, service, _ = case
    assert "référence" in citizen.says("où en est mon dossier ?").text
    assert "date de naissance" in citizen.says(reference).text
    replies = citizen.says(birth_date)
    custom = replies.customs[0]
    schema = Path("docs/schemas/case.json").read_text(encoding="utf-8")
    jsonschema.validate(custom, json.loads(schema))
    assert (custom["reference"], custom["service"]) == (reference, service)
    dates = [status["date"] for status in custom["statuses"]]
    assert dates == sorted(dates)
    assert "La suite : " in replies.text


def test_both_can_be_said_at_once(citizen, case):
    reference, birth_date, _, _ = case
    replies = citizen.says(f"ma référence est {reference}, je suis né le {birth_date}")
    assert replies.kinds == ["case"]


@pytest.mark.parametrize("written", [
    "c'est le {}", "{} merci", "d'accord, alors : {}.",
])
def test_words_around_the_reference_do_not_matter(citizen, case, written):
    citizen.says("je veux suivre ma demande")
    assert "date de naissance" in citizen.says(written.format(case[0])).text


@pytest.mark.parametrize("change", [
    lambda r: r.lower().replace("-", " "), lambda r: r.replace("-", ""),
    lambda r: r.replace("0", "O"), lambda r: " ".join(r.replace("-", "")),
], ids=["small letters and spaces", "no hyphens", "O for 0", "spelt out"])
def test_case_spaces_and_o_for_zero_do_not_matter(citizen, case, change):
    citizen.says("suivre ma demande")
    assert "date de naissance" in citizen.says(change(case[0])).text


@pytest.mark.parametrize("form", ["%d %m %Y", "%d.%m.%y", "né le %d/%m/%Y", "%Y-%m-%d"])
def test_the_date_of_birth_is_read_in_any_usual_form(citizen, case, form):
    from datetime import datetime

    citizen.says(f"où en est ma demande {case[0]}")
    written = datetime.strptime(case[1], "%d/%m/%Y").strftime(form)
    assert citizen.says(written).kinds == ["case"]


def test_a_typing_error_is_told_from_an_unknown_reference(citizen, case):
    citizen.says("suivre ma demande")
    wrong = case[0][:-1] + ("2" if case[0][-1] != "2" else "3")
    assert "faute de frappe" in citizen.says(wrong).text


def test_an_unknown_reference_and_a_wrong_date_get_the_same_words(live, demonstration):
    import random

    from guido.cases.reference import make_reference, write_reference
    from tests.live import Citizen

    unknown = write_reference(make_reference(2026, random.Random(99)))
    known = demonstration[40][0]
    answers = []
    for reference in (unknown, known):
        citizen = Citizen(live)
        citizen.says(f"où en est ma demande {reference}")
        answers.append(citizen.says("01/01/1901").text)
    assert answers[0] == answers[1]
    assert "Je ne trouve pas de demande" in answers[0]


def test_three_failures_lock_and_offer_a_person_and_do_not_lock_others(live, demonstration):
    from tests.live import Citizen

    reference, birth_date, _, _ = demonstration[41]
    guesser = Citizen(live)
    guesser.says("suivre ma demande")
    for year in (1901, 1902):
        guesser.says(reference)
        assert "Je ne trouve pas" in guesser.says(f"01/01/{year}").text
    guesser.says(reference)
    replies = guesser.says("01/01/1903")
    assert "Trop d'essais" in replies.text
    assert replies.buttons == ["Parler à une personne"]
    assert "Trop d'essais" in guesser.says(f"{reference} {birth_date}").text
    owner = Citizen(live)
    assert owner.says(f"{reference} {birth_date}").kinds == ["case"]


def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(citizen, case):
    citizen.says("suivre ma demande")
    citizen.says(case[0])
    replies = citizen.says("combien coûte un passeport ?")
    assert replies.cards == [("passeport", "cout")]
    assert "date de naissance" in replies.text
    assert citizen.says(case[1]).kinds == ["case"]


@pytest.mark.parametrize("word", ["annuler", "stop", "laisse tomber", "non"])
def test_following_can_be_cancelled(citizen, word):
    citizen.says("suivre ma demande")
    assert "j'arrête" in citizen.says(word).text
    assert citizen.says("combien coûte un passeport").cards == [("passeport", "cout")]


def test_a_person_can_be_asked_for_in_the_middle(citizen):
    citizen.says("suivre ma demande")
    replies = citizen.says("je veux parler à quelqu'un")
    assert replies.customs[0]["state"] == "waiting"
    assert "référence" not in replies.text


def test_what_is_no_date_is_asked_again_with_an_example(citizen, case):
    citizen.says(f"où en est ma demande {case[0]}")
    assert "12/05/1984" in citizen.says("le trente et un quarantembre").text
    assert citizen.says(case[1]).kinds == ["case"]
