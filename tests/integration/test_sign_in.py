"""Signing in with a password, what a session may do, and its end."""

from __future__ import annotations

import urllib.parse
from datetime import datetime, timedelta, timezone
from hashlib import sha256

import pytest
import sqlalchemy as sa

from guido.console.session import COOKIE
from guido.handoff import Agents
from guido.handoff.accounts.store import sessions
from tests.identity import Person
from tests.live import WidgetCitizen, call


@pytest.fixture(scope="module")
def agent(console_server):
    return console_server.add_agent("Camille")


def sign_in(server, login, password, **headers):
    form = {"login": login, "password": password}
    return Person().asks(f"{server.origin}/agents/sign-in", form, **headers)


def test_the_session_cookie_is_for_the_browser_and_this_site_alone(console_server, agent):
    answer = sign_in(console_server, agent.login, agent.password)
    assert answer.status == 302
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/agents"):
        assert part in cookie


def test_a_wrong_password_an_unknown_login_and_a_locked_account_get_the_same_answer(
    console_server
):
    agent = console_server.add_agent("Sacha")
    pages = []
    for login, password in (("nobody", "not the password"),
                            *[(agent.login, "not the password")] * 5,
                            (agent.login, agent.password)):
        answer = sign_in(console_server, login, password)
        assert answer.status == 401
        pages.append(answer.text.replace(login, ""))
    assert len(set(pages)) == 1
    assert "Après plusieurs échecs, attendez 15 minutes." in pages[0]


def test_a_sign_in_from_another_site_is_refused(console_server, agent):
    answer = sign_in(
        console_server, agent.login, agent.password, Origin="https://elsewhere.example")
    assert answer.status == 403


@pytest.mark.parametrize("how", ["signs out", "gets a new password", "is deactivated"])
def test_the_end_of_a_session_ends_its_open_streams(console_server, how):
    agent = console_server.add_agent("Sacha")
    stream = agent.opener.open(f"{agent.base}/data/queue/stream", timeout=30)
    stream.readline()
    if how == "signs out":
        form = urllib.parse.urlencode({"csrf_token": agent.csrf}).encode()
        with agent.opener.open(f"{agent.base}/sign-out", form, timeout=30) as page:
            assert page.url == f"{agent.base}/sign-in"
    else:
        with console_server.database() as database:
            known = database.run(Agents().named, agent.login)
            if how == "gets a new password":
                database.run(Agents().set_password, agent.login, "another long one")
            else:
                database.run(Agents().deactivate, known.id)
    assert agent.reads("queue")[0] == 401
    WidgetCitizen(console_server).wishes("person")
    rest = stream.read().decode()  # ends, because the server ends it
    assert '"state": "waiting"' not in rest.split("\n", 2)[-1]


def minutes_idle(server, agent, minutes: int | None = None) -> float:
    """How long ago a session was in use; first set to `minutes`, if they are given."""
    with server.database() as database, database.transaction() as tx:
        mine = sessions.c.token_hash == sha256(
            next(c.value for c in agent.cookies if c.name == COOKIE).encode()).hexdigest()
        if minutes is not None:
            seen = datetime.now(timezone.utc) - timedelta(minutes=minutes)
            tx.execute(sessions.update().where(mine).values(seen_at=seen))
        seen = tx.execute(sa.select(sessions.c.seen_at).where(mine)).scalar_one()
    return (datetime.now(timezone.utc) - seen).total_seconds() / 60


def test_an_hour_without_an_agent_ends_the_session_although_the_page_is_open(console_server):
    agent = console_server.add_agent("Sacha")
    minutes_idle(console_server, agent, 50)
    with agent.opener.open(f"{agent.base}/data/queue/stream", timeout=30) as stream:
        stream.readline()
        call("GET", f"{agent.base}/data/queue", None, {"X-Background": "1"}, agent.opener)
        assert minutes_idle(console_server, agent) >= 50
        assert agent.reads("queue")[0] == 200
        assert minutes_idle(console_server, agent) < 1
    minutes_idle(console_server, agent, 60)
    assert agent.reads("queue")[0] == 401


def test_a_page_of_supervisors_tells_an_agent_whom_to_ask(console_server, agent):
    status, page = call("GET", f"{agent.base}/journal", opener=agent.opener)
    assert status == 403
    assert "adressez-vous à votre administrateur" in page
