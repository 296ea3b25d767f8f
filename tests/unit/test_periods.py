"""A sum told for another period than the question's is converted, or asked for again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guido.french.texts import Texts
from guido.procedures.engine import Engine
from guido.procedures.formats import write_number
from guido.procedures.hearing import Hearing
from guido.procedures.reader import read_all
from guido.procedures.steps import Ask, Objection

HEARING = Hearing(Texts.load(Path("data/messages.yml")))
SHIPPED = read_all(Path("data"))
BENEFITS = Engine(SHIPPED["aides"], date(2026, 11, 23))
SAID = {
    12: ("par mois", "/mois", "mensuels", "net par mois", "chaque mois", "le mois"),
    1: ("par an", "/an", "annuels", "nets par année", "à l'année", "chaque année"),
    4: ("par trimestre", "/trimestre", "chaque trimestre"),
    52: ("par semaine", "/semaine", "toutes les semaines", "hebdomadaires"),
}


def read(text, name="salaire", engine=BENEFITS):
    question = engine.procedure.question(name)
    return HEARING.read(engine, {}, Ask(question, name), text)


def value(text, name="salaire"):
    heard = read(text, name)
    assert not isinstance(heard, Objection), heard
    return heard.value


@pytest.mark.parametrize("text, expected", [
    ("14400 par an", "1200"), ("14 400 € / an", "1200"), ("je gagne 14400 euros à l'année", "1200"),
    ("par an 14400", "1200"), ("mon salaire annuel est de 14 400 €", "1200"),
    ("15 k€ par an", "1250"), ("quinze mille euros par an", "1250"),
    ("1 200 par mois", "1200"), ("1200", "1200"), ("1200 € net", "1200"),
    ("1200 € par mois, soit 14400 € par an", "1200"),
    ("300 euros par semaine", "1300"), ("3600 par trimestre", "1200"),
    ("1200 € par mois depuis l'année dernière", "1200"), ("1350 l'an dernier", "1350"),
    ("35 heures par semaine, 1350 euros", "1350"),
])
def test_a_sum_is_that_of_a_month(text, expected):
    assert value(text) == Decimal(expected)


@given(cents=st.integers(0, 5_000_000), data=st.data())
def test_whatever_is_said_for_a_period_is_the_twelfth_of_its_year(cents, data):
    told = Decimal(cents) / 100
    times = data.draw(st.sampled_from(sorted(SAID)))
    words = data.draw(st.sampled_from(SAID[times]))
    mark = data.draw(st.sampled_from((" €", " euros", "€", "")))
    got = value(f"{write_number(told, 2)}{mark} {words}")
    assert abs(got - told * times / 12) <= Decimal("0.005")
    assert got == got.quantize(Decimal("0.01"))


@given(cents=st.integers(0, 400_000))
def test_a_month_told_as_a_year_and_a_month_is_the_same(cents):
    month = Decimal(cents) / 100
    assert value(f"{write_number(month * 12, 2)} € par an") == month
    assert value(f"{write_number(month, 2)} € par mois") == month


def test_a_daily_sum_is_converted_where_it_is_paid_for_every_day():
    assert value("40 € par jour", "chomage") == Decimal("1216.67")
    assert value("40€/j", "chomage") == Decimal("1216.67")


@pytest.mark.parametrize("text", ["80 € par jour", "12 € de l'heure", "12€/h", "taux horaire 12 €"])
def test_what_depends_on_how_much_somebody_works_is_asked_for_by_month(text):
    heard = read(text)
    assert isinstance(heard, Objection)
    assert HEARING.words(heard) == (
        "Je ne peux pas convertir cette somme. Donnez-la par mois. Exemple : 1 350 euros.")


def test_two_sums_that_are_not_the_same_are_asked_about():
    heard = read("1200 € par mois ou 15000 € par an")
    assert isinstance(heard, Objection)
    assert "plusieurs sommes" in HEARING.words(heard)


def test_a_monthly_wage_is_no_hourly_one():
    engine = Engine(SHIPPED["activite_partielle"], date(2026, 11, 23))
    persons = next(each for each in engine.procedure.questions if each.fields)
    wage = next(each for each in persons.fields if each.per)
    ask = Ask(wage, f"{persons.name}.0.{wage.name}", persons, 1)
    assert HEARING.read(engine, {}, ask, "12,50 € de l'heure").value == Decimal("12.5")
    assert isinstance(HEARING.read(engine, {}, ask, "1 820 € par mois"), Objection)


def test_a_sum_among_other_answers_is_converted_too():
    answers = {"naissance": date(1985, 3, 14), "nationalite": "france", "couple": False,
               "enfants.autre": False, "enfants": []}
    ask = BENEFITS.next(answers)
    assert ask.path == "activite"
    heard = HEARING.hear(BENEFITS, answers, ask, "je travaille et je gagne 14 400 € par an")
    assert heard == {"activite": "actif", "salaire": Decimal(1200)}
