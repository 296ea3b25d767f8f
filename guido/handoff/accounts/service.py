"""Agents' accounts and sessions; passwords are hashed with argon2."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from guido.errors import GuidoError
from guido.handoff.accounts import store
from guido.handoff.accounts.model import Agent
from guido.storage import Database, Transaction

SESSION_LENGTH = timedelta(hours=12)
SHORTEST_PASSWORD = 12


@dataclass(frozen=True)
class Session:
    """A signed-in agent; changes must carry `csrf_token`."""

    agent: Agent
    csrf_token: str


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Agents:
    """Accounts and sessions; calls run in the caller's transaction."""

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        self._now = now
        self._hasher = PasswordHasher()
        # Verified when the login is unknown, so that both refusals take the same time.
        self._nobody = self._hasher.hash(secrets.token_hex())

    def add(self, tx: Transaction, login: str, name: str, password: str) -> None:
        """Make an account; raises GuidoError if the login exists or the password is short."""
        if not login.strip() or not name.strip():
            raise GuidoError("An agent needs a login and a name.")
        if store.agent_with_hash(tx, login):
            raise GuidoError(f"There is an agent with the login {login!r} already.")
        store.insert_agent(tx, login, name, self._hashed(password), self._now())

    def set_password(self, tx: Transaction, login: str, password: str) -> None:
        """Change a password and end the agent's sessions; raises GuidoError for no such login."""
        known = store.agent_with_hash(tx, login)
        if not known:
            raise GuidoError(f"There is no agent with the login {login!r}.")
        store.set_password_hash(tx, known[0].id, self._hashed(password))
        store.delete_sessions(tx, known[0].id, self._now())

    def all(self, tx: Transaction) -> list[Agent]:
        """All agents by login."""
        return store.all_agents(tx)

    def check(self, database: Database, login: str, password: str) -> Agent | None:
        """The agent, if login and password belong together.

        Opens its own short transaction, so that none is held while argon2 takes its time.
        """
        known = database.run(store.agent_with_hash, login)
        try:
            self._hasher.verify(known[1] if known else self._nobody, password)
        except (VerificationError, InvalidHashError):
            return None
        return known[0] if known else None

    def sign_in(self, tx: Transaction, agent: Agent) -> str:
        """Open a session and return its token, which is stored only as a hash."""
        token = secrets.token_urlsafe(32)
        store.delete_sessions(tx, None, self._now())
        store.insert_session(tx, _hash_token(token), agent.id, secrets.token_urlsafe(24),
                             self._now() + SESSION_LENGTH)
        return token

    def session(self, tx: Transaction, token: str, is_active: bool = False) -> Session | None:
        """The session of a token, or None if it is unknown or over."""
        found = store.session(tx, _hash_token(token), self._now())
        return Session(*found) if found else None

    def sign_out(self, tx: Transaction, token: str) -> None:
        """End a session."""
        store.delete_session(tx, _hash_token(token))

    def _hashed(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            raise GuidoError(f"A password has at least {SHORTEST_PASSWORD} characters.")
        return self._hasher.hash(password)
