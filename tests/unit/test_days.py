"""The day of an event as people say it."""

from datetime import date

import pytest

from guido.french.days import find_day

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(("text", "day"), [
    ("le 15 mars", date(2027, 3, 15)), ("15/03/2027", date(2027, 3, 15)),
    ("on déménage le 3.12.26", date(2026, 12, 3)), ("1er décembre", date(2026, 12, 1)),
    ("2026-12-05", date(2026, 12, 5)), ("dans trois semaines", date(2026, 12, 13)),
    ("il y a 2 mois", date(2026, 9, 22)), ("d'ici 15 jours", date(2026, 12, 7)),
    ("demain", date(2026, 11, 23)), ("apres demain", date(2026, 11, 24)),
    ("hier", date(2026, 11, 21)), ("aujourdhui", TODAY), ("lundi prochain", date(2026, 11, 23)),
    ("lundi dernier", date(2026, 11, 16)), ("en mars 2027", date(2027, 3, 1)),
    ("mi-juin", date(2027, 6, 15)), ("31 février", None), ("je sais pas", None),
    ("mais pourquoi", None), ("", None),
])
def test_a_day_is_found_near_today(text, day):
    assert find_day(text, TODAY, date(2026, 9, 1), date(2027, 12, 31)) == day


def test_without_a_year_the_day_that_makes_sense_goes_first():
    assert find_day("le 1er mars", TODAY, date(2026, 1, 1), TODAY) == date(2026, 3, 1)
    assert find_day("le 1er mars", TODAY, TODAY, date(2027, 12, 31)) == date(2027, 3, 1)


def test_a_day_out_of_reach_is_found_all_the_same():
    assert find_day("12 mai 1984", TODAY, date(2026, 1, 1), date(2027, 1, 1)) == date(1984, 5, 12)
