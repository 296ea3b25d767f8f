"""The e-mail address that a citizen writes when a procedure has asked for one."""

from __future__ import annotations

from guido.errors import FieldsRefused, GuidoError
from guido.french.contact_details import EMAIL, find_contact
from guido.french.texts import Texts
from guido.procedures.model import Type
from guido.relay.procedure_talk import Stand


class AddressRefused(GuidoError):
    """A text holds no address that can be used; `said` is the sentence that says why."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def read_address(texts: Texts, text: str) -> str:
    """The address of a text; raises AddressRefused."""
    if "@" not in text:
        raise AddressRefused(texts("contact.refused.email_without_at"))
    try:
        details = find_contact(text)
    except FieldsRefused as refused:
        raise AddressRefused(texts(f"contact.refused.{refused.reasons['value']}")) from refused
    if details.kind != EMAIL:
        raise AddressRefused(texts("procedure.ask_email"))
    return details.value


def address_given(stand: Stand) -> str | None:
    """The first e-mail address among the answers; None if there is none."""
    given = (stand.answers.get(question.name) for question in stand.engine.asked(stand.answers)
             if question.type is Type.EMAIL)
    return next((address for address in given if address), None)
