"""The agent's side of the relay: taking a conversation, writing in it, passing it on, ending it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guido.bus import Bus
from guido.conversations import Appended, Author, Button, Conversations, Draft
from guido.conversations.model import check_sender_message_id, check_text
from guido.errors import AgentUnavailable, NotHolder
from guido.french.texts import Texts
from guido.handoff import Agent, Agents, Escalation, Handoff, State
from guido.handoff.accounts import Role
from guido.handoff.audit import Audit
from guido.relay.model import COMMAND_PERSON, Interruptible
from guido.relay.rating import Rating
from guido.relay.topics import QUEUE_TOPIC, conversation_topic
from guido.relay.waiting import Waiting
from guido.storage import Database, Transaction

# Actions of the audit log after which somebody else answers.
_MOVES = frozenset({"taken", "taken_over", "given", "transferred", "reassigned", "requeued"})


class Desk:
    """What an agent does; works without the assistant.

    Whatever changes who answers is said to the citizen and noted in the audit log, in the
    transaction of the change.
    """

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, handoff: Handoff,
        agents: Agents, audit: Audit, waiting: Waiting, rating: Rating, texts: Texts,
        procedures: Interruptible | None = None,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._handoff = handoff
        self._agents = agents
        self._audit = audit
        self._waiting = waiting
        self._rating = rating
        self._texts = texts
        self._procedures = procedures

    async def take(self, conversation_id: str, agent: Agent) -> None:
        """Take a waiting conversation; raises AlreadyTaken."""
        await self._change(self._take, conversation_id, agent)

    async def take_over(self, conversation_id: str, agent: Agent) -> None:
        """A supervisor takes an open conversation from its holder, or out of the queue.

        With those that were joined to it.
        Raises NotHolder if the agent is no supervisor, ConversationNotFound if it is not open.
        """
        await self._change(self._take_over, conversation_id, agent)

    async def write(
        self, conversation_id: str, agent: Agent, text: object, sender_message_id: object,
        custom: dict[str, Any] | None = None,
    ) -> Appended:
        """Store what the holder writes; raises NotHolder or MessageRefused.

        What is written in one of several joined conversations goes to all of them.
        """
        draft = Draft(
            Author.AGENT, check_text(text), custom=custom, author_name=agent.name,
            author_id=agent.id, sender_message_id=check_sender_message_id(sender_message_id))
        appended, touched = await self._database.run_async(
            self.write_in, conversation_id, agent, draft)
        for each in touched:
            self._bus.publish(conversation_topic(each))
        self._bus.publish(QUEUE_TOPIC)
        return appended

    async def transfer(
        self, conversation_id: str, agent: Agent, to_agent: int | None, to_team: int | None,
        word: str,
    ) -> None:
        """The holder passes the conversation on, with a word for whoever gets it.

        With those that were joined to it and that they hold, too.
        Raises NotHolder, and AgentUnavailable for an account that is not active.
        """
        def work(tx: Transaction, conversation_id: str) -> list[str]:
            escalation = self._handoff.held_by(tx, conversation_id, agent)
            together = [conversation_id, *(
                each.conversation_id for each in self._handoff.joined_with(tx, escalation)
                if each.is_held_by(agent))]
            for each in together:
                self._pass_on(tx, each, agent, to_agent, to_team, word, "transferred")
            return together

        await self._change(work, conversation_id)

    async def reassign(
        self, conversation_id: str, by: Agent, to_agent: int | None, to_team: int | None,
        word: str = "",
    ) -> None:
        """A supervisor passes on an open conversation, whoever holds it, with those joined to it.

        Raises NotHolder if the agent is no supervisor, ConversationNotFound if it is not open.
        """
        def work(tx: Transaction, conversation_id: str) -> list[str]:
            _require_supervisor(by, conversation_id)
            together = self._handoff.lock_together(tx, conversation_id)
            for each in together:
                self._pass_on(tx, each, by, to_agent, to_team, word, "reassigned")
            return together

        await self._change(work, conversation_id)

    async def requeue(self, conversation_id: str, vanished: Agent) -> None:
        """Give a conversation whose agent has disappeared back to the front of its queue."""
        await self._change(self._requeue, conversation_id, vanished)

    async def give_waiting(self) -> None:
        """Give those who wait for a team that gives its conversations to who has room there."""
        for escalation in await self._database.read_async(self._handoff.giving.due):
            await self._change(self._give, escalation.conversation_id, escalation)

    async def end(
        self, conversation_id: str, agent: Agent, state: State, outcome: str | None = None,
        tags: tuple[str, ...] = (),
    ) -> None:
        """Give the conversation back to the assistant (RETURNED) or close it (CLOSED).

        With those that were joined to it. Raises NotHolder; ValueError for an unknown outcome.
        """
        await self._change(self._end, conversation_id, agent, state, outcome, tags)

    async def _change(self, work: Callable[..., Any], conversation_id: str, *more: Any) -> None:
        """Do the work, and tell those who follow the conversation and what it was joined with."""
        joined = await self._database.run_async(work, conversation_id, *more)
        for each in (conversation_id, *(joined or ())):
            self._bus.publish(conversation_topic(each))
        self._bus.publish(QUEUE_TOPIC)

    def end_silent(self, tx: Transaction, escalation: Escalation) -> None:
        """End, in the caller's transaction, what a silent citizen has left."""
        self._handoff.finish(tx, escalation, State.CLOSED, "no_answer")
        self._audit.note(
            tx, None, "closed", escalation.conversation_id, outcome="no_answer")
        self._go_back(tx, escalation.conversation_id, State.CLOSED)
        self._rating.ask(tx, escalation.conversation_id, escalation)

    # --- in one transaction --------------------------------------------------------------

    def _take(self, tx: Transaction, conversation_id: str, agent: Agent) -> None:
        before = self._handoff.open_of(tx, conversation_id)
        self._handoff.take(tx, conversation_id, agent)
        if before and before.is_held_by(agent):
            return  # taken twice by the same agent: said once
        self._say_who_answers(tx, conversation_id, "taken", agent)
        self._audit.note(tx, agent, "taken", conversation_id)

    def _take_over(self, tx: Transaction, conversation_id: str, agent: Agent) -> list[str]:
        _require_supervisor(agent, conversation_id)
        together = self._handoff.lock_together(tx, conversation_id)
        for each in together:
            before = self._handoff.take_over(tx, each, agent)
            if not before.is_held_by(agent):
                self._say_who_answers(tx, each, "taken", agent)
                self._audit.note(tx, agent, "taken_over", each,
                                 holder=before.agent.login if before.agent else None)
        return together

    def write_in(
        self, tx: Transaction, conversation_id: str, agent: Agent, draft: Draft
    ) -> tuple[Appended, list[str]]:
        """Store what the holder writes, and name the conversations that have something new.

        Raises NotHolder.
        """
        escalation = self._handoff.held_by(tx, conversation_id, agent)
        appended = self._conversations.append(tx, conversation_id, draft)
        if appended.duplicate:
            return appended, []
        self._handoff.answered(tx, escalation)
        touched = [conversation_id]
        for other in self._handoff.joined_with(tx, escalation):
            if other.is_held_by(agent):
                self._conversations.append(tx, other.conversation_id, draft)
                self._handoff.answered(tx, other)
                touched.append(other.conversation_id)
        return appended, touched

    def _pass_on(
        self, tx: Transaction, conversation_id: str, by: Agent, to_agent: int | None,
        to_team: int | None, word: str, action: str,
    ) -> None:
        receiver = self._receiver(tx, to_agent) if to_agent else None
        escalation = self._handoff.transfer(tx, conversation_id, receiver, to_team, word)
        if receiver:
            self._say_who_answers(tx, conversation_id, "transferred", receiver)
        else:
            self._waiting.say(tx, escalation, "handoff.transferred_team")
        self._audit.note(
            tx, by, action, conversation_id, to=receiver.login if receiver else None,
            team=escalation.team_id)

    def _receiver(self, tx: Transaction, agent_id: int) -> Agent:
        found = next((each for each in self._agents.all(tx) if each.id == agent_id), None)
        if not found or not found.is_active:
            raise AgentUnavailable(str(agent_id))
        return found

    def _requeue(self, tx: Transaction, conversation_id: str, vanished: Agent) -> None:
        # Another process may have done it, and somebody else may have taken it since.
        escalation = self._handoff.requeue(tx, conversation_id, vanished)
        if escalation:
            self._waiting.say(tx, escalation, "handoff.agent_gone", name=vanished.name)
            self._audit.note(tx, None, "requeued", conversation_id, holder=vanished.login)

    def _give(self, tx: Transaction, conversation_id: str, waiting: Escalation) -> None:
        # Who has passed it on to their own team does not get it back.
        not_to = self._passed_on_by(tx, conversation_id) if waiting.held_since else None
        given = self._handoff.giving.give(tx, conversation_id, not_to)
        if given and given.agent:
            self._say_who_answers(tx, conversation_id, "taken", given.agent)
            self._audit.note(tx, None, "given", conversation_id, to=given.agent.login)

    def _passed_on_by(self, tx: Transaction, conversation_id: str) -> int | None:
        entries = self._audit.entries(tx, conversation_id=conversation_id)
        last = next((each for each in entries if each.action in _MOVES), None)
        if last is None or last.action != "transferred":
            return None
        return self._agents.named(tx, last.login).id

    def _end(
        self, tx: Transaction, conversation_id: str, agent: Agent, state: State,
        outcome: str | None, tags: tuple[str, ...],
    ) -> list[str]:
        escalation = self._handoff.held_by(tx, conversation_id, agent)
        joined = [other for other in self._handoff.joined_with(tx, escalation)
                  if other.is_held_by(agent)]
        for each in [escalation, *joined]:
            self._say_end(tx, each, agent, state)
            self._handoff.end(tx, each.conversation_id, agent, state, outcome, tags)
            self._audit.note(tx, agent, state.value, each.conversation_id, outcome=outcome)
            self._go_back(tx, each.conversation_id, state)
        if state is State.CLOSED:
            self._rating.ask(tx, conversation_id, escalation)
        return [each.conversation_id for each in joined]

    def _go_back(self, tx: Transaction, conversation_id: str, state: State) -> None:
        """To the procedure in whose midst a person was asked for; after a close, only later."""
        if self._procedures and state is State.RETURNED:
            self._procedures.say_again(tx, conversation_id)
        elif self._procedures:
            self._procedures.set_aside(tx, conversation_id)

    def _say_end(
        self, tx: Transaction, escalation: Escalation, agent: Agent, state: State
    ) -> None:
        person = Button(self._texts("buttons.person"), COMMAND_PERSON)
        self._conversations.append(tx, escalation.conversation_id, Draft(
            Author.SYSTEM, self._texts(f"handoff.{state.value}", name=agent.name), (person,),
            {"type": "handoff", "state": state.value}))

    def _say_who_answers(
        self, tx: Transaction, conversation_id: str, key: str, agent: Agent
    ) -> None:
        self._conversations.append(tx, conversation_id, Draft(
            Author.SYSTEM, self._texts(f"handoff.{key}", name=agent.name),
            custom={"type": "handoff", "state": "assigned", "agent": agent.name}))


def _require_supervisor(agent: Agent, conversation_id: str) -> None:
    if not agent.role.includes(Role.SUPERVISOR):
        raise NotHolder(conversation_id)
