"""Tables of conversations and messages, and their way to the model and back."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guido.conversations import trackers
from guido.conversations.model import Author, Button, Conversation, Draft, Message
from guido.french.normalise import fold
from guido.storage.database import Transaction, UtcDateTime, insert_new, metadata

conversations = sa.Table(
    "conversations", metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("channel", sa.String(40)),
    sa.Column("address_hash", sa.String(64)),
    sa.Column("last_sequence", sa.Integer),
    sa.Column("answered_sequence", sa.Integer),
    sa.Column("citizen_sequence", sa.Integer),  # of the citizen's last message
    sa.Column("delivered_sequence", sa.Integer),
    sa.Column("claimed_by", sa.String(32)),
    sa.Column("claimed_until", UtcDateTime),
    sa.Column("blocked_until", UtcDateTime),
    sa.Column("created_at", UtcDateTime),
    sa.Column("updated_at", UtcDateTime),
)
messages = sa.Table(
    "messages", metadata,
    sa.Column("conversation_id", sa.String(36), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("author", sa.String(10)),
    sa.Column("author_name", sa.String(80)),
    sa.Column("author_id", sa.Integer),
    sa.Column("text", sa.Text),
    sa.Column("payload", sa.Text),
    sa.Column("sender_message_id", sa.String(120)),
    sa.Column("reply_to", sa.Integer),
    sa.Column("created_at", UtcDateTime),
    sa.Column("folded", sa.Text),
    sa.Column("understood", sa.Text),
    sa.Column("thumb", sa.Integer),
    sa.Column("corrected_at", UtcDateTime),
)
_BUTTONS_LOOKED_BACK = 10
# Asked for at each wake of each stream: made once, as making them takes longer than running them.
_AFTER = sa.select(messages).where(
    messages.c.conversation_id == sa.bindparam("conversation"),
    messages.c.sequence > sa.bindparam("after"),
).order_by(messages.c.sequence).limit(sa.bindparam("most"))
_BY_ID = sa.select(conversations).where(conversations.c.id == sa.bindparam("conversation"))
_CONVERSATION_FIELDS = tuple(field.name for field in fields(Conversation))


def _to_conversation(row) -> Conversation:
    return Conversation(**{name: row[name] for name in _CONVERSATION_FIELDS})


def _to_message(row) -> Message:
    payload = json.loads(row.payload)
    return Message(
        author=Author(row.author), text=row.text, author_name=row.author_name,
        author_id=row.author_id,
        buttons=tuple(Button(**button) for button in payload.get("buttons", ())),
        custom=payload.get("custom"), sender_message_id=row.sender_message_id,
        reply_to=row.reply_to, sequence=row.sequence, created_at=row.created_at,
        understood=json.loads(row.understood) if row.understood else None, thumb=row.thumb,
        corrected_at=row.corrected_at,
    )


def _first_message(tx: Transaction, statement: sa.sql.Select) -> Message | None:
    row = tx.execute(statement).first()
    return _to_message(row) if row else None


def find(tx: Transaction, conversation_id: str) -> Conversation | None:
    row = tx.execute(_BY_ID, {"conversation": conversation_id}).first()
    return _to_conversation(row) if row else None


def find_by_address(tx: Transaction, channel: str, address_hash: str) -> Conversation | None:
    row = tx.execute(sa.select(conversations).where(
        conversations.c.channel == channel, conversations.c.address_hash == address_hash)).first()
    return _to_conversation(row) if row else None


def insert(tx: Transaction, conversation: Conversation, address_hash: str) -> bool:
    """False if another transaction made the address's conversation first."""
    return insert_new(tx, conversations, **asdict(conversation), address_hash=address_hash)


def take_sequence(
    tx: Transaction, conversation_id: str, author: Author, now: datetime
) -> int:
    """The next number of the conversation; holds its row until the transaction ends."""
    values = {"last_sequence": conversations.c.last_sequence + 1, "updated_at": now}
    if author is Author.CITIZEN:
        values["citizen_sequence"] = conversations.c.last_sequence + 1
    tx.execute(conversations.update().where(
        conversations.c.id == conversation_id).values(**values))
    return tx.execute(sa.select(conversations.c.last_sequence).where(
        conversations.c.id == conversation_id)).scalar_one()


