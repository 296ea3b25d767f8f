"""The end of a procedure: the case, the documents, and whether to be told what comes of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from guido.cases.reference import read_reference, write_reference
from guido.conversations import Button
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.procedures.answers import from_json
from guido.procedures.model import Type
from guido.procedures.service import Procedures
from guido.relay.procedure_addresses import AddressRefused, read_address
from guido.relay.procedure_commands import Chosen, news_command
from guido.relay.procedure_ports import FiledCase, Finished, Paper, Ports
from guido.relay.procedure_talk import Stand, Talk
from guido.storage import Transaction

EMAIL_STEP = "news_email"
_WAYS = ("here", "email", "no_news")


class Ending:
    """Each call runs in the caller's transaction, with the conversation locked."""

    def __init__(self, procedures: Procedures, ports: Ports, texts: Texts) -> None:
        self._procedures = procedures
        self._ports = ports
        self._texts = texts

    def finish(self, talk: Talk, stand: Stand) -> None:
        """File what is agreed to, and make its documents; the answers are then kept there only."""
        procedure = stand.engine.procedure
        finished = Finished(
            stand.id, talk.conversation_id, procedure, stand.answers, stand.engine.day)
        case = self._ports.filing.file(talk.tx, finished) if (
            procedure.case and self._ports.filing) else None
        papers = self._ports.papers.make(talk.tx, finished, case) if self._ports.papers else ()
        self._procedures.filed(talk.tx, stand.draft, case.reference if case else None)
        self._confirm(talk, stand, case)
        if procedure.provider and self._ports.estimates:
            talk.say(self._ports.estimates.reply(stand.draft))
        if papers:
            self._hand_out(talk, stand, papers)
        if case and self._ports.news:
            self._ports.news.plan(talk.tx, finished, case)
            self._ask_news(talk, stand, case.reference)

    def news(self, talk: Talk, chosen: Chosen) -> None:
        """Keep whether and how the citizen is to be told what comes of a case."""
        way, address = chosen.values["way"], chosen.values.get("address")
        reference = chosen.values.get("case")
        if way == "email" and not address:
            self._ask_address(talk, self._texts("procedure.ask_email"), reference)
        else:
            self._agree(talk, way, reference, address)

    def email(self, talk: Talk, text: str, written: str | None) -> None:
        """Keep the address that was asked for, or say what is wrong with it.

        `written` is the reference of the case as people see it.
        """
        reference = read_reference(written or "").reference
        try:
            self._agree(talk, "email", reference, read_address(self._texts, text))
        except AddressRefused as refused:
            self._ask_address(talk, refused.said, reference)

    def from_case(self, tx: Transaction, name: str, reference: str | None) -> dict[str, Any]:
        """The answers that a procedure takes over from the case which it follows up."""
        procedure = self._procedures.library.get(name)
        if not procedure or not reference or not self._ports.case_answers:
            return {}
        given = self._ports.case_answers(tx, reference) or {}
        return from_json(procedure.questions, json.dumps({
            question.name: given[question.from_case] for question in procedure.questions
            if question.from_case in given}))

    def _ask_address(self, talk: Talk, said: str, reference: str | None) -> None:
        about = {"reference": write_reference(reference)} if reference else {}
        talk.tell(said, EMAIL_STEP, **about)

    def _agree(self, talk: Talk, way: str, reference: str | None, address: str | None) -> None:
        if self._ports.news:
            self._ports.news.agree(talk.tx, talk.conversation_id, way, reference, address)
        key = {"here": "news_here", "email": "news_email"}.get(way, "no_news")
        talk.tell(self._texts(f"procedure.{key}", address=address or ""), "told")

    def _confirm(self, talk: Talk, stand: Stand, case: FiledCase | None) -> None:
        procedure = stand.engine.procedure
        head = {"name": procedure.name, "title": procedure.title, "draft": stand.id}
        if not case:
            talk.tell(self._texts("procedure.done", title=procedure.title), "done", **head)
            return
        reference = write_reference(case.reference)
        said = [self._texts("procedure.filed", reference=reference)]
        if case.expected_on:
            source = procedure.case.delay_source if procedure.case else None
            said.append(self._texts(
                "procedure.expected", day=write_date(case.expected_on),
                source=self._texts(
                    "procedure.expected_source", source=source.name) if source else ""))
            head["expected"] = case.expected_on.isoformat()
        said.append(self._texts("procedure.follow_code", code=case.code) if case.code
                    else self._texts("procedure.follow"))
        talk.tell(" ".join(said), "filed", reference=reference, **head)

    def _hand_out(self, talk: Talk, stand: Stand, papers: Sequence[Paper]) -> None:
        lines = [self._texts("procedure.document", title=paper.title, url=paper.url)
                 for paper in papers]
        expires = self._texts("procedure.document_expires", day=write_date(papers[0].expires))
        talk.tell(
            "\n".join([self._texts("procedure.documents"), *lines, expires]), "document",
            name=stand.engine.procedure.name, title=stand.engine.procedure.title, draft=stand.id,
            documents=[{"title": paper.title, "url": paper.url, "size": paper.size,
                        "expires": paper.expires.isoformat()} for paper in papers])

    def _ask_news(self, talk: Talk, stand: Stand, reference: str) -> None:
        address = self._address(stand)
        ways = [way for way in _WAYS if way != "email" or (
            self._ports.news and self._ports.news.has_mail)]
        talk.tell(self._texts("procedure.ask_news"), "news", *(
            Button(self._texts(f"procedure.buttons.{way}"), news_command(
                way, reference, address if way == "email" else None)) for way in ways))

    def _address(self, stand: Stand) -> str | None:
        """The e-mail address that was given in the procedure."""
        rule = stand.engine.procedure.case
        named = stand.engine.procedure.by_name.get(rule.contact) if rule else None
        is_email = named is not None and named.type is Type.EMAIL
        return stand.answers.get(rule.contact) if rule and is_email else None
