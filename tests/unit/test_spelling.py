"""Words are read as they were meant: short forms and single typing errors."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from guido.french.normalise import fold
from guido.nlu.spelling import Speller

TEXTS = (["combien coute un passeport"] * 5 + ["je veux renouveler ma carte grise"] * 5
         + ["une attestation rare"])


@pytest.fixture(scope="module")
def speller():
    real_words = {"carter", "coutes", "gris"}
    found = Speller({"cb": "combien", "pr": "pour"}, is_word=real_words.__contains__)
    found.fit(TEXTS)
    return found


@pytest.mark.parametrize("written", [
    "combien coute un paseport", "combien coute un passseport", "combien coute un psaseport",
    "combien coute un passepprt", "cb coute un passeport"])
def test_a_letter_left_out_doubled_swapped_or_changed_is_put_right(speller, written):
    assert speller.corrected(written) == "combien coute un passeport"


def test_punctuation_and_numbers_stay(speller):
    assert speller.corrected("cb, pr 2 paseports ?") == "combien, pour 2 paseports ?"
    assert speller.corrected("12345") == "12345"


def test_words_that_others_use_and_words_of_the_language_are_left(speller):
    assert speller.corrected("carter coutes gris") == "carter coutes gris"
    assert speller.corrected("darte") == "darte"  # the first letter is seldom wrong
    assert speller.corrected("attestation") == "attestation"


def test_short_forms_are_single_folded_words():
    forms = yaml.safe_load(Path("data/lexicon.yml").read_text(encoding="utf-8"))["short_forms"]
    for short, long in forms.items():
        assert short == fold(short) and " " not in short
        assert long == fold(long)
