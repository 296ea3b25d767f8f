"""Agents' accounts: making and changing them, signing in and out, presence."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from guido.clock import utc_now
from guido.errors import AgentNotFound
from guido.handoff.accounts import store
from guido.handoff.accounts.model import (
    Agent,
    Presence,
    Role,
    checked_email,
    checked_name,
    checked_number,
    checked_preferences,
    refusal,
)
from guido.handoff.audit import Audit
from guido.storage import Database, Transaction

SESSION_LENGTH = timedelta(hours=12)
IDLE_LENGTH = timedelta(minutes=60)
SHORTEST_PASSWORD = 12
_MOST_FAILURES = 5
_LOCK_LENGTH = timedelta(minutes=15)
# A sign of life is written at most this often.
_SEEN_EVERY = timedelta(seconds=20)


@dataclass(frozen=True)
class Session:
    """A signed-in agent; changes must carry `csrf_token`.

    `id_token` is what an identity provider said of them, where they signed in with one.
    """

    agent: Agent
    csrf_token: str
    id_token: str | None
    seen_at: datetime


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Agents:
    """Accounts and sessions; calls run in the caller's transaction.

    `by` is the agent who changes an account, for the audit log; None is the command line.
    Unknown ids and logins raise AgentNotFound, changes that break a rule AccountRefused.
    """

    def __init__(
        self, now: Callable[[], datetime] = utc_now, hasher: PasswordHasher | None = None
    ) -> None:
        self._now = now
        self._audit = Audit(now)
        self._hasher = hasher or PasswordHasher()
        # Verified when the login is unknown, so that both refusals take the same time.
        self._nobody = self._hasher.hash(secrets.token_hex())

    def add(
        self, tx: Transaction, login: str, name: str, password: str, role: Role = Role.AGENT,
        email: str = "", by: Agent | None = None,
    ) -> Agent:
        """Make an account."""
        login, name = checked_name(login, "no_login"), checked_name(name, "no_name")
        if store.with_login(tx, login):
            raise refusal("login_taken")
        address = self._free_email(tx, email, None)
        agent_id = store.insert(
            tx, login, name, self._hashed(password), role, address, self._now())
        self._audit.note(tx, by, "account_added", account=login, role=role.value)
        return self.get(tx, agent_id)

    def get(self, tx: Transaction, agent_id: int) -> Agent:
        """The agent with an id."""
        return self._known(store.find(tx, agent_id), agent_id)

    def named(self, tx: Transaction, login: str) -> Agent:
        """The agent with a login."""
        return self._known(store.with_login(tx, login), login)

    def all(self, tx: Transaction) -> list[Agent]:
        """All agents by login, the deactivated among them."""
        return store.all_agents(tx)

    def change(
        self, tx: Transaction, agent_id: int, *, name: str | None = None,
        email: str | None = None, role: Role | None = None,
        most_conversations: int | None = None, by: Agent | None = None,
    ) -> Agent:
        """Change what is given; an empty e-mail address takes it away.

        With another address the identity that was linked by the old one is no longer let in.
        """
        agent = self.get(tx, agent_id)
        given: dict[str, object] = {}
        if name is not None:
            given["name"] = checked_name(name, "no_name")
        if email is not None:
            given["email"] = self._free_email(tx, email, agent_id)
        if most_conversations is not None:
            given["most_conversations"] = checked_number(most_conversations)
        if role is not None:
            given["role"] = role
        changed = {key: value for key, value in given.items() if value != getattr(agent, key)}
        if "role" in changed:
            self._keep_an_administrator(tx, agent)
        if changed:
            unlinked = {"subject": None} if "email" in changed else {}
            store.update(tx, agent_id, **changed, **unlinked)
            self._audit.note(
                tx, by, "account_changed", account=agent.login,
                changed=sorted(changed.keys() - {"role"}),
                role=role.value if role and "role" in changed else None)
        return self.get(tx, agent_id)

    def deactivate(self, tx: Transaction, agent_id: int, by: Agent | None = None) -> None:
        """Close an account and end its sessions; what the agent wrote keeps their name."""
        agent = self.get(tx, agent_id)
        self._keep_an_administrator(tx, agent)
        store.update(tx, agent_id, is_active=False, presence=Presence.AWAY)
        store.delete_sessions(tx, agent_id)
        self._audit.note(tx, by, "account_deactivated", account=agent.login)

    def activate(self, tx: Transaction, agent_id: int, by: Agent | None = None) -> None:
        """Open a deactivated or locked account again."""
        agent = self.get(tx, agent_id)
        store.update(tx, agent_id, is_active=True, failures=0, locked_until=None)
        self._audit.note(tx, by, "account_activated", account=agent.login)

    def set_password(
        self, tx: Transaction, login: str, password: str, by: Agent | None = None
    ) -> None:
        """Give an account a new password, end its sessions and its lock."""
        agent = self.named(tx, login)
        store.update(tx, agent.id, password_hash=self._hashed(password), failures=0,
                     locked_until=None)
        store.delete_sessions(tx, agent.id)
        self._audit.note(tx, by, "password_changed", account=login)

    def change_password(
        self, database: Database, agent: Agent, present: str, new: str, token: str
    ) -> None:
        """An agent changes their own password; only the session of `token` goes on.

        Opens its own transactions, as `check` does; a wrong present password counts as there.
        """
        if not self.check(database, agent.login, present):
            raise refusal("wrong_password")
        hashed = self._hashed(new)
        with database.transaction() as tx:
            store.update(tx, agent.id, password_hash=hashed)
            store.delete_sessions(tx, agent.id, _hash_token(token))
            self._audit.note(tx, agent, "password_changed", account=agent.login)

    def set_presence(self, tx: Transaction, agent: Agent, presence: Presence) -> None:
        """Say whether an agent can be given conversations."""
        store.update(tx, agent.id, presence=presence)

    def set_most_conversations(self, tx: Transaction, agent: Agent, number: int) -> None:
        """Say how many conversations an agent has at once."""
        store.update(tx, agent.id, most_conversations=checked_number(number))

    def set_preferences(
        self, tx: Transaction, agent: Agent, preferences: dict[str, object]
    ) -> None:
        """Keep what an agent has set for themselves, in the place of what was kept."""
        store.update(tx, agent.id, preferences=checked_preferences(preferences))

    def seen(self, tx: Transaction, agent: Agent) -> None:
        """A sign of life of the agent's console."""
        now = self._now()
        store.set_seen(tx, agent.id, now, now - _SEEN_EVERY)

    def check(self, database: Database, login: str, password: str) -> Agent | None:
        """The agent, if login and password belong together and the account is open.

        Five failures in a row lock it for a quarter of an hour; nothing in the answer or its
        time tells that, a wrong password, or a login that does not exist from each other.
        Opens its own short transactions, so that none is held while argon2 takes its time.
        """
        login = login.strip().replace("\x00", "")
        known = database.read(store.password_hash, login)
        try:
            self._hasher.verify(known or self._nobody, password)
        except (VerificationError, InvalidHashError):
            database.run(self._failed, login)
            return None
        return database.run(self._admitted, login)

    def identified(
        self, tx: Transaction, issuer: str, subject: str, email: str | None
    ) -> Agent | None:
        """The active agent whom an identity provider names, or None.

        The first time they are found by their e-mail address; from then on by the identity.
        """
        identity = hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()
        linked = store.with_subject(tx, identity)
        if linked:
            return linked if linked.is_active else None
        agent = store.unlinked_with_email(tx, email.lower()) if email else None
        if agent:
            store.update(tx, agent.id, subject=identity)
            self._audit.note(tx, agent, "account_changed", account=agent.login,
                             changed=["identity"])
        return agent

    def sign_in(self, tx: Transaction, agent: Agent, id_token: str | None = None) -> str:
        """Open a session and return its token, which is stored only as a hash.

        Who was away is available: an agent signs in to answer.
        """
        token, now = secrets.token_urlsafe(32), self._now()
        store.delete_ended_sessions(tx, now, now - IDLE_LENGTH)
        store.insert_session(tx, _hash_token(token), agent.id, secrets.token_urlsafe(24), now,
                             now + SESSION_LENGTH, id_token)
        presence = self.get(tx, agent.id).presence
        store.update(tx, agent.id, seen_at=now, presence=(
            Presence.AVAILABLE if presence is Presence.AWAY else presence))
        self._audit.note(tx, agent, "signed_in", way="openid" if id_token else "password")
        return token

    def session(self, tx: Transaction, token: str) -> Session | None:
        """The session of a token, or None if it is unknown or over.

        It is over after twelve hours, and after one in which no activity was noted.
        """
        now = self._now()
        found = store.session(tx, _hash_token(token), now, now - IDLE_LENGTH)
        return Session(*found) if found else None

    def is_to_be_noted(self, session: Session) -> bool:
        """Whether the last activity was noted long enough ago to do so again."""
        return session.seen_at < self._now() - _SEEN_EVERY

    def note_activity(self, tx: Transaction, token: str) -> None:
        """The agent of a session has just done something."""
        now = self._now()
        store.set_session_seen(tx, _hash_token(token), now, now - _SEEN_EVERY)

    def sign_out(self, tx: Transaction, token: str) -> None:
        """End a session; with the last one the agent is away."""
        session = self.session(tx, token)
        store.delete_session(tx, _hash_token(token))
        if session:
            if not store.has_sessions(tx, session.agent.id):
                self.set_presence(tx, session.agent, Presence.AWAY)
            self._audit.note(tx, session.agent, "signed_out")

    def _failed(self, tx: Transaction, login: str) -> None:
        now = self._now()
        if store.count_failure(tx, login, now, _MOST_FAILURES, now + _LOCK_LENGTH):
            self._audit.note(tx, store.with_login(tx, login), "sign_in_locked")

    def _admitted(self, tx: Transaction, login: str) -> Agent | None:
        return store.with_login(tx, login) if store.admit(tx, login, self._now()) else None

    def _keep_an_administrator(self, tx: Transaction, agent: Agent) -> None:
        if store.lock_administrators(tx) == [agent.id]:
            raise refusal("last_administrator")

    def _free_email(self, tx: Transaction, email: str, agent_id: int | None) -> str | None:
        address = checked_email(email)
        if address and store.has_email(tx, address, agent_id):
            raise refusal("email_taken")
        return address

    @staticmethod
    def _known(agent: Agent | None, name: object) -> Agent:
        if not agent:
            raise AgentNotFound(f"There is no agent {name!r}.")
        return agent

    def _hashed(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            raise refusal("short_password")
        return self._hasher.hash(password)
