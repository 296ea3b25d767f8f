"""Making, checking and revoking keys; answering the same request once.

Each call runs in the caller's transaction.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from guido.api_keys import store
from guido.api_keys.model import LONGEST_NAME, PREFIX, ApiKey, KeptAnswer, Scope
from guido.clock import utc_now
from guido.errors import KeyRefused, KeyReused
from guido.storage import Transaction

# The last use is written at most this often.
_USED_EVERY = timedelta(minutes=1)
_KEPT = timedelta(hours=24)
_SEALED = {"alg": "dir", "enc": "A256GCM"}


class ApiKeys:
    """The keys of other systems, kept as hashes: they are long and random, no word to guess."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now

    def add(self, tx: Transaction, name: str, scopes: Collection[Scope]) -> str:
        """A new key, to be shown once; raises KeyRefused for a name that is none or taken."""
        name = name.strip()
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            raise KeyRefused(f"A key needs a name of at most {LONGEST_NAME} characters.")
        if not scopes:
            raise KeyRefused("A key needs at least one scope.")
        key = PREFIX + secrets.token_urlsafe(32)
        if not store.insert(tx, name, _hash(key), scopes, self._now()):
            raise KeyRefused(f"There is, or was, a key named {name!r}. Choose another name.")
        return key

    def all(self, tx: Transaction) -> list[ApiKey]:
        """All keys by name, the revoked ones among them."""
        return store.all_keys(tx)

    def revoke(self, tx: Transaction, name: str) -> None:
        """End a key for ever; raises KeyRefused if there is none of this name to revoke."""
        if not store.revoke(tx, name.strip(), self._now()):
            raise KeyRefused(f"There is no key named {name!r} that could be revoked.")

    def check(self, tx: Transaction, key: str) -> ApiKey | None:
        """The key that somebody shows, if it is one and not revoked; notes that it was used."""
        found = store.with_hash(tx, _hash(key))
        now = self._now()
        if found and (not found.last_used_at or now - found.last_used_at >= _USED_EVERY):
            store.set_used(tx, found.id, now)
        return found


class Idempotency:
    """The same request with the same key of its sender's is answered once, for a day.

    An answer may hold a citizen's code: it is kept encrypted, and read only with `secret` and the
    very request that it answered, of which nothing but a hash is kept.
    """

    def __init__(self, secret: bytes, now: Callable[[], datetime] = utc_now) -> None:
        self._secret = secret
        self._now = now

    def answer(
        self, tx: Transaction, by: ApiKey, key: str, request: bytes,
        work: Callable[[], KeptAnswer],
    ) -> KeptAnswer:
        """What `work` answers, or what it answered before; raises KeyReused.

        What `work` raises leaves nothing: the key can be used again.
        """
        hashed = hashlib.sha256(request).hexdigest()
        if not store.begin(tx, by.id, key, hashed, self._now()):
            before, kept = store.kept(tx, by.id, key)
            if before != hashed:
                raise KeyReused(key)
            return KeptAnswer(kept.status, self._open(key, request, kept.body))
        answer = work()
        sealed = jwe.encrypt_compact(_SEALED, answer.body.encode(), self._seal(request))
        store.keep(tx, by.id, key, KeptAnswer(answer.status, sealed))
        return answer

    def forget_old(self, tx: Transaction) -> None:
        """Delete answers that are kept no more."""
        store.delete_kept(tx, self._now() - _KEPT)

    def _open(self, key: str, request: bytes, sealed: str) -> str:
        try:
            plaintext = jwe.decrypt_compact(sealed, self._seal(request)).plaintext
        except (JoseError, ValueError) as error:  # the secret was changed since
            raise KeyReused(key) from error
        return (plaintext or b"").decode()

    def _seal(self, request: bytes) -> OctKey:
        return OctKey.import_key(
            hmac.new(self._secret, b"idempotency\0" + request, hashlib.sha256).digest())


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
