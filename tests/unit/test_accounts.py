"""Accounts: who may sign in, what they may do, and when a session ends."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from guido.cli.main import main
from guido.errors import AccountRefused, AgentNotFound
from guido.french.texts import Texts
from guido.handoff import Agents, Presence, Role
from guido.handoff.accounts.model import REFUSALS
from guido.handoff.audit import Audit
from guido.storage import Database
from tests.fakes import Clock

PASSWORD = "a long password"
WRONG = "not the password"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Office:
    """The accounts of a database, each call in a transaction of its own."""

    def __init__(self, database) -> None:
        self.database, self.clock = database, Clock()
        self.agents = Agents(self.clock, QUICK)

    def __getattr__(self, name: str):
        return lambda *arguments, **named: self.database.run(
            lambda tx: getattr(self.agents, name)(tx, *arguments, **named))

    def hires(self, login: str = "camille", role: Role = Role.AGENT, email: str = ""):
        return self.add(login, login.title(), PASSWORD, role, email)

    def lets_in(self, login: str = "camille", password: str = PASSWORD) -> bool:
        return self.agents.check(self.database, login, password) is not None

    def noted(self) -> list[str]:
        return [entry.action for entry in reversed(self.database.run(Audit().entries))]


@pytest.fixture
def office(database):
    return Office(database)


def test_an_account_is_made_changed_and_found(office):
    made = office.hires("camille", Role.SUPERVISOR, "Camille@Ville.FR")
    assert (made.role, made.email, made.is_active) == (Role.SUPERVISOR, "camille@ville.fr", True)
    changed = office.change(made.id, name="Camille D.", email="", most_conversations=8)
    assert (changed.name, changed.email, changed.most_conversations) == ("Camille D.", None, 8)
    assert office.named("camille") == office.get(made.id) == office.all()[0] == changed
    office.change(made.id, name="Camille D.", role=Role.SUPERVISOR)  # nothing new
    assert office.noted() == ["account_added", "account_changed"]


@pytest.mark.parametrize(("reason", "values"), [
    ("no_login", (" ", "Camille", PASSWORD)),
    ("no_login", ("a" * 81, "Camille", PASSWORD)),
    ("no_name", ("dominique", "\x00", PASSWORD)),
    ("login_taken", ("camille", "Camille", PASSWORD)),
    ("short_password", ("dominique", "Dominique", "short")),
    ("bad_email", ("dominique", "Dominique", PASSWORD, Role.AGENT, "not an address")),
    ("email_taken", ("dominique", "Dominique", PASSWORD, Role.AGENT, "CAMILLE@ville.fr")),
])
def test_an_account_that_breaks_a_rule_is_refused_by_name(office, reason, values):
    office.hires(email="camille@ville.fr")
    with pytest.raises(AccountRefused) as refused:
        office.add(*values)
    assert refused.value.reason == reason
    assert [agent.login for agent in office.all()] == ["camille"]


def test_every_refusal_has_its_words():
    assert set(Texts.load(Path("data/messages.yml")).under("accounts")) == set(REFUSALS)


def test_an_agent_who_does_not_exist_cannot_be_changed(office):
    for work in (lambda: office.change(7, name="Nobody"), lambda: office.deactivate(7),
                 lambda: office.set_password("nobody", PASSWORD)):
        with pytest.raises(AgentNotFound):
            work()


@pytest.mark.parametrize(("role", "may"), [
    (Role.AGENT, [True, False, False]), (Role.SUPERVISOR, [True, True, False]),
    (Role.ADMINISTRATOR, [True, True, True])])
def test_each_role_may_do_all_that_those_before_it_may(role, may):
    assert [role.includes(other) for other in Role] == may


def test_five_wrong_passwords_in_a_row_lock_the_account_for_a_quarter_of_an_hour(office):
    office.hires()
    assert not any(office.lets_in(password=WRONG) for _ in range(5))
    assert not office.lets_in()
    office.clock.passes(minutes=14, seconds=59)
    assert not office.lets_in()
    office.clock.passes(seconds=1)
    assert office.lets_in()
    assert office.noted().count("sign_in_locked") == 1


def test_the_right_password_in_between_starts_the_count_again(office):
    office.hires()
    for _ in range(2):
        assert not any(office.lets_in(password=WRONG) for _ in range(4))
        assert office.lets_in()
    assert "sign_in_locked" not in office.noted()


def test_an_unknown_login_leaves_nothing_behind(office):
    assert not any(office.lets_in("nobody\x00", WRONG) for _ in range(6))
    assert office.all() == []
    assert office.noted() == []


def test_a_new_password_ends_the_sessions_and_the_lock(office):
    token = office.sign_in(office.hires())
    for _ in range(5):
        office.lets_in(password=WRONG)
    office.set_password("camille", "another long one")
    assert office.session(token) is None
    assert office.lets_in(password="another long one")
    assert not office.lets_in()


def test_an_agent_changes_their_own_password_with_the_present_one_and_stays_signed_in(office):
    agent = office.hires()
    here, elsewhere = office.sign_in(agent), office.sign_in(agent)

    def change(present: str, new: str) -> None:
        office.agents.change_password(office.database, agent, present, new, here)

    for present, new, reason in ((WRONG, "another long one", "wrong_password"),
                                 (PASSWORD, "short", "short_password")):
        with pytest.raises(AccountRefused) as refused:
            change(present, new)
        assert refused.value.reason == reason
    change(PASSWORD, "another long one")
    assert office.session(here)
    assert office.session(elsewhere) is None
    assert office.lets_in(password="another long one")


def test_a_session_ends_an_hour_after_the_agent_last_did_something(office):
    token = office.sign_in(office.hires())
    office.clock.passes(minutes=59)
    office.note_activity(token)
    office.clock.passes(minutes=59)
    assert office.session(token)  # an open stream looks again, which is no sign of life
    office.clock.passes(minutes=1)
    assert office.session(token) is None


def test_a_session_ends_after_twelve_hours_whatever_the_agent_does(office):
    token = office.sign_in(office.hires())
    for _ in range(23):
        office.clock.passes(minutes=30)
        assert office.session(token)
        office.note_activity(token)
    office.clock.passes(minutes=30)
    assert office.session(token) is None


def test_activity_is_noted_again_only_after_a_while(office):
    token = office.sign_in(office.hires())
    assert not office.agents.is_to_be_noted(office.session(token))
    office.clock.passes(minutes=1)
    assert office.agents.is_to_be_noted(office.session(token))
    office.note_activity(token)
    assert not office.agents.is_to_be_noted(office.session(token))


def test_a_deactivated_agent_has_no_session_and_no_way_in_until_activated(office):
    agent = office.hires(email="camille@ville.fr")
    token = office.sign_in(agent)
    office.identified("https://id", "sub", "camille@ville.fr")
    office.deactivate(agent.id)
    assert office.session(token) is None
    assert not office.lets_in()
    assert office.identified("https://id", "sub", "camille@ville.fr") is None
    assert office.get(agent.id).presence is Presence.AWAY
    office.activate(agent.id)
    assert office.session(token) is None
    assert office.lets_in()


def test_the_last_administrator_stays_one(office):
    first, second = office.hires("first", Role.ADMINISTRATOR), office.hires("second")
    for work in (lambda: office.deactivate(first.id),
                 lambda: office.change(first.id, role=Role.SUPERVISOR)):
        with pytest.raises(AccountRefused) as refused:
            work()
        assert refused.value.reason == "last_administrator"
    office.change(second.id, role=Role.ADMINISTRATOR)
    office.deactivate(first.id)
    assert [agent.is_active for agent in office.all()] == [False, True]


def test_two_administrators_who_deactivate_each_other_at_once_do_not_both_succeed(office):
    pair = [office.hires(login, Role.ADMINISTRATOR) for login in ("first", "second")]

    def deactivates(agent) -> bool:
        try:
            office.deactivate(agent.id)
        except AccountRefused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(deactivates, pair)) == [False, True]


def test_who_signs_in_is_available_and_who_signs_out_everywhere_is_away(office):
    agent = office.hires()
    here, elsewhere = office.sign_in(agent), office.sign_in(agent)
    assert office.get(agent.id).presence is Presence.AVAILABLE
    office.sign_out(here)
    assert office.get(agent.id).presence is Presence.AVAILABLE
    office.sign_out(elsewhere)
    assert office.get(agent.id).presence is Presence.AWAY
    assert office.noted()[-2:] == ["signed_out", "signed_out"]


def test_signs_of_life_are_written_at_most_every_twenty_seconds(office):
    agent = office.hires()
    office.seen(agent)
    first = office.get(agent.id).seen_at
    office.clock.passes(seconds=19)
    office.seen(agent)
    assert office.get(agent.id).seen_at == first
    office.clock.passes(seconds=2)
    office.seen(agent)
    assert office.get(agent.id).seen_at == office.clock.now


def test_an_agent_sets_presence_load_and_preferences(office):
    agent = office.hires()
    office.set_presence(agent, Presence.BUSY)
    office.set_most_conversations(agent, 12)
    office.set_preferences(agent, {"sound": False})
    now = office.get(agent.id)
    assert (now.presence, now.most_conversations) == (Presence.BUSY, 12)
    assert now.preferences == {"sound": False}
    for number in (0, 51, True, "5"):
        with pytest.raises(AccountRefused):
            office.set_most_conversations(agent, number)
    for preferences in ([], {"word": "x" * 4000}):
        with pytest.raises(AccountRefused):
            office.set_preferences(agent, preferences)


def test_an_identity_is_linked_by_email_once_and_then_stays_whatever_its_email(office):
    agent = office.hires(email="camille@ville.fr")
    assert office.identified("https://id", "sub", "CAMILLE@ville.fr").id == agent.id
    assert office.identified("https://id", "sub", "married@ville.fr").id == agent.id
    assert office.identified("https://id", "impostor", "camille@ville.fr") is None
    assert office.identified("https://other", "sub", None) is None


def test_another_email_address_unlinks_the_identity(office):
    agent = office.hires(email="camille@ville.fr")
    office.identified("https://id", "sub", "camille@ville.fr")
    office.change(agent.id, email="successor@ville.fr")
    assert office.identified("https://id", "sub", "camille@ville.fr") is None
    assert office.identified("https://id", "new", "successor@ville.fr").id == agent.id


def test_the_command_line_makes_lists_and_changes_accounts(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GUIDO_VAR", str(tmp_path))
    office = Office(Database(f"sqlite:///{tmp_path}/guido.sqlite3"))

    def guido(*arguments: str) -> str:
        assert main(["agents", *arguments]) == 0
        return capsys.readouterr().out

    first = guido("add", "camille", "Camille", "--role", "supervisor", "--email", "c@ville.fr")
    assert office.lets_in(password=first.strip())
    assert guido("list") == "camille\tCamille\tsupervisor\tactive\tc@ville.fr\n"
    second = guido("password", "camille")
    assert office.lets_in(password=second.strip())
    guido("role", "camille", "agent")
    guido("deactivate", "camille")
    assert guido("list") == "camille\tCamille\tagent\tdeactivated\tc@ville.fr\n"
    guido("activate", "camille")
    assert office.lets_in(password=second.strip())
    assert main(["agents", "add", "camille", "Camille"]) == 1
    assert capsys.readouterr().err == "guido: There is an agent with this login already.\n"
    office.database.close()


def test_an_unknown_login_takes_as_long_as_a_wrong_password(office):
    office.agents = Agents(office.clock)
    office.hires()

    def seconds(login: str) -> float:
        begun = time.perf_counter()
        office.lets_in(login, WRONG)
        return time.perf_counter() - begun

    # The quickest of each: a busy machine makes single ones slow.
    pairs = [(seconds("nobody"), seconds("camille")) for _ in range(4)]
    unknown, wrong = (min(each) for each in zip(*pairs))
    assert unknown > 0.5 * wrong
