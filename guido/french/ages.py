"""Ages in what people write: « mon fils de 12 ans », « j'ai 67 ans », « bébé de 3 mois »."""

from __future__ import annotations

import re

from guido.french.normalise import words

_PERSON = (r"(?:enfants?|fils|filles?|bebe|ado|adolescente?|garcon|gamine?|petite?|petits|neveu"
           r"|niece|mineure?|adulte|jeune|ages?|agee?s?|mere|pere|mari|femme)")
# « il y a 2 ans » and « depuis 5 ans » are no ages: only who has, or who is of, an age counts.
_AGE = re.compile(
    rf"\b(?:{_PERSON} (?:de |a |aura )?|(?<!y )(?:ai|as|a|aura|avait|aurai) )"
    r"(\d{1,3}) (ans?|mois)\b")


def ages_said(text: str) -> list[int]:
    """The ages in whole years, in the order of the text."""
    return [0 if unit == "mois" else int(number)
            for number, unit in _AGE.findall(" ".join(words(text)))]
