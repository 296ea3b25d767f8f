"""Telephone numbers and e-mail addresses as people write them, checked and put in one form."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from guido.errors import FieldsRefused

TELEPHONE, EMAIL = "telephone", "email"
# What « 0690… » without a country means in a département overseas.
_REGIONS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL",
    "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}
# Dialled alike in all of France, with different beginnings: « 0690… » can only be of Guadeloupe.
_ALIKE = ("FR", "GP", "MQ", "GF", "RE", "YT")
_DEAR = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
_LENGTHS = {
    ValidationResult.TOO_SHORT: "telephone_short", ValidationResult.TOO_LONG: "telephone_long"}
_LONGEST = 200
_AROUND = ".,;:!?\"'<>«»()"


@dataclass(frozen=True)
class ContactDetails:
    """How somebody can be reached; `value` is « +33612345678 » or an address."""

    kind: str
    value: str

    @property
    def words(self) -> str:
        """As one dials it in France: « 06 12 34 56 78 », « +32 470 12 34 56 »."""
        if self.kind == EMAIL:
            return self.value
        number = phonenumbers.parse(self.value)
        is_national = number.country_code in map(phonenumbers.country_code_for_region, _ALIKE)
        return phonenumbers.format_number(
            number, PhoneNumberFormat.NATIONAL if is_national else PhoneNumberFormat.INTERNATIONAL)


def check_contact(kind: object, value: object, department: str = "") -> ContactDetails:
    """What was given in a form, if it can be used; raises FieldsRefused for kind or value."""
    if kind not in (TELEPHONE, EMAIL):
        raise FieldsRefused({"kind": "no_kind"})
    if not isinstance(value, str) or not value.strip():
        raise FieldsRefused({"value": f"no_{kind}"})
    if len(value) > _LONGEST:
        raise FieldsRefused({"value": f"bad_{kind}"})
    if kind == EMAIL:
        return _check_email(value.strip())
    return _check_telephone(value.strip(), department)


def find_contact(text: str, department: str = "") -> ContactDetails:
    """What somebody wrote in a sentence; raises FieldsRefused with what is wrong with it."""
    address = next((word for word in text.split() if "@" in word), None)
    if address:
        return check_contact(EMAIL, address.strip(_AROUND), department)
    for region in _regions(department):
        for match in phonenumbers.PhoneNumberMatcher(text[:_LONGEST], region):
            return check_contact(TELEPHONE, match.raw_string, department)
    if sum(character.isdecimal() for character in text) < 4:
        raise FieldsRefused({"value": "no_contact"})
    return check_contact(TELEPHONE, text[:_LONGEST], department)


def _regions(department: str) -> list[str]:
    """Where a number without a country may be: at home first, then in all of France."""
    return list(dict.fromkeys((_REGIONS.get(department, "FR"), *_ALIKE)))


def _check_telephone(value: str, department: str) -> ContactDetails:
    reason = "bad_telephone"
    for region in _regions(department):
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            if phonenumbers.number_type(number) in _DEAR:
                raise FieldsRefused({"value": "telephone_dear"})
            return ContactDetails(
                TELEPHONE, phonenumbers.format_number(number, PhoneNumberFormat.E164))
        reason = _LENGTHS.get(phonenumbers.is_possible_number_with_reason(number), reason)
    raise FieldsRefused({"value": reason})


def _check_email(value: str) -> ContactDetails:
    name, at, domain = value.rpartition("@")
    if not at:
        raise FieldsRefused({"value": "email_without_at"})
    if not name or "." not in domain.strip("."):
        raise FieldsRefused({"value": "email_incomplete"})
    try:
        found = validate_email(value, check_deliverability=False)
    except EmailNotValidError as error:
        raise FieldsRefused({"value": "bad_email"}) from error
    return ContactDetails(EMAIL, found.normalized)
