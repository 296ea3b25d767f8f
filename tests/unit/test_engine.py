"""What comes next in a procedure, whatever is answered, taken back and corrected before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guido.procedures.answers import from_json, to_json
from guido.procedures.engine import Engine
from guido.procedures.explore import explore
from guido.procedures.model import Check, Stop
from guido.procedures.reader import read_procedure
from guido.procedures.steps import Ask, Summary
from tests.procedures import PROCEDURE

DAY = date(2026, 11, 22)
ZOE = {"prenom": "Zoé", "ne_le": date(2015, 4, 3)}
RIGHT = [
    ("pour_qui", "enfant"), ("naissance", date(2005, 4, 3)), ("seul", False),
    ("occupation", ["etudes"]), ("loyer", Decimal("612.50")), ("colocataires", Decimal(2)),
    ("enfants.autre", True), ("enfants.0.prenom", "Zoé"), ("enfants.0.ne_le", ZOE["ne_le"]),
    ("enfants.autre", False), ("courriel", None)]


@pytest.fixture(scope="module")
def procedure(tmp_path_factory):
    path = tmp_path_factory.mktemp("procedures") / "essai.yml"
    path.write_text(PROCEDURE, encoding="utf-8")
    return read_procedure(path)


@pytest.fixture(scope="module")
def engine(procedure):
    return Engine(procedure, DAY)


def answered(engine, steps=RIGHT, answers=None):
    answers = answers or {}
    for path, value in steps:
        answers = engine.answer(answers, path, value)
    return answers


def asked(engine, answers):
    step = engine.next(answers)
    assert isinstance(step, Ask), step
    return step.path


def test_questions_come_in_their_order_until_the_summary(engine):
    answers = {}
    for path, value in RIGHT:
        assert asked(engine, answers) == path
        answers = engine.answer(answers, path, value)
    assert engine.next(answers) == Summary()


def test_a_question_whose_condition_does_not_hold_is_not_asked(engine):
    answers = answered(engine, [("pour_qui", "moi"), ("seul", True)])
    assert [question.name for question in engine.asked(answers)] == [
        "pour_qui", "seul", "occupation", "loyer", "enfants", "courriel"]


def test_an_answer_to_what_is_not_asked_any_more_falls_away(engine):
    answers = engine.answer(answered(engine), "seul", True)
    assert "colocataires" not in answers
    assert engine.next(answers) == Summary()
    again = engine.answer(answers, "seul", False)
    assert asked(engine, again) == "colocataires"


def test_of_a_corrected_answer_only_what_depends_on_it_is_asked_again(engine):
    answers = engine.without(answered(engine), "pour_qui")
    assert "naissance" not in answers and "loyer" in answers
    assert asked(engine, answers) == "pour_qui"
    answers = engine.answer(answers, "pour_qui", "enfant")
    assert asked(engine, answers) == "naissance"
    assert engine.next(engine.answer(answers, "naissance", date(2005, 4, 3))) == Summary()


def test_a_dead_end_is_told_as_soon_as_it_is_known_and_can_be_corrected(engine):
    answers = engine.answer({}, "pour_qui", "autre")
    stop = engine.next(answers)
    assert isinstance(stop, Stop) and stop.correct == ("pour_qui",)
    assert asked(engine, engine.answer(answers, "pour_qui", "moi")) == "seul"


def test_answers_that_do_not_go_together_are_told_before_the_summary(engine):
    answers = engine.answer(answered(engine), "loyer", Decimal(6000))
    check = engine.next(answers)
    assert isinstance(check, Check) and check.correct == ("loyer", "occupation")
    assert engine.next(engine.answer(answers, "occupation", ["travail"])) == Summary()


@pytest.mark.parametrize("path, value, key", [
    ("naissance", date(2030, 1, 1), "too_large_date"),
    ("naissance", date(1980, 1, 1), "too_small_date"),
    ("loyer", Decimal(0), "too_small"), ("loyer", Decimal(20001), "too_large"),
    ("loyer", "beaucoup", "no_value"), ("pour_qui", "chien", "no_value"),
    ("seul", None, "no_value"), ("occupation", [], "no_value"),
    ("enfants.0.ne_le", date(2030, 1, 1), "too_large_date"),
])
def test_an_answer_out_of_bounds_is_objected_to_and_never_kept(engine, path, value, key):
    answers = answered(engine)
    assert engine.objection(answers, path, value).key == key
    changed = engine.answer(answers, path, value)
    assert asked(engine, changed) == path


def test_a_check_of_one_answer_says_its_own_words(engine):
    objection = engine.objection({"pour_qui": "enfant"}, "naissance", date(1995, 1, 1))
    assert objection.say == "Votre enfant a plus de 30 ans."
    assert engine.objection({"pour_qui": "enfant"}, "naissance", date(2015, 1, 1)) is None


def test_values_are_computed_with_the_parameters_of_the_day(procedure, engine):
    answers = answered(engine)
    values = {each.computation.name: each.value for each in engine.computed(answers)}
    assert values == {"retenu": Decimal(600), "aide": Decimal(290), "echeance": date(2027, 1, 22)}
    later = Engine(procedure, date(2027, 1, 1))
    assert later.value(answers, "retenu") == Decimal("612.50")
    kept = next(each for each in engine.computed(answers) if each.computation.name == "retenu")
    assert [(parameter.name, dated.since) for parameter, dated in kept.parameters] == [
        ("plafond", date(2026, 1, 1))]


def test_what_is_not_answered_yet_is_not_computed(engine):
    names = {each.computation.name for each in engine.computed({"loyer": Decimal(500)})}
    assert names == {"retenu", "echeance"}


def test_a_person_can_be_corrected_alone(engine):
    answers = engine.without(answered(engine), "enfants.0.ne_le")
    assert asked(engine, answers) == "enfants.0.ne_le"
    assert engine.next(engine.answer(answers, "enfants.0.ne_le", date(2016, 1, 1))) == Summary()


def test_after_as_many_persons_as_may_be_none_is_offered(engine):
    answers = engine.answer(answered(engine), "enfants", [ZOE] * 4)
    assert engine.next(answers) == Summary()
    assert "enfants.autre" not in answers


def test_the_progress_never_goes_beyond_its_end(engine):
    answers, places = {}, []
    for path, value in RIGHT:
        places.append(engine.progress(answers))
        answers = engine.answer(answers, path, value)
    assert places[0] == (1, 8) and places[-1] == (8, 8)
    assert all(place <= of for place, of in places)


def test_all_questions_and_dead_ends_can_be_reached(engine):
    assert explore(engine).is_all_of(engine.procedure)


# Any way through the procedure --------------------------------------------------------------

VALUES = {
    "pour_qui": ["moi", "enfant", "autre"],
    "naissance": [date(2005, 4, 3), date(2015, 1, 1), date(1980, 1, 1), date(2030, 1, 1)],
    "seul": [True, False], "occupation": [["etudes"], ["travail", "etudes"], ["recherche"]],
    "loyer": [Decimal(300), Decimal(900), Decimal(6000), Decimal(0)],
    "colocataires": [Decimal(1), Decimal(20), Decimal(21)],
    "enfants": [[], [ZOE], [ZOE, {**ZOE, "prenom": "Léo"}]],
    "enfants.autre": [True, False],
    "enfants.0.prenom": ["Ana", "Léo"], "enfants.1.prenom": ["Max"],
    "enfants.0.ne_le": [date(2015, 4, 3), date(2030, 1, 1)],
    "enfants.1.ne_le": [date(2001, 4, 3)], "courriel": ["a@exemple.fr", None],
}
MOVES = st.lists(st.one_of(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda path: st.tuples(st.just("answer"), st.just(path), st.sampled_from(VALUES[path]))),
    st.tuples(st.just("next"), st.integers(0, 3), st.none()),
    st.tuples(st.just("without"), st.sampled_from(
        [*sorted(VALUES), "enfants.0", "enfants.1"]), st.none()),
    st.tuples(st.just("back"), st.none(), st.none())), max_size=30)


def wander(engine, moves):
    """Answers, backs and corrections in any order."""
    answers = {}
    for move, path, value in moves:
        if move == "next":
            step = engine.next(answers)
            if isinstance(step, Ask):
                values = VALUES[step.path] if step.path in VALUES else [ZOE[step.question.name]]
                answers = engine.answer(answers, step.path, values[path % len(values)])
        elif move == "back":
            previous = engine.previous(answers)
            answers = engine.without(answers, previous) if previous else answers
        elif move == "without":
            answers = engine.without(answers, path)
        elif path.count(".") < 2 or len(answers.get("enfants", ())) > int(path[8]):
            answers = engine.answer(answers, path, value)
    return answers


def value_at(answers, path):
    name, _, rest = path.partition(".")
    place, _, field = rest.partition(".")
    if rest == "autre":
        return None
    return answers[name][int(place)][field] if field else answers[name]


def told(engine, answers):
    """All that follows from answers."""
    return (engine.next(answers), engine.computed(answers), engine.progress(answers),
            [question.name for question in engine.asked(answers)])


def finished(engine, answers):
    """The answers with all that is missing, and out of dead ends."""
    rest = {**dict(RIGHT), "pour_qui": "moi", "enfants.autre": False}
    while not isinstance(step := engine.next(answers), Summary | Check):
        path = step.path if isinstance(step, Ask) else "pour_qui"
        value = rest[path] if path in rest else ZOE[step.question.name]
        answers = engine.answer(answers, path, value)
    return answers


def straight_to(engine, final):
    """Answering rightly the first time."""
    answers = {}
    while isinstance(step := engine.next(answers), Ask):
        value = step.number <= len(final["enfants"]) if step.is_another else value_at(
            final, step.path)
        answers = engine.answer(answers, step.path, value)
    return answers


@settings(max_examples=120, deadline=None)
@given(MOVES)
def test_any_way_to_the_same_answers_has_the_same_result_as_the_straight_one(engine, moves):
    final = finished(engine, wander(engine, moves))
    straight = straight_to(engine, final)
    assert straight == final
    assert told(engine, straight) == told(engine, final)


@settings(max_examples=80, deadline=None)
@given(MOVES)
def test_what_is_kept_is_asked_right_and_survives_being_stored(engine, moves):
    answers = wander(engine, moves)
    assert engine.prune(answers) == answers
    names = {question.name for question in engine.asked(answers)}
    assert {name.partition(".")[0] for name in answers} <= names
    for name in answers:
        if name in VALUES and "." not in name:
            assert name == "enfants" or engine.objection(answers, name, answers[name]) is None
    questions = engine.procedure.questions
    assert from_json(questions, to_json(answers)) == answers
    assert from_json(questions, to_json(answers, questions)) == answers


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_going_back_and_answering_the_same_changes_nothing(engine, moves):
    answers = wander(engine, moves)
    previous = engine.previous(answers)
    if previous and previous != "enfants.autre" and isinstance(engine.next(answers), Ask):
        value = value_at(answers, previous)
        again = engine.answer(engine.without(answers, previous), previous, value)
        assert set(again) <= set(answers)
        assert all(again[name] == answers[name] for name in again)


def test_answering_changes_no_answers_that_somebody_else_holds(engine):
    answers = answered(engine)
    before = to_json(answers)
    engine.answer(answers, "enfants.0.prenom", "Léo")
    engine.without(answers, "enfants.0.prenom")
    assert to_json(answers) == before
