"""Numbers and addresses that can be checked by themselves: NIR, IBAN, SIRET, telephone, e-mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.fr import nir, siret

from guido.cases.reference import Reading, read_reference
from guido.errors import FieldsRefused
from guido.french.contact_details import EMAIL, TELEPHONE, check_contact
from guido.procedures.model import Type

_AROUND = ".,;:!?\"'<>«»()"
_AT = re.compile(r"\s*(?:\(at\)|\[at\]|\barobase\b|\barobas\b)\s*", re.IGNORECASE)
_DOT = re.compile(r"\s+point\s+", re.IGNORECASE)
_NIR = re.compile(
    r"(?<!\d)[123478](?:[\s.\-]?\d){3,}(?:[\s.\-]?2?[AB])?(?:[\s.\-]?\d)*", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}[\s.\-]?\d{2}(?:[\s.\-]?[A-Z0-9]){4,40}", re.IGNORECASE)
_DIGITS = re.compile(r"\d(?:[\s.\-]?\d)+")
_TELEPHONE = re.compile(r"\+?\(?\d[\d\s.\-/()]{3,}")
_SEPARATORS = re.compile(r"[\s.\-/]")
_NIR_LENGTH, _KEY_LENGTH, _IBAN_LENGTH, _SIRET_LENGTH, _SIREN_LENGTH = 15, 2, 27, 14, 9


class Refused(ValueError):
    """A number or address that cannot be right; the key is below procedures.wrong."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def read(type_: Type, text: str, department: str = "") -> str:
    """The number or address of a text in its one form; raises Refused."""
    return _READERS[type_](text, department)


def _email(text: str, department: str) -> str:
    written = _AT.sub("@", text)
    if "@" in written and "@" not in text:
        written = _DOT.sub(".", written)
    word = next((each for each in written.split() if "@" in each), None)
    candidate = (word or (written if "." in written else "")).strip(_AROUND)
    return _contact(EMAIL, candidate, department)


def _telephone(text: str, department: str) -> str:
    numbers = [match.group().strip() for match in _TELEPHONE.finditer(text)]
    return _contact(TELEPHONE, max(numbers, key=len, default=""), department)


def _contact(kind: str, value: str, department: str) -> str:
    try:
        return check_contact(kind, value, department).value
    except FieldsRefused as refused:
        raise Refused(refused.reasons["value"]) from refused


def _nir(text: str, _department: str) -> str:
    match = _NIR.search(text)
    if not match:
        raise Refused("nir")
    number = _SEPARATORS.sub("", match.group()).upper()
    if len(number) == _NIR_LENGTH - _KEY_LENGTH:
        raise Refused("nir_key")
    if len(number) != _NIR_LENGTH:
        raise Refused("nir_length", number=str(len(number)))
    try:
        return nir.validate(number)
    except ValidationError as error:
        raise Refused("nir_wrong") from error


def _iban(text: str, _department: str) -> str:
    for match in _IBAN.finditer(text):
        parts = _SEPARATORS.split(match.group())
        while len(parts) > 1 and parts[-1].isalpha() and len(parts[-1]) > 1:
            parts.pop()  # words behind it
        number = "".join(parts).upper()
        if _is_iban(number):
            return number
        if number.startswith("FR") and len(number) != _IBAN_LENGTH:
            raise Refused("iban_length", number=str(len(number)))
        raise Refused("iban_wrong")
    raise Refused("iban")


def _is_iban(number: str) -> bool:
    """By its length and its check digits; banks of other countries are not known here."""
    try:
        iban.validate(number, check_country=False)
    except ValidationError:
        return False
    return True


def _siret(text: str, _department: str) -> str:
    match = _DIGITS.search(text)
    if not match:
        raise Refused("siret")
    number = _SEPARATORS.sub("", match.group())
    if len(number) == _SIREN_LENGTH:
        raise Refused("siret_siren")
    if len(number) != _SIRET_LENGTH:
        raise Refused("siret_length", number=str(len(number)))
    try:
        return siret.validate(number)
    except ValidationError as error:
        raise Refused("siret_wrong") from error


def _reference(text: str, _department: str) -> str:
    found = read_reference(text)
    if found.reading is Reading.VALID and found.reference:
        return found.reference
    raise Refused("case_reference_mistyped" if found.reading is Reading.MISTYPED
                  else "case_reference")


_READERS: dict[Type, Callable[[str, str], str]] = {
    Type.EMAIL: _email, Type.TELEPHONE: _telephone, Type.NIR: _nir, Type.IBAN: _iban,
    Type.SIRET: _siret, Type.CASE_REFERENCE: _reference,
}