def lock(tx: Transaction, conversation_id: str) -> None:
    """Make other transactions that lock or number this conversation wait for this one."""
    tx.execute(sa.select(conversations.c.id).where(
        conversations.c.id == conversation_id).with_for_update())


def claim(
    tx: Transaction, conversation_id: str, owner: str, now: datetime, until: datetime
) -> bool:
    """Reserve a conversation that nobody else has reserved; locks it."""
    return tx.execute(conversations.update().where(
        conversations.c.id == conversation_id, sa.or_(
            conversations.c.claimed_by.is_(None), conversations.c.claimed_by == owner,
            conversations.c.claimed_until < now),
    ).values(claimed_by=owner, claimed_until=until)).rowcount == 1


def prolong_claims(tx: Transaction, owner: str, until: datetime) -> None:
    tx.execute(conversations.update().where(
        conversations.c.claimed_by == owner).values(claimed_until=until))


def release(tx: Transaction, conversation_id: str, owner: str) -> None:
    tx.execute(conversations.update().where(
        conversations.c.id == conversation_id, conversations.c.claimed_by == owner,
    ).values(claimed_by=None, claimed_until=None))


def release_all(tx: Transaction) -> None:
    tx.execute(conversations.update().values(claimed_by=None, claimed_until=None))


def insert_message(
    tx: Transaction, conversation_id: str, sequence: int, draft: Draft, now: datetime
) -> Message:
    payload = {"buttons": [asdict(b) for b in draft.buttons], "custom": draft.custom}
    tx.execute(messages.insert().values(
        conversation_id=conversation_id, sequence=sequence, author=draft.author.value,
        author_name=draft.author_name, author_id=draft.author_id, text=draft.text,
        payload=json.dumps(payload, ensure_ascii=False),
        sender_message_id=draft.sender_message_id, reply_to=draft.reply_to, created_at=now,
        folded=fold(draft.text)))
    return Message(
        author=draft.author, text=draft.text, buttons=draft.buttons, custom=draft.custom,
        author_name=draft.author_name, author_id=draft.author_id,
        sender_message_id=draft.sender_message_id,
        reply_to=draft.reply_to, sequence=sequence, created_at=now,
    )


def message_by_sender_id(
    tx: Transaction, conversation_id: str, author: Author, sender_message_id: str
) -> Message | None:
    return _first_message(tx, sa.select(messages).where(
        messages.c.conversation_id == conversation_id, messages.c.author == author.value,
        messages.c.sender_message_id == sender_message_id))


def messages_after(
    tx: Transaction, conversation_id: str, after: int, limit: int
) -> list[Message]:
    values = {"conversation": conversation_id, "after": after, "most": limit}
    return [_to_message(row) for row in tx.execute(_AFTER, values)]


def messages_before(
    tx: Transaction, conversation_id: str, before: int, limit: int
) -> list[Message]:
    rows = tx.execute(sa.select(messages).where(
        messages.c.conversation_id == conversation_id, messages.c.sequence < before,
    ).order_by(messages.c.sequence.desc()).limit(limit)).all()
    return [_to_message(row) for row in reversed(rows)]


def replies_to(tx: Transaction, conversation_id: str, sequence: int) -> list[Message]:
    return [_to_message(row) for row in tx.execute(sa.select(messages).where(
        messages.c.conversation_id == conversation_id, messages.c.reply_to == sequence,
    ).order_by(messages.c.sequence))]


def next_unanswered(tx: Transaction, conversation_id: str) -> Message | None:
    return _first_message(tx, sa.select(messages).select_from(messages.join(
        conversations, conversations.c.id == messages.c.conversation_id)).where(
        conversations.c.id == conversation_id, messages.c.author == Author.CITIZEN.value,
        messages.c.sequence > conversations.c.answered_sequence,
    ).order_by(messages.c.sequence).limit(1))


def set_answered(tx: Transaction, conversation_id: str, sequence: int) -> None:
    tx.execute(conversations.update().where(
        conversations.c.id == conversation_id,
        conversations.c.answered_sequence < sequence).values(answered_sequence=sequence))


