"""Making the documents of a finished procedure, and keeping them for its conversation."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from guido.cases.reference import write_reference
from guido.conversations import Conversations
from guido.documents import Document, Documents
from guido.documents.form import Field, fields_of, fill
from guido.documents.pdf import write_pdf
from guido.errors import DocumentError
from guido.french.texts import Texts
from guido.organisation import Organisation
from guido.procedures.engine import Engine
from guido.procedures.formats import Writer
from guido.procedures.formulas import Formula, FormulaError
from guido.procedures.model import Procedure
from guido.procedures.reader import FOLDER
from guido.relay.paper_content import Content
from guido.relay.procedure_ports import FiledCase, Finished, Paper
from guido.storage import Transaction

# The channel that fetches documents with the token of its conversation.
_WIDGET = "widget"
_log = logging.getLogger(__name__)


class Papers:
    """Each call runs in the caller's transaction; `origin` begins the links' addresses."""

    def __init__(
        self, documents: Documents, conversations: Conversations, texts: Texts,
        organisation: Organisation, origin: str, data: Path,
    ) -> None:
        self._documents = documents
        self._conversations = conversations
        self._texts = texts
        self._organisation = organisation
        self._origin = origin
        self._data = data

    def make(
        self, tx: Transaction, finished: Finished, case: FiledCase | None
    ) -> list[Paper]:
        """The request and its letters; none if the procedure has no document.

        One that cannot be made is missing, which is logged: what was filed stays filed.
        """
        if finished.procedure.document is None:
            return []
        reference = case.reference if case else None
        made: list[Paper] = []
        try:
            for title, content in self._written(finished, reference):
                made.append(self._given(tx, self._documents.keep(
                    tx, finished.conversation_id, title, content, reference)))
        except DocumentError:
            _log.exception("documents of %s cannot be made", finished.procedure.name)
        return made

    def url(self, tx: Transaction, document: Document) -> str:
        """Where the owner fetches it: on the widget no link is enough, elsewhere it is a secret."""
        if self._conversations.get(tx, document.conversation_id).channel == _WIDGET:
            return f"{self._origin}/webhooks/widget/documents/{document.id}"
        return f"{self._origin}/documents/{self._documents.token(document)}"

    def _given(self, tx: Transaction, document: Document) -> Paper:
        return Paper(document.title, self.url(tx, document), document.size,
                     document.expires_at.date())

    def _written(
        self, finished: Finished, reference: str | None
    ) -> Iterator[tuple[str, bytes]]:
        rule = finished.procedure.document
        assert rule is not None
        engine = Engine(finished.procedure, finished.day)
        content = Content(engine, finished.answers, self._texts, self._organisation)
        if rule.form:
            yield rule.title, self._form(engine, finished, reference)
        else:
            written = write_reference(reference) if reference else ""
            url = f"{self._origin}/#case={written}" if written else ""
            request = content.request(rule.title, written, url)
            yield request.title, write_pdf(request, self._texts)
        for each in rule.letters:
            for letter in content.letters(each):
                yield letter.title, write_pdf(letter, self._texts)

    def _form(self, engine: Engine, finished: Finished, reference: str | None) -> bytes:
        """The administration's own form with the answers in its fields."""
        rule = finished.procedure.document
        assert rule is not None
        path = form_path(self._data, finished.procedure)
        known = fields_of(path)
        writer, scope = Writer(self._texts), engine.scope(finished.answers)
        more = {"reference": write_reference(reference) if reference else ""}
        values: dict[str, str | bool] = {}
        for name, template in rule.fields.items():
            if known.get(name, Field(name)).states:
                state = Formula(template).value(scope)
                values[name] = state if isinstance(state, str | bool) else False
            else:
                values[name] = writer.fill(engine, finished.answers, template, more)
        return fill(path, values, rule.title)


def form_path(data: Path, procedure: Procedure) -> Path:
    """The form that a procedure fills in, beside its file."""
    return data / FOLDER / (procedure.document.form if procedure.document else "")


def form_problems(data: Path, procedure: Procedure) -> list[str]:
    """What is wrong with the fields of a procedure's form, for those who write its file."""
    rule = procedure.document
    if rule is None or not rule.form:
        return []
    try:
        known = fields_of(form_path(data, procedure))
    except DocumentError as error:
        return [str(error)]
    problems = [f"the form has no field {name!r}; it has {', '.join(sorted(known))}"
                for name in rule.fields if name not in known]
    for name, template in rule.fields.items():
        if name in known and known[name].states:
            try:
                Formula(template)
            except FormulaError as error:
                problems.append(f"the box {name!r} takes a condition: {error}")
    return problems
