"""The dead ends of four shipped procedures: who meets them, where they lead, who passes by."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from guido.procedures.engine import Engine
from guido.procedures.model import Check, Stop
from guido.procedures.reader import read_procedure

TODAY = date(2026, 11, 22)
SHORT_TIME, BIRTH, ROLL = "activite_partielle", "acte_naissance", "inscription_electorale"
MONTH, ADDRESS = "activite_partielle_mois", "changement_adresse"
LATER, EARLIER = TODAY + timedelta(14), TODAY - timedelta(7)
FRENCH = {"nationalite": "francaise", "date_naissance": date(1985, 3, 14), "droits": True}
DEAD_ENDS = [
    (SHORT_TIME, "pas_employeur", {"employeur": False}),
    (SHORT_TIME, "trop_tard", {"motif": "conjoncture", "debut": EARLIER}),
    (SHORT_TIME, "trop_tard_sinistre", {"motif": "sinistre", "debut": TODAY - timedelta(31)}),
    (SHORT_TIME, "avis_manquant",
     {"motif": "conjoncture", "effectif": Decimal(50), "avis_cse": "a_venir"}),
    (SHORT_TIME, "six_mois",
     {"motif": "conjoncture", "debut": date(2026, 12, 1), "fin": date(2027, 2, 28), "deja": True,
      "mois_deja": Decimal(4)}),
    (MONTH, "trop_tard", {"fin_autorisation": date(2026, 5, 21)}),
    (BIRTH, "refugie", {"ne_ou": "etranger", "francaise": "refugiee"}),
    (BIRTH, "etranger", {"ne_ou": "etranger", "francaise": "etrangere"}),
    (BIRTH, "sans_lien",
     {"document": "copie", "pour_qui": "autre", "date_naissance": date(1951, 11, 23)}),
    (BIRTH, "mineur", {"document": "avec", "pour_qui": "moi", "date_naissance": date(2010, 5, 1)}),
    (BIRTH, "sans_preuve", {"document": "avec", "pour_qui": "parent", "preuve": "aucune"}),
    (BIRTH, "sur_place_nantes", {"ne_ou": "etranger", "livraison": "sur_place"}),
    (ROLL, "nationalite", {"nationalite": "autre"}),
    (ROLL, "trop_jeune", {**FRENCH, "date_naissance": date(2009, 5, 2)}),
    (ROLL, "sans_droits", {**FRENCH, "droits": False}),
    (ROLL, "deja_inscrit", {**FRENCH, "inscrit": "ici", "demenage": False}),
    (ROLL, "sans_lien", {**FRENCH, "attache": "aucun"}),
    (ROLL, "trop_age", {**FRENCH, "attache": "parents"}),
    (ROLL, "sans_papiers", {**FRENCH, "identite": "aucune"}),
]
PASSED = [
    (SHORT_TIME, {"motif": "sinistre", "debut": TODAY - timedelta(30)}),
    (SHORT_TIME, {"motif": "conjoncture", "debut": LATER}),
    (SHORT_TIME, {"motif": "sinistre", "effectif": Decimal(50), "avis_cse": "a_venir"}),
    (SHORT_TIME, {"motif": "conjoncture", "debut": date(2026, 12, 1), "fin": date(2027, 2, 28),
                  "deja": True, "mois_deja": Decimal(3)}),
    (BIRTH, {"document": "sans", "pour_qui": "autre", "date_naissance": date(2001, 1, 1)}),
    (BIRTH, {"document": "copie", "pour_qui": "autre", "date_naissance": date(1951, 11, 22)}),
    (BIRTH, {"document": "sans", "pour_qui": "moi", "date_naissance": date(2010, 5, 1)}),
    (ROLL, {**FRENCH, "date_naissance": date(2009, 5, 1)}),
    (ROLL, {**FRENCH, "inscrit": "ici", "demenage": True}),
    (ROLL, {**FRENCH, "nationalite": "europeenne"}),
]


def _engine(name: str, day: date = TODAY) -> Engine:
    return Engine(read_procedure(
        Path(__file__).resolve().parents[2] / f"data/procedures/{name}.yml"), day)


@pytest.mark.parametrize(("name", "stop", "answers"), DEAD_ENDS)
def test_a_dead_end_says_where_to_go_and_which_answer_may_be_corrected(name, stop, answers):
    engine = _engine(name)
    step = engine.next(answers)
    assert isinstance(step, Stop)
    assert step.name == stop
    assert step.links
    assert set(step.correct) <= engine.procedure.by_name.keys()
    assert set(step.correct) & answers.keys()


@pytest.mark.parametrize(("name", "answers"), PASSED)
def test_who_just_meets_a_condition_goes_on(name, answers):
    assert not isinstance(_engine(name).next(answers), Stop)


def test_each_dead_end_of_these_procedures_is_tried():
    tried = {(name, stop) for name, stop, _ in DEAD_ENDS}
    assert tried == {(name, stop.name) for name in (SHORT_TIME, MONTH, BIRTH, ROLL, ADDRESS)
                     for stop in _engine(name).procedure.stops}


def test_the_request_and_the_monthly_statement_rest_on_the_same_figures():
    request, month = (_engine(name).procedure.parameters for name in (SHORT_TIME, MONTH))
    shared = request.keys() & month.keys()
    assert {"smic_horaire", "plancher_indemnite", "plancher_allocation"} <= shared
    assert {name: month[name] for name in shared} == {name: request[name] for name in shared}


def test_a_correction_after_a_dead_end_leads_on():
    engine = _engine(BIRTH)
    answers = {"document": "copie", "pour_qui": "autre", "date_naissance": date(2001, 1, 1)}
    corrected = engine.answer(engine.without(answers, "document"), "document", "sans")
    assert not isinstance(engine.next(corrected), Stop)


@pytest.mark.parametrize(("fin", "is_refused"), [(date(2027, 3, 5), False),
                                                 (date(2027, 3, 6), True),
                                                 (date(2026, 12, 5), True)])
def test_an_authorisation_lasts_three_months_at_most(fin, is_refused):
    answers = {"motif": "conjoncture", "debut": date(2026, 12, 6)}
    assert (_engine(SHORT_TIME).objection(answers, "fin", fin) is not None) is is_refused


@pytest.mark.parametrize(("motif", "heures", "is_refused"), [
    ("conjoncture", 105, False), ("conjoncture", 106, True),  # three weeks of 35 hours
    ("transformation", 100, False), ("transformation", 101, True)])
def test_hours_are_limited_by_the_week_and_by_the_year(motif, heures, is_refused):
    answers = {"motif": motif, "debut": date(2026, 12, 7), "fin": date(2026, 12, 27),
               "salaries": [{"initiales": "A", "salaire": Decimal("15.40")}]}
    objection = _engine(SHORT_TIME).objection(answers, "salaries.0.heures", Decimal(heures))
    assert (objection is not None) is is_refused


def test_below_the_minimum_wage_nothing_is_worked_out():
    answers = {"debut": date(2026, 12, 7), "salaries": [{"initiales": "A"}]}
    engine = _engine(SHORT_TIME)
    assert engine.objection(answers, "salaries.0.salaire", Decimal("12.30")) is not None
    assert engine.objection(answers, "salaries.0.salaire", Decimal("12.31")) is None


def test_where_next_years_minimum_wage_is_not_known_todays_is_used():
    people = [{"initiales": "A", "salaire": Decimal("12.31"), "heures": Decimal(10)}]
    answers = {"debut": date(2027, 1, 4), "fin": date(2027, 1, 31), "salaries": people,
               "salaries.autre": False}
    assert _engine(SHORT_TIME).value(answers, "indemnite_heure") == [Decimal("9.74")]
    in_that_year = _engine(SHORT_TIME, date(2027, 1, 2))
    assert in_that_year.value(answers, "indemnite_heure") == [None]
    assert in_that_year.value(answers, "sans_montants")


def test_where_no_election_is_known_the_age_of_today_counts():
    engine = _engine(ROLL, date(2027, 6, 1))
    young = engine.next({**FRENCH, "date_naissance": date(2009, 6, 2)})
    assert isinstance(young, Stop)
    assert young.name == "trop_jeune"
    assert not isinstance(engine.next({**FRENCH, "date_naissance": date(2009, 6, 1)}), Stop)


@pytest.mark.parametrize(("day", "told"), [
    (date(2027, 3, 12), "Vous êtes à temps"), (date(2027, 3, 13), "La date ordinaire est passée"),
    (date(2027, 4, 8), "La date ordinaire est passée"), (date(2027, 4, 9), "C’est trop tard"),
    (date(2027, 6, 1), "pas encore connue")])
def test_whether_it_is_still_time_is_said(day, told):
    assert told in _engine(ROLL, day).value(FRENCH, "a_temps")


def test_a_letter_nobody_could_receive_is_asked_about():
    answers = {
        "nom": "N", "date_demenagement": TODAY, "ancienne": "1 rue A", "nouvelle": "2 rue B",
        "autre_commune": False, "retour": False, "situation": "retraite", "caf": False,
        "vehicule": False, "titre": False, "electeur": True, "enfants": False,
        "lettres": ["employeur"]}
    step = _engine(ADDRESS).next(answers)
    assert isinstance(step, Check)
    assert step.correct == ("lettres", "situation")


def test_a_statement_is_due_after_each_month_of_the_authorisation_and_no_other():
    answers = {"motif": "conjoncture", "debut": date(2026, 12, 7), "fin": date(2027, 2, 26)}
    engine = _engine(SHORT_TIME)
    due = [engine.value(answers, reminder.after)
           for reminder in engine.procedure.case.reminders]
    assert [each for each in due if each] == [
        date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]