def set_delivered(tx: Transaction, conversation_id: str, sequence: int) -> None:
    tx.execute(conversations.update().where(
        conversations.c.id == conversation_id,
        conversations.c.delivered_sequence < sequence).values(delivered_sequence=sequence))


def with_unanswered(tx: Transaction) -> list[str]:
    """Asked for every few seconds: there is an index of just these."""
    return list(tx.execute(sa.select(conversations.c.id).where(
        conversations.c.citizen_sequence > conversations.c.answered_sequence)).scalars())


def latest_buttons(tx: Transaction, conversation_id: str, before: int) -> tuple[Button, ...]:
    """The buttons offered since the citizen's message before this one."""
    rows = tx.execute(sa.select(messages.c.author, messages.c.payload).where(
        messages.c.conversation_id == conversation_id, messages.c.sequence < before,
    ).order_by(messages.c.sequence.desc()).limit(_BUTTONS_LOOKED_BACK))
    found: list[Button] = []
    for row in rows:
        if row.author == Author.CITIZEN.value:
            break
        found.extend(Button(**button) for button in json.loads(row.payload).get("buttons", ()))
    return tuple(found)


def last_said(tx: Transaction, conversation_id: str) -> Message | None:
    """The last message that is not the citizen's."""
    return _first_message(tx, sa.select(messages).where(
        messages.c.conversation_id == conversation_id, messages.c.author != Author.CITIZEN.value,
    ).order_by(messages.c.sequence.desc()).limit(1))


def message_at(tx: Transaction, conversation_id: str, sequence: int) -> Message | None:
    return _first_message(tx, sa.select(messages).where(
        messages.c.conversation_id == conversation_id, messages.c.sequence == sequence))


def set_understood(
    tx: Transaction, conversation_id: str, sequence: int, understood: dict[str, Any]
) -> None:
    _change_message(tx, conversation_id, sequence,
                    understood=json.dumps(understood, ensure_ascii=False))


def set_thumb(tx: Transaction, conversation_id: str, sequence: int, thumb: int) -> None:
    _change_message(tx, conversation_id, sequence, thumb=thumb)


def thumbs(tx: Transaction, conversation_id: str) -> dict[int, int]:
    rows = tx.execute(sa.select(messages.c.sequence, messages.c.thumb).where(
        messages.c.conversation_id == conversation_id, messages.c.thumb.is_not(None)))
    return {row.sequence: row.thumb for row in rows}


def replace_text(
    tx: Transaction, conversation_id: str, sequence: int, text: str,
    custom: dict[str, Any] | None, now: datetime,
) -> None:
    """Put another text and payload in a message's place; what was there is gone."""
    payload = json.dumps({"buttons": [], "custom": custom}, ensure_ascii=False)
    _change_message(tx, conversation_id, sequence, text=text, folded=fold(text),
                    payload=payload, corrected_at=now)


def _change_message(
    tx: Transaction, conversation_id: str, sequence: int, **values: object
) -> None:
    tx.execute(messages.update().where(
        messages.c.conversation_id == conversation_id, messages.c.sequence == sequence,
    ).values(**values))


def set_blocked(tx: Transaction, conversation_id: str, until: datetime | None) -> None:
    tx.execute(conversations.update().where(
        conversations.c.id == conversation_id).values(blocked_until=until))


def delete_messages(tx: Transaction, conversation_id: str, through: int) -> None:
    tx.execute(messages.delete().where(
        messages.c.conversation_id == conversation_id, messages.c.sequence <= through))


def idle_since(tx: Transaction, before: datetime) -> list[str]:
    return list(tx.execute(sa.select(conversations.c.id).where(
        conversations.c.updated_at < before)).scalars())


def never_used_since(tx: Transaction, before: datetime) -> list[str]:
    return list(tx.execute(sa.select(conversations.c.id).where(
        conversations.c.last_sequence == 0, conversations.c.created_at < before)).scalars())


def delete(tx: Transaction, conversation_id: str) -> None:
    tx.execute(messages.delete().where(messages.c.conversation_id == conversation_id))
    trackers.delete(tx, conversation_id)
    tx.execute(conversations.delete().where(conversations.c.id == conversation_id))
