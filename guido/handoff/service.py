"""The queue of citizens who ask for a person; each call runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from guido.clock import utc_now
from guido.conversations import Conversations
from guido.errors import AlreadyTaken, ConversationNotFound, NotHolder
from guido.handoff import store
from guido.handoff.giving import Giving
from guido.handoff.model import OUTCOMES, REASONS, Agent, Escalation, State
from guido.handoff.teams import Route, Teams
from guido.storage import Transaction

_LONGEST_WORD = 1000


class Handoff:
    """Asks for a person, takes, passes on, gives back and closes."""

    def __init__(
        self, conversations: Conversations, teams: Teams | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._conversations = conversations
        self._teams = teams or Teams(now=now)
        self._now = now
        self.giving = Giving(conversations, self._teams, self, now)

    # --- asking ------------------------------------------------------------------------

    def request(
        self, tx: Transaction, conversation_id: str, reason: str, service: str | None = None,
        theme: str | None = None, commune: str | None = None,
        context: Mapping[str, Any] | None = None, team: str | None = None,
    ) -> Escalation:
        """Put a conversation in a team's queue; one that is there already keeps its place.

        `team` names the team that gets it, whatever the theme.
        """
        if reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}")
        self._conversations.lock(tx, conversation_id)
        if not store.open_of(tx, conversation_id):
            wanted = next((each.id for each in self._teams.all(tx) if each.name == team), None)
            route = self._teams.route(
                tx, theme, commune, store.last_agent(tx, conversation_id), self._now(), wanted)
            store.insert(
                tx, conversation_id, self._now(), context or {}, reason=reason,
                service=service, theme=theme, commune=commune,
                team_id=route.team.id if route.team else None,
                offered_to=route.agent.id if route.agent else None,
                begun_sequence=self._conversations.get(tx, conversation_id).last_sequence)
            receiver = self._teams.receiver(tx, route)
            if receiver:
                self.take(tx, conversation_id, receiver)
        return self._open(tx, conversation_id)

    def route(self, tx: Transaction, escalation: Escalation) -> Route:
        """What the citizen can expect now: is the team open, and is somebody there?"""
        return self._teams.route(tx, team_id=escalation.team_id, theme=escalation.theme,
                                 commune=escalation.commune, now=self._now())

    def open_of(self, tx: Transaction, conversation_id: str) -> Escalation | None:
        """The escalation of a conversation that waits or is held, or None."""
        return store.open_of(tx, conversation_id)

    def history(self, tx: Transaction, conversation_id: str) -> list[Escalation]:
        """All escalations of a conversation, the newest first."""
        return store.of_conversation(tx, conversation_id)

    def position(self, tx: Transaction, escalation: Escalation) -> int:
        """The place in the team's queue, from 1."""
        return store.waiting_before(tx, escalation) + 1

    def minutes(self, tx: Transaction, escalation: Escalation) -> int | None:
        """The estimated wait from the team's recent pick-ups; None if there are too few."""
        if escalation.team_id is None:
            return None
        return self._teams.estimate(
            tx, escalation.team_id, self.position(tx, escalation), self._now())

    def queue(self, tx: Transaction) -> list[Escalation]:
        """All that wait or are held, the first in the queue first."""
        return store.all_open(tx)

    def leave_contact(
        self, tx: Transaction, conversation_id: str, kind: str, value: str
    ) -> Escalation:
        """The citizen doesn't wait here: they are to be reached by telephone or e-mail.

        Raises ConversationNotFound if they have not asked for a person.
        """
        self._conversations.lock(tx, conversation_id)
        escalation = self._open(tx, conversation_id)
        store.change(tx, escalation.id, contact_kind=kind, contact_value=value)
        return self._open(tx, conversation_id)

    # --- holding -----------------------------------------------------------------------

    def take(self, tx: Transaction, conversation_id: str, agent: Agent) -> Escalation:
        """Give a waiting conversation to an agent; of several at once exactly one gets it.

        Raises AlreadyTaken with the holder's name (None if the citizen left the queue).
        """
        self._conversations.lock(tx, conversation_id)
        escalation = store.open_of(tx, conversation_id)
        if not escalation:
            raise AlreadyTaken(None)
        if escalation.is_held_by(agent):
            return escalation
        if not store.assign(tx, escalation.id, agent.id, self._now()):
            raise AlreadyTaken(escalation.agent.name if escalation.agent else None)
        return self._open(tx, conversation_id)

    def take_over(self, tx: Transaction, conversation_id: str, agent: Agent) -> Escalation:
        """Give an open conversation to an agent, whoever holds it; returns what it was before.

        Raises ConversationNotFound if it is not open.
        """
        self._conversations.lock(tx, conversation_id)
        before = self._open(tx, conversation_id)
        changes = {} if before.is_held_by(agent) else self._awaits(before)
        store.change(tx, before.id, state=State.ASSIGNED.value, agent_id=agent.id,
                     assigned_at=before.assigned_at or self._now(), held_since=self._now(),
                     offered_to=None, **changes)
        return before

    def lock_together(self, tx: Transaction, conversation_id: str) -> list[str]:
        """Lock a conversation and those joined with it, always in the same order.

        Returns them; the conversation itself comes first.
        """
        together = {conversation_id, *store.joined_conversations(tx, conversation_id)}
        for each in sorted(together):
            self._conversations.lock(tx, each)
        return sorted(together, key=lambda each: (each != conversation_id, each))

    def held_by(self, tx: Transaction, conversation_id: str, agent: Agent) -> Escalation:
        """The escalation that this agent holds; raises NotHolder.

        Locks the conversation and those joined with it.
        """
        self.lock_together(tx, conversation_id)
        escalation = store.open_of(tx, conversation_id)
        if not escalation or not escalation.is_held_by(agent):
            raise NotHolder(conversation_id)
        return escalation

    def joined_with(self, tx: Transaction, escalation: Escalation) -> list[Escalation]:
        """The open escalations that were joined with this one, in other conversations."""
        return store.joined_with(tx, escalation)

    def answered(self, tx: Transaction, escalation: Escalation) -> None:
        """The agent wrote: the clock of this answer stops."""
        now = self._now()
        store.change(
            tx, escalation.id, first_answer_at=escalation.first_answer_at or now,
            awaiting_since=None, answered_at=now, idle_warned_at=None)

    def citizen_wrote(self, tx: Transaction, conversation_id: str) -> None:
        """The citizen wrote to an agent: the clock of the answer starts, if it doesn't run."""
        escalation = store.open_of(tx, conversation_id)
        if escalation:
            store.change(tx, escalation.id, idle_warned_at=None,
                         awaiting_since=escalation.awaiting_since or self._now())

    # --- passing on --------------------------------------------------------------------

    def transfer(
        self, tx: Transaction, conversation_id: str, to_agent: Agent | None,
        to_team: int | None, word: str,
    ) -> Escalation:
        """Pass an open conversation on to an agent, or back to the front of a team's queue.

        If nobody of that team is there, to the one it falls back to. Returns the escalation as it
        is now; raises ConversationNotFound if it is not open.
        """
        self._conversations.lock(tx, conversation_id)
        escalation = self._open(tx, conversation_id)
        team_id = escalation.team_id
        if to_team:
            route = self._teams.route(tx, team_id=to_team, now=self._now())
            team_id = route.team.id if route.team else None
        changes: dict[str, Any] = {"team_id": team_id, "word": word[:_LONGEST_WORD] or None}
        if to_agent:
            changes |= {"state": State.ASSIGNED.value, "agent_id": to_agent.id,
                        "assigned_at": escalation.assigned_at or self._now(),
                        "held_since": self._now(), **self._awaits(escalation)}
        else:
            changes |= self._front(tx, escalation, team_id)
        store.change(tx, escalation.id, **changes)
        return self._open(tx, conversation_id)

    def requeue(
        self, tx: Transaction, conversation_id: str, vanished: Agent
    ) -> Escalation | None:
        """Put what an agent holds back at the front of its queue; None if they don't hold it."""
        self._conversations.lock(tx, conversation_id)
        escalation = store.open_of(tx, conversation_id)
        if not escalation or not escalation.is_held_by(vanished):
            return None
        store.change(tx, escalation.id, **self._front(tx, escalation, escalation.team_id))
        return self._open(tx, conversation_id)

    def _front(
        self, tx: Transaction, escalation: Escalation, team_id: int | None
    ) -> dict[str, Any]:
        first = store.earliest_waiting(tx, team_id)
        place = min(filter(None, (first, escalation.queued_at, escalation.created_at)))
        return {"state": State.WAITING.value, "agent_id": None, "offered_to": None,
                "queued_at": place - timedelta(milliseconds=1)} | self._awaits(escalation)

    def _awaits(self, escalation: Escalation) -> dict[str, Any]:
        """With another agent it is not the citizen's turn, whatever the one before had asked."""
        return {"awaiting_since": escalation.awaiting_since or self._now(),
                "idle_warned_at": None}

    # --- ending ------------------------------------------------------------------------

    def end(
        self, tx: Transaction, conversation_id: str, agent: Agent, state: State,
        outcome: str | None = None, tags: tuple[str, ...] = (),
    ) -> Escalation:
        """The holder gives the conversation back (RETURNED) or closes it (CLOSED).

        ValueError for another state or an outcome that is not in OUTCOMES.
        """
        if state not in (State.RETURNED, State.CLOSED):
            raise ValueError(f"an agent cannot end a conversation as {state}")
        if outcome is not None and outcome not in OUTCOMES:
            raise ValueError(f"unknown outcome {outcome!r}")
        escalation = self.held_by(tx, conversation_id, agent)
        self.finish(tx, escalation, state, outcome, tags)
        return escalation

    def finish(
        self, tx: Transaction, escalation: Escalation, state: State,
        outcome: str | None = None, tags: tuple[str, ...] = (),
    ) -> None:
        """End an open escalation; what is written later is not the agents' business."""
        last = self._conversations.get(tx, escalation.conversation_id).last_sequence
        store.change(tx, escalation.id, state=state.value, ended_at=self._now(),
                     outcome=outcome or escalation.outcome, tags=tags or escalation.tags,
                     ended_sequence=last)

    def abandon(self, tx: Transaction, conversation_id: str) -> bool:
        """The citizen leaves the queue; False if they were not waiting, or have left a message."""
        self._conversations.lock(tx, conversation_id)
        escalation = store.open_of(tx, conversation_id)
        if not escalation or escalation.state is not State.WAITING or escalation.has_left_message:
            return False
        self.finish(tx, escalation, State.ABANDONED)
        return True

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all that is known of a conversation's escalations."""
        store.delete_of(tx, conversation_id)

    # --- marking -----------------------------------------------------------------------

    def mark_test(self, tx: Transaction, escalation: Escalation, is_test: bool) -> None:
        """Leave the conversation out of statistics and estimates, or count it again."""
        store.change(tx, escalation.id, is_test=is_test)

    def follow_up(self, tx: Transaction, escalation: Escalation, on_day: date | None) -> None:
        """Set or clear the day on which somebody comes back to it."""
        store.change(tx, escalation.id, follow_up_on=on_day)

    def join(self, tx: Transaction, escalation: Escalation, to: Escalation) -> None:
        """Two open conversations are one citizen's: both are held by whoever holds `to`."""
        store.change(
            tx, escalation.id, joined_to=to.joined_to or to.id, state=to.state.value,
            agent_id=to.agent.id if to.agent else None, team_id=to.team_id,
            assigned_at=escalation.assigned_at or to.assigned_at, held_since=self._now())

    # --- what time brings --------------------------------------------------------------

    def held_by_vanished(self, tx: Transaction, minutes: float) -> list[Escalation]:
        """Conversations whose agents have not been seen for so long."""
        return store.held_by_vanished(tx, self._now() - timedelta(minutes=minutes))

    def silent(self, tx: Transaction, minutes: float) -> list[Escalation]:
        """Held conversations in which the citizen has not answered for so long."""
        return store.silent_since(tx, self._now() - timedelta(minutes=minutes))

    def warn_of_silence(self, tx: Transaction, escalation: Escalation) -> None:
        """Note that the citizen was asked whether they are still there."""
        store.change(tx, escalation.id, idle_warned_at=self._now())

    def _open(self, tx: Transaction, conversation_id: str) -> Escalation:
        escalation = store.open_of(tx, conversation_id)
        if escalation is None:
            raise ConversationNotFound(conversation_id)
        return escalation
