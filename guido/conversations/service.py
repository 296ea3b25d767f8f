"""What doors and the relay do with conversations; each call runs in the caller's transaction."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from guido.clock import utc_now
from guido.conversations import store, trackers
from guido.conversations.model import (
    Appended,
    Author,
    Button,
    Conversation,
    Draft,
    Message,
    chosen,
)
from guido.errors import ConversationNotFound, MessageRefused
from guido.storage import Transaction

_PAGE = 500
_UNUSED = timedelta(hours=1)
_CLAIM = timedelta(seconds=8)


class Conversations:
    """The conversation of record. `key` is the secret with which addresses are hashed."""

    def __init__(self, key: bytes, now: Callable[[], datetime] = utc_now) -> None:
        self._key = key
        self._now = now

    def open(self, tx: Transaction, channel: str, address: str) -> Conversation:
        """The conversation of a citizen's address on a channel, made if it is new."""
        hashed = self._hash(channel, address)
        found = store.find_by_address(tx, channel, hashed)
        if found:
            return found
        now = self._now()
        conversation = Conversation(str(uuid.uuid4()), channel, 0, 0, 0, now, now)
        if store.insert(tx, conversation, hashed):
            return conversation
        return self.find(tx, channel, address)

    def find(self, tx: Transaction, channel: str, address: str) -> Conversation:
        """The conversation of an address; raises ConversationNotFound."""
        found = store.find_by_address(tx, channel, self._hash(channel, address))
        if not found:
            raise ConversationNotFound("no conversation for this address")
        return found

    def get(self, tx: Transaction, conversation_id: str) -> Conversation:
        """The conversation with this identifier; raises ConversationNotFound."""
        found = store.find(tx, conversation_id)
        if not found:
            raise ConversationNotFound(conversation_id)
        return found

    def append(self, tx: Transaction, conversation_id: str, draft: Draft) -> Appended:
        """Store a message under the next number; the same sender's identifier is stored once."""
        store.lock(tx, conversation_id)
        if draft.sender_message_id:
            known = store.message_by_sender_id(
                tx, conversation_id, draft.author, draft.sender_message_id)
            if known:
                return Appended(known, duplicate=True)
        now = self._now()
        sequence = store.take_sequence(tx, conversation_id, draft.author, now)
        return Appended(store.insert_message(tx, conversation_id, sequence, draft, now), False)

    def messages(
        self, tx: Transaction, conversation_id: str, after: int = 0, limit: int = _PAGE
    ) -> list[Message]:
        """Messages with a number above `after`, in order, at most `limit`."""
        return store.messages_after(tx, conversation_id, after, limit)

    def messages_before(
        self, tx: Transaction, conversation_id: str, before: int, limit: int = _PAGE
    ) -> list[Message]:
        """The last messages with a number below `before`, in order, at most `limit`."""
        return store.messages_before(tx, conversation_id, before, limit)

    def last_said(self, tx: Transaction, conversation_id: str) -> Message | None:
        """The last message that the citizen did not write."""
        return store.last_said(tx, conversation_id)

    def replies_to(self, tx: Transaction, conversation_id: str, sequence: int) -> list[Message]:
        """The answers to one message."""
        return store.replies_to(tx, conversation_id, sequence)

    def next_unanswered(self, tx: Transaction, conversation_id: str) -> Message | None:
        """The citizen's first message that nobody has dealt with."""
        return store.next_unanswered(tx, conversation_id)

    def settle(self, tx: Transaction, conversation_id: str, sequence: int) -> None:
        """Note that all messages up to this number are dealt with."""
        store.set_answered(tx, conversation_id, sequence)

    def unsettled(self, tx: Transaction) -> list[str]:
        """Conversations in which a citizen's message waits to be dealt with."""
        return store.with_unanswered(tx)

    def claim(self, tx: Transaction, conversation_id: str, owner: str) -> bool:
        """Reserve answering for one relay (`owner`); False while another has it.

        A claim that is not kept up ends by itself, so that a relay that died holds up nobody.
        """
        now = self._now()
        return store.claim(tx, conversation_id, owner, now, now + _CLAIM)

    def keep_claims(self, tx: Transaction, owner: str) -> None:
        """Keep up what a relay has claimed; to be called more often than a claim lasts."""
        store.prolong_claims(tx, owner, self._now() + _CLAIM)

    def release(self, tx: Transaction, conversation_id: str, owner: str) -> None:
        """Give a claim back."""
        store.release(tx, conversation_id, owner)

    def release_all(self, tx: Transaction) -> None:
        """Void all claims; only for a process that knows that it is alone."""
        store.release_all(tx)

    def delivered(self, tx: Transaction, conversation_id: str, sequence: int) -> None:
        """Note that the citizen has been given everything up to this number."""
        store.set_delivered(tx, conversation_id, sequence)

    def choice(
        self, tx: Transaction, conversation_id: str, message: Message
    ) -> Button | None:
        """The offered button that a citizen's message chooses, or None.

        A message may name the message that offered it (`custom: {"offered_by": 12}`); without
        that only the buttons that were offered last count.
        """
        offered_by = (message.custom or {}).get("offered_by")
        if isinstance(offered_by, int) and offered_by < message.sequence:
            offering = store.message_at(tx, conversation_id, offered_by)
            if offering and offering.author is not Author.CITIZEN:
                return chosen(message.text, offering.buttons)
        return chosen(
            message.text, store.latest_buttons(tx, conversation_id, message.sequence))

    def message(self, tx: Transaction, conversation_id: str, sequence: int) -> Message:
        """The message with this number; raises ConversationNotFound if there is none."""
        found = store.message_at(tx, conversation_id, sequence)
        if not found:
            raise ConversationNotFound(f"{conversation_id} has no message {sequence}")
        return found

    def sent_as(
        self, tx: Transaction, conversation_id: str, author: Author, sender_message_id: str
    ) -> Message | None:
        """The message that its sender gave this identifier, or None."""
        return store.message_by_sender_id(tx, conversation_id, author, sender_message_id)

    def note_understanding(
        self, tx: Transaction, conversation_id: str, sequence: int, understood: dict[str, Any]
    ) -> None:
        """Keep beside a citizen's message what the assistant made of it, for agents."""
        store.set_understood(tx, conversation_id, sequence, understood)

    def rate(self, tx: Transaction, conversation_id: str, sequence: int, thumb: int) -> None:
        """Keep the citizen's thumb (1 up, -1 down) beside an answer of the assistant.

        Raises MessageRefused for anything else.
        """
        message = store.message_at(tx, conversation_id, sequence)
        if thumb not in (1, -1) or not message or message.author is not Author.ASSISTANT:
            raise MessageRefused("no_answer_to_rate")
        store.set_thumb(tx, conversation_id, sequence, thumb)

    def thumbs(self, tx: Transaction, conversation_id: str) -> dict[int, int]:
        """The citizen's thumbs by the numbers of the answers."""
        return store.thumbs(tx, conversation_id)

    def correct(
        self, tx: Transaction, conversation_id: str, sequence: int, text: str,
        custom: dict[str, Any] | None = None,
    ) -> None:
        """Put another text and payload in the place of a message's; the earlier ones are gone."""
        store.replace_text(tx, conversation_id, sequence, text, custom, self._now())

    def block(
        self, tx: Transaction, conversation_id: str, until: datetime | None
    ) -> None:
        """Until a moment no person is asked for in this conversation; None ends that."""
        store.set_blocked(tx, conversation_id, until)

    def is_blocked(self, tx: Transaction, conversation_id: str) -> bool:
        """Whether no person is asked for in this conversation now."""
        until = self.get(tx, conversation_id).blocked_until
        return until is not None and until > self._now()

    def lock(self, tx: Transaction, conversation_id: str) -> None:
        """Hold the conversation until the transaction ends."""
        store.lock(tx, conversation_id)

    def erase(self, tx: Transaction, conversation_id: str, through: int) -> None:
        """Delete the messages up to this number and what the assistant remembers.

        The numbering goes on, so that a client that saw number 12 still gets number 13.
        """
        store.delete_messages(tx, conversation_id, through)
        trackers.delete(tx, conversation_id)

    def delete_idle(self, tx: Transaction, days: int, kept: Collection[str] = ()) -> int:
        """Delete conversations idle for so many days, and those opened and never used.

        `kept` are those that stay all the same.
        """
        idle = store.idle_since(tx, self._now() - timedelta(days=days))
        idle += store.never_used_since(tx, self._now() - _UNUSED)
        deleted = sorted(set(idle) - set(kept))
        for conversation_id in deleted:
            store.delete(tx, conversation_id)
        return len(deleted)

    def tracker(self, tx: Transaction, conversation_id: str) -> str | None:
        """What the assistant remembers of a conversation, as it serialised it."""
        return trackers.snapshot(tx, conversation_id)

    def save_tracker(self, tx: Transaction, conversation_id: str, snapshot: str) -> None:
        """Keep what the assistant remembers of a conversation."""
        trackers.save(tx, conversation_id, snapshot, self._now())

    def tracker_ids(self, tx: Transaction) -> list[str]:
        """Conversations of which the assistant remembers something."""
        return trackers.ids(tx)

    def _hash(self, channel: str, address: str) -> str:
        named = f"{channel}\0{address}".encode("utf-8", "replace")
        return hmac.new(self._key, named, hashlib.sha256).hexdigest()
