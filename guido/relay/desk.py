"""The agent's side of the relay: taking a conversation, writing in it, ending it."""

from __future__ import annotations

from guido.bus import Bus
from guido.conversations import Appended, Author, Button, Conversations, Draft
from guido.conversations.model import check_sender_message_id, check_text
from guido.french.texts import Texts
from guido.handoff import Agent, Handoff, State
from guido.relay.model import COMMAND_PERSON
from guido.relay.service import QUEUE_TOPIC, conversation_topic
from guido.storage import Database, Transaction


class Desk:
    """What an agent does; works without the assistant."""

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, handoff: Handoff,
        texts: Texts,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._handoff = handoff
        self._texts = texts

    async def take(self, conversation_id: str, agent: Agent) -> None:
        """Take a waiting conversation; raises AlreadyTaken."""
        await self._database.run_async(self._take, conversation_id, agent)
        self._publish(conversation_id)

    async def write(
        self, conversation_id: str, agent: Agent, text: object, sender_message_id: object
    ) -> Appended:
        """Store what the holder writes; raises NotHolder or MessageRefused."""
        draft = Draft(
            Author.AGENT, check_text(text), author_name=agent.name,
            sender_message_id=check_sender_message_id(sender_message_id))
        appended = await self._database.run_async(self._write, conversation_id, agent, draft)
        self._bus.publish(conversation_topic(conversation_id))
        return appended

    async def end(self, conversation_id: str, agent: Agent, state: State) -> None:
        """Give the conversation back to the assistant (RETURNED) or close it (CLOSED)."""
        await self._database.run_async(self._end, conversation_id, agent, state)
        self._publish(conversation_id)

    def _publish(self, conversation_id: str) -> None:
        self._bus.publish(conversation_topic(conversation_id))
        self._bus.publish(QUEUE_TOPIC)

    def _take(self, tx: Transaction, conversation_id: str, agent: Agent) -> None:
        before = self._handoff.open_of(tx, conversation_id)
        self._handoff.take(tx, conversation_id, agent)
        if before and before.is_held_by(agent):
            return  # taken twice by the same agent: said once
        self._conversations.append(tx, conversation_id, Draft(
            Author.SYSTEM, self._texts("handoff.taken", name=agent.name),
            custom={"type": "handoff", "state": "assigned", "agent": agent.name}))

    def _write(
        self, tx: Transaction, conversation_id: str, agent: Agent, draft: Draft
    ) -> Appended:
        self._handoff.held_by(tx, conversation_id, agent)
        return self._conversations.append(tx, conversation_id, draft)

    def _end(self, tx: Transaction, conversation_id: str, agent: Agent, state: State) -> None:
        self._handoff.end(tx, conversation_id, agent, state)
        person = Button(self._texts("buttons.person"), COMMAND_PERSON)
        self._conversations.append(tx, conversation_id, Draft(
            Author.SYSTEM, self._texts(f"handoff.{state.value}", name=agent.name), (person,),
            {"type": "handoff", "state": state.value}))
