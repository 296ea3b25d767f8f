"""Teams are kept, seeded and measured the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from guido.conversations import Conversations
from guido.errors import ContentError, FieldsRefused, TeamInUse, TeamNotFound
from guido.handoff import Agents
from guido.handoff.teams import TEAMS, Outcome, TeamDraft, Teams, read_teams
from guido.hours import DAYS, parse_hours

NOW = datetime(2026, 11, 20, 10, tzinfo=timezone.utc)
WRITTEN = Path("data") / TEAMS
DRAFT = TeamDraft(
    name="Papiers", themes=("papiers",), communes=("Saint-Étienne", "59512"),
    hours=parse_hours({"lundi": "8:30-12:00 13:30-17:00"}), closed_days=(date(2026, 12, 24),),
    is_automatic=True, first_answer_minutes=7, answer_minutes=8, whole_minutes=90)


@pytest.fixture
def teams():
    return Teams(lambda: NOW)


def agent(database, login):
    def make(tx):
        agents = Agents()
        agents.add(tx, login, login.title(), "a long password")
        return next(each for each in agents.all(tx) if each.login == login)
    return database.run(make)


def escalate(database, team, agent=None, came=5, taken=None, state="waiting", is_test=False):
    """A conversation with an escalation, as many minutes ago as told."""
    def write(tx):
        number = tx.execute(sa.text("SELECT count(*) FROM escalations")).scalar()
        conversation = Conversations(b"key").open(tx, "rest", str(number))
        tx.execute(sa.text(
            "INSERT INTO escalations (conversation_id, reason, state, agent_id, team_id, "
            "created_at, queued_at, assigned_at, is_test) "
            "VALUES (:id, 'asked', :state, :agent, :team, :came, :came, :taken, :test)"),
            {"id": conversation.id, "state": state, "agent": agent and agent.id, "team": team.id,
             "came": plain(came), "taken": taken and plain(taken), "test": is_test})
    database.run(write)


def plain(minutes):
    return (NOW - timedelta(minutes=minutes)).replace(tzinfo=None).isoformat(" ")


def test_a_team_is_kept_as_it_was_made_and_changed(database, teams):
    made = database.run(teams.add, DRAFT)
    assert database.run(teams.get, made.id) == made
    assert replace(DRAFT, name="x") != made
    assert {name: getattr(made, name) for name in vars(DRAFT)} == vars(DRAFT)
    changed = database.run(teams.change, made.id, replace(DRAFT, name="Titres", themes=()))
    assert (changed.name, changed.themes, changed.hours) == ("Titres", (), DRAFT.hours)
    assert [team.name for team in database.run(teams.all)] == ["Titres"]


def test_two_teams_cannot_have_one_name(database, teams):
    database.run(teams.add, DRAFT)
    other = database.run(teams.add, replace(DRAFT, name="Autre"))
    with pytest.raises(FieldsRefused, match="name: team_name_taken"):
        database.run(teams.add, replace(DRAFT, name="papiers"))
    with pytest.raises(FieldsRefused):
        database.run(teams.change, other.id, DRAFT)
    assert database.run(teams.change, other.id, replace(other, name="AUTRE")).name == "AUTRE"


def test_a_team_falls_back_to_another_that_exists(database, teams):
    made = database.run(teams.add, DRAFT)
    for wrong in (made.id, 4711):
        with pytest.raises(FieldsRefused, match="fallback_id"):
            database.run(teams.change, made.id, replace(DRAFT, fallback_id=wrong))


def test_a_team_that_is_not_there_is_told(database, teams):
    for work in (teams.get, teams.delete):
        with pytest.raises(TeamNotFound):
            database.run(work, 4711)


def test_a_team_with_open_conversations_cannot_be_deleted(database, teams):
    made = database.run(teams.add, DRAFT)
    other = database.run(teams.add, replace(DRAFT, name="Autre", fallback_id=made.id))
    escalate(database, made)
    with pytest.raises(TeamInUse) as refused:
        database.run(teams.delete, made.id)
    assert refused.value.number == 1
    with database.transaction() as tx:
        tx.execute(sa.text("UPDATE escalations SET state = 'closed'"))
    database.run(teams.delete, made.id)
    left, = database.run(teams.all)
    assert (left.id, left.fallback_id) == (other.id, None)


def test_members_are_active_agents_and_an_agent_may_be_in_several_teams(database, teams):
    papers, other = database.run(teams.add, DRAFT), database.run(
        teams.add, replace(DRAFT, name="Autre"))
    alice, bruno = agent(database, "alice"), agent(database, "bruno")
    database.run(teams.set_members, papers.id, [alice.id, bruno.id])
    database.run(teams.set_teams, alice.id, [papers.id, other.id])
    assert database.run(teams.teams_of, alice.id) == [papers.id, other.id]
    assert [a.name for a in database.run(teams.members, papers.id)] == ["Alice", "Bruno"]
    with database.transaction() as tx:
        tx.execute(sa.text("UPDATE agents SET is_active = (1 = 0) WHERE login = 'bruno'"))
    assert [a.name for a in database.run(teams.members, papers.id)] == ["Alice"]
    database.run(teams.set_members, papers.id, [])
    assert database.run(teams.teams_of, alice.id) == [other.id]
    assert database.run(teams.teams_of, bruno.id) == [papers.id], "for when they come back"


def test_a_citizen_is_sent_to_who_is_there_and_has_the_fewest_conversations(database, teams):
    made = database.run(teams.add, replace(DRAFT, communes=(), hours=((),) * 7))
    people = [agent(database, login) for login in ("alice", "bruno")]
    database.run(teams.set_members, made.id, [each.id for each in people])
    assert database.run(teams.route, "papiers").outcome is Outcome.NOBODY
    with database.transaction() as tx:
        tx.execute(sa.text("UPDATE agents SET presence = 'available', seen_at = :now"),
                   {"now": plain(1)})
    escalate(database, made, people[0], state="assigned", taken=3)
    found = database.run(teams.route, "papiers")
    assert (found.outcome, found.agent.login) == (Outcome.QUEUE, "bruno")
    assert database.run(teams.loads) == {people[0].id: 1}
    assert database.run(teams.route, "papiers", None, people[0].id).agent.login == "alice"


def test_the_wait_is_estimated_from_real_pick_ups_of_the_team_without_tests(database, teams):
    made = database.run(teams.add, replace(DRAFT, hours=((),) * 7))
    other = database.run(teams.add, replace(DRAFT, name="Autre"))
    alice = agent(database, "alice")
    for taken in (40, 30):
        escalate(database, made, alice, came=50, taken=taken, state="closed")
    escalate(database, made, alice, came=50, taken=29, state="closed", is_test=True)
    assert database.run(teams.estimate, made.id, 1) is None
    escalate(database, made, alice, came=50, taken=20, state="assigned")
    assert database.run(teams.estimate, made.id, 1) == 10
    assert database.run(teams.estimate, made.id, 3) == 30
    assert database.run(teams.estimate, other.id, 1) is None
    assert database.run(teams.estimate, 4711, 1) is None


def test_a_new_installation_begins_with_the_teams_of_the_file_and_they_are_made_once(
    database, teams
):
    made = {team.name: team for team in database.run(teams.seed, WRITTEN)}
    assert [name[:5] for name in made] == ["Accue", "État ", "Papie", "Socia"]
    welcome = made["Accueil général"]
    assert not any(welcome.hours), "a demonstration works on a Sunday, too"
    assert all(team.fallback_id == welcome.id for team in made.values() if team != welcome)
    assert set().union(*(team.themes for team in made.values())) == {
        path.name for path in Path("data/catalogue").iterdir()}
    database.run(teams.delete, made["Papiers et titres"].id)
    assert database.run(teams.seed, WRITTEN) == []
    assert len(database.run(teams.all)) == len(made) - 1


@pytest.mark.parametrize(("old", "new", "told"), [
    ("lundi: 9:00-12:00", "lundi: 9:00-", r"handoff\.yml:\d+: teams\[3\]\.hours\.lundi: expected"),
    ("themes: [papiers]", "themes: [papier]", r"teams\[2\]\.themes: 'papier' is no theme"),
    ("fallback: Accueil général", "fallback: Acceuil", r"teams\[1\]\.fallback: 'Acceuil' is no"),
    ("whole_minutes: 120", "whole_minutes: 0", r"teams\[3\]\.whole_minutes: expected minutes"),
    ("name: Papiers et titres", "name: Accueil général", r"teams\[4\]\.name: a name is there once"),
    ("themes: [papiers]", "theme: [papiers]", r"teams\[2\]: 'theme' is not known here"),
    ("themes: [papiers]", "closed_days: [hier]", r"teams\[2\]\.closed_days: expected dates"),
])
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path, old, new, told):
    content = WRITTEN.read_text(encoding="utf-8")
    assert old in content
    path = tmp_path / "handoff.yml"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=told):
        read_teams(path, {"papiers", "famille", "citoyennete", "logement", "travail_social"})


def test_the_hours_and_holidays_are_those_of_the_departement(database):
    reunion = Teams(lambda: NOW, "974")
    made = database.run(reunion.add, replace(DRAFT, hours=parse_hours(
        dict.fromkeys(DAYS, "13:00-15:00"))))
    assert made.is_open(NOW), "it is 14 h there"
    assert not database.run(Teams(lambda: NOW).get, made.id).is_open(NOW)
