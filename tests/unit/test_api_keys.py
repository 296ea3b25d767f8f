"""Keys of other systems are hashed, limited and revoked; the same request is answered once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from guido.api_keys import ApiKeys, Idempotency, KeptAnswer, Scope, store
from guido.errors import KeyRefused, KeyReused

SECRET = b"a secret of the server"

READ = {Scope.CASES_READ}


@pytest.fixture
def keys(clock):
    return ApiKeys(clock)


def test_a_key_is_known_by_itself_with_its_scopes_and_by_nothing_else(database, keys):
    key = database.run(keys.add, " Registre ", READ)
    found = database.run(keys.check, key)
    assert found.name == "Registre"
    assert found.may(Scope.CASES_READ)
    assert not found.may(Scope.CASES_WRITE)
    for other in ("", "gk_", key[:-1], key.upper(), "\ud800"):
        assert database.run(keys.check, other) is None


def test_a_key_is_not_stored_readably(database, keys, tmp_path):
    key = database.run(keys.add, "Registre", READ)
    content = b"".join(path.read_bytes() for path in tmp_path.glob("guido.sqlite3*"))
    assert key.encode() not in content


def test_a_revoked_key_opens_nothing_and_its_name_stays_taken(database, keys):
    key = database.run(keys.add, "Registre", READ)
    database.run(keys.revoke, "Registre")
    assert database.run(keys.check, key) is None
    for refused in (lambda: database.run(keys.revoke, "Registre"),
                    lambda: database.run(keys.revoke, "Inconnu"),
                    lambda: database.run(keys.add, "Registre", READ)):
        with pytest.raises(KeyRefused):
            refused()
    (listed,) = database.run(keys.all)
    assert listed.revoked_at is not None


@pytest.mark.parametrize("name, scopes", [("", READ), ("x" * 81, READ), ("a\nb", READ), ("a", ())])
def test_a_key_needs_a_name_and_a_scope(database, keys, name, scopes):
    with pytest.raises(KeyRefused):
        database.run(keys.add, name, scopes)


def test_the_last_use_is_noted_at_most_each_minute(database, keys, clock):
    key = database.run(keys.add, "Registre", READ)
    first = clock.now
    for seconds in (0, 30, 61):
        clock.now = first + timedelta(seconds=seconds)
        database.run(keys.check, key)
        if seconds == 30:
            assert database.run(keys.all)[0].last_used_at == first
    assert database.run(keys.all)[0].last_used_at == clock.now


@pytest.fixture
def by(database, keys):
    return database.run(keys.check, database.run(keys.add, "Registre", READ))


def test_ten_at_once_are_carried_out_once_and_answered_alike(database, by):
    done = []
    together = threading.Barrier(10)

    def work() -> KeptAnswer:
        time.sleep(0.05)
        done.append(1)
        return KeptAnswer(201, f"number {len(done)}")

    def ask(_: int) -> KeptAnswer:
        together.wait()
        return database.run(Idempotency(SECRET).answer, by, "name", b"request", work)

    with ThreadPoolExecutor(10) as threads:
        answers = set(threads.map(ask, range(10)))
    assert (len(done), answers) == (1, {KeptAnswer(201, "number 1")})


def test_another_request_under_the_same_name_is_refused(database, by):
    database.run(Idempotency(SECRET).answer, by, "name", b"request", lambda: KeptAnswer(201, "x"))
    with pytest.raises(KeyReused):
        database.run(
            Idempotency(SECRET).answer, by, "name", b"another", lambda: KeptAnswer(201, "y"))


def test_what_failed_can_be_asked_again_under_the_same_name(database, by):
    def fails() -> KeptAnswer:
        raise RuntimeError("the process dies")

    with pytest.raises(RuntimeError):
        database.run(Idempotency(SECRET).answer, by, "name", b"request", fails)
    answer = database.run(
        Idempotency(SECRET).answer, by, "name", b"better", lambda: KeptAnswer(201, "x"))
    assert answer == KeptAnswer(201, "x")


def test_after_a_day_an_answer_is_forgotten(database, by, clock):
    kept = Idempotency(SECRET, clock)
    database.run(kept.answer, by, "name", b"request", lambda: KeptAnswer(201, "x"))
    clock.now += timedelta(hours=25)
    database.run(kept.forget_old)
    again = database.run(kept.answer, by, "name", b"another", lambda: KeptAnswer(201, "y"))
    assert again == KeptAnswer(201, "y")


def test_an_answer_is_kept_so_that_only_its_request_opens_it(database, by):
    database.run(Idempotency(SECRET).answer, by, "name", b"request",
                 lambda: KeptAnswer(201, '{"code": "K7M2-QX4P"}'))
    row = database.run(lambda tx: tx.execute(sa.select(store.answers)).one())
    assert not any("K7M2" in str(value) or "code" in str(value) for value in row)
    again = database.run(Idempotency(SECRET).answer, by, "name", b"request", fail)
    assert again == KeptAnswer(201, '{"code": "K7M2-QX4P"}')


def test_after_the_secret_was_changed_an_answer_is_not_given_again(database, by):
    database.run(Idempotency(SECRET).answer, by, "name", b"request", lambda: KeptAnswer(201, "x"))
    with pytest.raises(KeyReused):
        database.run(Idempotency(b"another").answer, by, "name", b"request", fail)


def fail() -> KeptAnswer:
    raise AssertionError("carried out twice")
