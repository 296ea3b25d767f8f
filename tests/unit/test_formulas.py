"""The formulas of procedures: exact, harmless, and silent where something is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guido.procedures.formulas import Formula, FormulaError, Scope
from guido.procedures.model import DatedValue, Parameter, Source

DAY = date(2026, 11, 22)
SOURCE = Source("Décret", "https://a.fr/", DAY)
SMIC = Parameter("smic", "SMIC", "euro", (
    DatedValue(Decimal("11.88"), date(2025, 1, 1), date(2025, 12, 31), SOURCE),
    DatedValue(Decimal("12.02"), date(2026, 1, 1), None, SOURCE)))
VALUES = {
    "salaire": Decimal("15.37"), "majeur": True, "lieu": "etranger", "naissance": date(2008, 2, 29),
    "choix": ["caf", "impots"], "inconnu": None,
    "commune": {"code": "69123", "name": "Lyon", "postal_codes": ["69001"]},
    "enfants": [{"age_enfant": Decimal(3), "salaire": Decimal(0)},
                {"age_enfant": Decimal(20), "salaire": Decimal("100.10")}]}


def value(text, **more):
    return Formula(text).value(Scope({**VALUES, **more}, DAY, {"smic": SMIC}))


@pytest.mark.parametrize("text, expected", [
    ("0.1 + 0.2", "0.3"), ("1 / 8", "0.125"), ("-(2 - 5) * 3", "9"),
    ("arrondi(0.6 * salaire, 2)", "9.22"), ("arrondi(2.345, 2)", "2.35"), ("arrondi(2.5)", "3"),
    ("entier(7.9)", "7"), ("min(salaire, 3, 8)", "3"), ("max([1, 7], 5)", "7"),
    ("4.5 * smic", "54.090"), ("valeur(smic, jour(2025, 6, 1))", "11.88"),
    ("si(majeur, 1, 2)", "1"), ("si(not majeur, 1, 2)", "2"),
    ("somme([1, 2, salaire])", "18.37"), ("somme(enfants, salaire)", "100.10"),
    ("nombre(enfants)", "2"), ("nombre(enfants, age_enfant < 18)", "1"), ("nombre(choix)", "2"),
    ("age(naissance)", "18"), ("age(naissance, jour(2026, 2, 27))", "17"),
    ("age(naissance, jour(2026, 2, 28))", "18"),  # a month without that day ends on its last one
    ("jours(jour(2026, 1, 1), jour(2026, 3, 1))", "59"), ("aujourdhui - jour(2026, 11, 1)", "21"),
    ("mois(jour(2026, 1, 31), jour(2026, 2, 27))", "0"), ("annee(aujourdhui)", "2026"),
])
def test_numbers_are_exact(text, expected):
    assert value(text) == Decimal(expected)


@pytest.mark.parametrize("text, expected", [
    ("ajoute_jours(aujourdhui, 10)", date(2026, 12, 2)), ("aujourdhui + 10", date(2026, 12, 2)),
    ("aujourdhui - 22", date(2026, 10, 31)), ("fin_mois(jour(2024, 2, 3))", date(2024, 2, 29)),
    ("ajoute_mois(jour(2026, 1, 31), 1)", date(2026, 2, 28)),
    ("ouvre(jour(2026, 5, 1))", date(2026, 5, 4)),  # a holiday on a Friday
    ("ouvre(jour(2026, 5, 5))", date(2026, 5, 5)),
    ("ajoute_jours(jour(2027, 4, 11), -37)", date(2027, 3, 5)),
])
def test_days_follow_the_calendar(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize("text, expected", [
    ("majeur and lieu == 'etranger'", True), ("not majeur or salaire > 15", True),
    ("lieu in ['france', 'etranger']", True), ("'caf' in choix", True), ("'edf' in choix", False),
    ("lieu not in ['france']", True), ("commune == '69123'", True), ("commune in ['75056']", False),
    ("10 < salaire <= 15.37", True), ("majeur == oui", True), ("majeur == non", False),
    ("connu(inconnu)", False), ("connu(salaire)", True), ("naissance < aujourdhui", True),
    ("naissance >= jour(2008, 3, 1)", False),
])
def test_conditions(text, expected):
    assert value(text) is expected


@pytest.mark.parametrize("text", [
    "inconnu == 'a'", "inconnu != 'a'", "inconnu < 3", "inconnu in ['a']", "inconnu not in ['a']",
    "rien == 1", "salaire < 'a'", "naissance < 3"])
def test_comparing_what_is_not_known_or_not_alike_is_false(text):
    assert value(text) is False


@pytest.mark.parametrize("text", [
    "inconnu + 1", "1 / 0", "lieu * 2", "majeur + 1", "max(inconnu, 3)", "arrondi(lieu)",
    "jour(2026, 2, 30)", "ajoute_jours(aujourdhui, 99999999)", "age(lieu)", "-lieu",
    "1 - aujourdhui", "somme([1, inconnu])", "valeur(smic, jour(2020, 1, 1))", "annee(salaire)",
    "min([])",
    "somme(inconnu, salaire)", "aujourdhui * 2"])
def test_what_cannot_be_worked_out_is_not_known_and_raises_nothing(text):
    assert value(text) is None


@pytest.mark.parametrize("text", [
    "salaire.real", "salaire ** 9", "__import__('os')", "lambda: 1", "1 if majeur else 2",
    "[x for x in choix]", "choix[0]", "max", "open('a')", "f'{lieu}'", "{'a': 1}", "age()",
    "arrondi(1, 2, 3)", "max(*choix)", "arrondi(x=1)", "(1", "", "a is b", "a; b", "None", "b'a'",
    "valeur(1, aujourdhui)", "x := 1", "(" * 300 + "1" + ")" * 300, "1 + " * 400 + "1", "2 % 2"])
def test_nothing_but_the_small_language_is_read(text):
    with pytest.raises(FormulaError):
        Formula(text)


def test_a_formula_tells_the_names_and_parameters_that_it_uses():
    formula = Formula("somme(enfants, salaire) + smic > si(connu(inconnu), 1, 0)")
    assert formula.names == {"enfants", "salaire", "smic", "inconnu"}
    assert formula.needed == {"enfants", "smic"}
    scope = Scope(VALUES, DAY, {"smic": SMIC})
    formula.value(scope)
    assert [(name, dated.value) for name, dated in scope.used] == [("smic", Decimal("12.02"))]


@given(st.text(alphabet="ab()[]+-*/<>=!,.' 019orandifntsmx_\"\n", max_size=40))
def test_any_text_is_a_formula_or_refused_and_evaluates_without_raising(text):
    try:
        formula = Formula(text)
    except FormulaError:
        return
    formula.value(Scope({"a": Decimal(1), "b": "x"}, DAY))
