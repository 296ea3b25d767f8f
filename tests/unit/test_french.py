"""What people write is read, and what the service writes is French."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guido.errors import ContentError
from guido.french.dates import find_date, write_date, write_time
from guido.french.normalise import fold, has_letters, same, visible
from guido.french.quantities import write_quantity
from guido.french.texts import Texts

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("written", [
    "12/05/1984", "12-05-1984", "12.05.1984", "12 05 1984", "12/5/84", "12 mai 1984",
    "12 Mai 84", "le 12 mai 1984", "né le 12/05/1984 à Lyon", "12051984", "1984-05-12",
    "ma date de naissance est le 12 MAI 1984 merci",
])
def test_dates_are_read_in_every_usual_form(written):
    assert find_date(written, TODAY) == date(1984, 5, 12)


@pytest.mark.parametrize(("written", "expected"), [
    ("1er juin 1990", date(1990, 6, 1)),
    ("le premier août 1975", date(1975, 8, 1)),
    ("15 fevrier 2003", date(2003, 2, 15)),
    ("20 déc. 1999", date(1999, 12, 20)),
    ("12/05/27", date(1927, 5, 12)),
])
def test_first_days_short_months_and_two_digit_years_are_read(written, expected):
    assert find_date(written, TODAY) == expected


@pytest.mark.parametrize("written", [
    "31/02/1990", "12/13/1990", "01/01/2050", "je ne sais pas", "D26-K7M2-QX4P", "", "😀",
])
def test_what_is_no_date_of_the_past_is_not_taken_for_one(written):
    assert find_date(written, TODAY) is None


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for_a_date(text):
    found = find_date(text, TODAY)
    assert found is None or found <= TODAY


def test_dates_and_times_are_written_in_french():
    assert write_date(date(2026, 3, 1)) == "1er mars 2026"
    assert write_date(date(2026, 8, 22)) == "22 août 2026"
    assert write_time(datetime(2026, 3, 1, 9, 5)) == "9\u00a0h\u00a005"


@pytest.mark.parametrize(("value", "unit", "expected"), [
    ("86", "euro", "86\u00a0€"),
    ("1250.5", "euro", "1\u202f250,50\u00a0€"),
    ("1", "week", "1\u00a0semaine"),
    ("3", "week", "3\u00a0semaines"),
    ("57", "percent", "57\u00a0%"),
    ("12.3", "percent", "12,3\u00a0%"),
    ("1.5", "month", "1,5\u00a0mois"),
])
def test_quantities_are_written_in_french(value, unit, expected):
    assert write_quantity(Decimal(value), unit) == expected


def test_folding_drops_accents_ligatures_case_and_invisible_characters():
    assert fold("  Œuvre\u200b D’ÉTÉ\u202e ") == "oeuvre d'ete"


def test_texts_are_the_same_whatever_their_accents_and_punctuation():
    assert same("Le prix, ou le montant !", "le prix ou LE MONTANT")
    assert not same("😀", "!")


def test_only_emoji_or_punctuation_is_no_text_to_understand():
    assert not has_letters("😀 … \u200b")
    assert has_letters("a")


@given(st.text(max_size=300))
def test_visible_text_has_no_control_or_direction_characters(text):
    shown = visible(text)
    assert not set(shown) & {"\x00", "\u200b", "\u202e", "\u2060"}


def test_a_messages_file_with_a_list_is_refused_with_its_key(tmp_path: Path):
    path = tmp_path / "messages.yml"
    path.write_text("card:\n  steps: [a, b]\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"card\.steps"):
        Texts.load(path)
