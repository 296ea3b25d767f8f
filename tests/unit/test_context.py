"""What agents are shown beside a conversation, and what is proposed to them."""

from __future__ import annotations

import random
import uuid
from datetime import date

import pytest

from guido.cases import Case, Cases, CaseState, Status
from guido.cases.reference import make_reference, write_reference
from guido.cases.render import case_custom
from guido.console.context import context_of, situations_of, values_for
from guido.console.suggestions import last_question, suggestions
from guido.conversations import Author, Draft
from guido.handoff import State
from guido.relay.model import REQUEST_ERASURE, Reply
from guido.relay.runtime import build_runtime
from guido.settings import Settings
from tests.fakes import FakeAssistant

CASE = Case(make_reference(2026, random.Random(1)), "passeport", (
    Status(CaseState.FILED, date(2026, 11, 2)), Status(CaseState.READY, date(2026, 11, 20))))


class Beside:
    """A conversation of a citizen who was handed over."""

    def __init__(self, runtime) -> None:
        self.runtime, self.run = runtime, runtime.database.run
        self.id = self.run(runtime.conversations.open, "rest", uuid.uuid4().hex).id

    def writes(self, author, text, custom=None):
        return self.run(self.runtime.conversations.append, self.id, Draft(author, text, (), custom))

    def is_handed_over(self, service=None, **slots):
        self.run(self.runtime.handoff.request, self.id, "asked", service, "papiers", "67482",
                 {"slots": slots, "intent": service, "facet": "cout", "confidence": 0.9})

    def newest(self):
        return self.run(self.runtime.handoff.history, self.id)[0]

    def context(self):
        return self.run(context_of, self.runtime, self.run(self.runtime.handoff.history, self.id))

    def proposals(self, agent):
        question = self.run(last_question, self.runtime, self.newest(), agent.id, agent.name)
        return [each["id"] for each in suggestions(question, self.runtime)] if question else None


@pytest.fixture(scope="module")
def runtime(tmp_path_factory):
    assistant = FakeAssistant()
    assistant.answer = lambda _question: [Reply(custom={"type": REQUEST_ERASURE})]
    runtime = build_runtime(Settings(var=str(tmp_path_factory.mktemp("context"))), assistant)
    yield runtime
    runtime.database.close()


@pytest.fixture(scope="module")
def agent(runtime):
    return runtime.database.run(runtime.agents.add, "camille", "Camille", "a long password")


@pytest.fixture
def beside(runtime):
    return Beside(runtime)


def test_what_the_assistant_knew_is_told_in_plain_words_and_the_rest_is_left_out(beside):
    beside.is_handed_over(
        "passeport", situations={"service": "passeport", "known": {"age": "mineur"}},
        life_event="mariage", event_date="2027-06-05", postal_code="67000", place="67482",
        commune="67482", facet="cout", case_reference=CASE.reference)
    context = beside.context()
    assert (context["service"]["title"], context["theme"], context["commune"]) == (
        "Passeport", "Papiers, permis et séjour", "Strasbourg")
    assert context["understood"] == {
        "intent": "Passeport", "facet": "Le prix ou le montant", "confidence": 0.9}
    values = [fact["value"] for fact in context["facts"]]
    assert values == ["Un enfant ou un adolescent", "Je me marie", "5 juin 2027", "67000",
                      write_reference(CASE.reference)]
    assert {"facet": "cout", "title": "Le prix ou le montant"} in context["service"]["cards"]


def test_a_case_that_was_shown_is_told_as_it_is_now_and_one_only_named_is_not(beside):
    beside.run(Cases(b"key").file, CASE, date(1990, 1, 1))
    beside.is_handed_over(case_reference=CASE.reference)
    assert beside.context()["case"] is None
    before = Case(CASE.reference, CASE.service, CASE.statuses[:1])
    beside.writes(Author.ASSISTANT, "Votre demande",
                  case_custom(before, "Passeport", beside.runtime.texts))
    shown = beside.context()["case"]
    assert [each["state"] for each in shown["statuses"]] == ["filed", "ready"]
    values = beside.run(values_for, beside.runtime, beside.newest(), "Camille")
    assert values["reference"] == write_reference(CASE.reference)


def test_what_the_citizen_tells_the_assistant_afterwards_is_not_looked_at(beside, agent):
    beside.writes(Author.CITIZEN, "combien coûte un passeport ?")
    beside.is_handed_over()
    beside.run(beside.runtime.handoff.take, beside.id, agent)
    beside.run(beside.runtime.handoff.end, beside.id, agent, State.CLOSED)
    beside.writes(Author.CITIZEN, "comment divorcer ?")
    beside.writes(Author.ASSISTANT, "Votre demande",
                  case_custom(CASE, "Passeport", beside.runtime.texts))
    question = beside.run(last_question, beside.runtime, beside.newest(), agent.id, agent.name)
    assert question.text == "combien coûte un passeport ?"
    assert beside.context()["case"] is None


def test_what_was_understood_is_proposed_first_and_what_is_no_question_is_passed_over(
    beside, agent
):
    beside.is_handed_over()
    assert beside.proposals(agent) is None
    asked = beside.writes(Author.CITIZEN, "et ça coûte combien en tout ?").message
    beside.writes(Author.CITIZEN, "Je veux parler à une personne.", {"command": "/parler_agent"})
    beside.run(beside.runtime.conversations.note_understanding, beside.id, asked.sequence,
               {"intent": "permis_conduire", "facet": "cout", "candidates": []})
    first = beside.proposals(agent)[0]
    assert first == "permis_conduire/cout"


def test_known_situations_are_those_of_the_same_service(beside):
    beside.is_handed_over(
        "passeport", situations={"service": "passeport", "known": {"age": "mineur"}})
    assert situations_of(beside.newest(), "passeport") == {"age": "mineur"}
    assert situations_of(beside.newest(), "carte_identite") == {}


async def test_what_citizens_have_erased_takes_the_notes_and_mentions_along(beside, agent):
    runtime = beside.runtime
    colleague = beside.run(runtime.agents.add, "anne", "Anne", "a long password")
    beside.run(runtime.notes.add, beside.id, agent, "@anne à voir")
    asked = await runtime.relay.receive(beside.id, "effacez tout", "one")
    assert await runtime.relay.wait_until_settled(beside.id, asked.message.sequence)
    assert beside.run(runtime.notes.of, beside.id) == []
    assert beside.run(runtime.notes.unseen, colleague.id) == []
