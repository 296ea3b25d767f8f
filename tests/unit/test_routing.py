"""Whom a citizen who asks for a person is sent to."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from guido.handoff.accounts import Agent, Presence
from guido.handoff.teams.model import Team
from guido.handoff.teams.routing import Candidate, Outcome, route
from guido.hours import DAYS, parse_hours

NOW = datetime(2026, 11, 20, 10, tzinfo=timezone.utc)  # a Friday, 11 h in Paris
SUNDAY = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
OFFICE = parse_hours(dict.fromkeys(DAYS[:5], "8:30-12:00 13:30-17:00"))
CIVIL = Team(id=1, name="État civil", themes=("famille", "citoyennete"), fallback_id=9)
PAPERS = Team(id=2, name="Papiers", themes=("papiers",), hours=OFFICE, fallback_id=9)
PAPERS_NORTH = Team(id=3, name="Papiers nord", themes=("papiers",), communes=("Lille", "59512"))
WELCOME = Team(id=9, name="Accueil")
TEAMS = [CIVIL, PAPERS, PAPERS_NORTH, WELCOME]


def somebody(number, load=0, presence=Presence.AVAILABLE, seen=10, rests=None, most=2):
    seen_at = NOW - timedelta(seconds=seen) if seen is not None else None
    idle_since = NOW - timedelta(minutes=rests) if rests is not None else None
    agent = Agent(number, f"agent-{number}", f"Agent {number}", presence=presence,
                  seen_at=seen_at, most_conversations=most)
    return Candidate(agent, load, idle_since)


def routed(candidates, theme="papiers", commune=None, last=None, teams=TEAMS, now=NOW):
    found = route(teams, candidates, theme, commune, last, now)
    return found.team and found.team.name, found.agent and found.agent.id, found.outcome


@pytest.mark.parametrize(("theme", "commune", "team"), [
    ("papiers", "Lyon", "Papiers"),
    ("papiers", None, "Papiers"),
    ("papiers", "lille", "Papiers nord"),
    ("papiers", "59512", "Papiers nord"),
    ("famille", "Lille", "État civil"),
    ("logement", "Lille", "Accueil"),
    (None, None, "Accueil"),
])
def test_the_team_is_the_one_whose_theme_and_commune_fit_best(theme, commune, team):
    everybody = {each.id: [somebody(each.id)] for each in TEAMS}
    assert routed(everybody, theme, commune) == (team, next(
        each.id for each in TEAMS if each.name == team), Outcome.QUEUE)


def test_the_team_with_fewer_themes_is_the_more_specific():
    wide = Team(id=1, name="Tout papier", themes=("papiers", "famille"))
    assert routed({}, teams=[wide, PAPERS])[0] == "Papiers"


def test_where_no_team_is_in_charge_somebody_is_all_the_same():
    assert routed({2: [somebody(1)]}, "logement", teams=[PAPERS]) == ("Papiers", 1, Outcome.QUEUE)
    only_lille = [PAPERS_NORTH]
    assert routed({3: [somebody(1)]}, "papiers", "Lyon", teams=only_lille)[0] == "Papiers nord"


@pytest.mark.parametrize("absent", [
    somebody(1, presence=Presence.AWAY), somebody(1, seen=121), somebody(1, seen=None)],
    ids=["away", "not seen for two minutes", "never seen"])
def test_a_team_where_nobody_is_online_falls_back_to_another(absent):
    assert routed({2: [absent], 9: [somebody(7)]}) == ("Accueil", 7, Outcome.QUEUE)


def test_a_team_whose_agents_have_all_they_can_have_falls_back_to_another():
    assert routed({2: [somebody(1, load=2)], 9: [somebody(7)]}) == ("Accueil", 7, Outcome.QUEUE)
    assert routed({2: [somebody(1, load=2)], 9: []}) == ("Papiers", None, Outcome.BUSY)
    assert routed({2: [somebody(1, presence=Presence.BUSY)]}) == ("Papiers", None, Outcome.BUSY)


def test_who_is_there_but_busy_goes_before_a_team_where_nobody_is():
    assert routed({9: [somebody(7, load=2)]}) == ("Accueil", None, Outcome.BUSY)


def test_where_nobody_is_online_anywhere_the_citizen_stays_with_the_first_team():
    assert routed({}) == ("Papiers", None, Outcome.NOBODY)
    assert routed({2: [somebody(1, presence=Presence.AWAY)]}) == ("Papiers", None, Outcome.NOBODY)


def test_a_closed_team_falls_back_to_one_that_is_open_or_says_when_it_opens():
    sunday = [Candidate(Agent(
        7, "a", "A", presence=Presence.AVAILABLE, seen_at=SUNDAY), 0, None)]
    assert routed({2: sunday, 9: sunday}, now=SUNDAY) == ("Accueil", 7, Outcome.QUEUE)
    found = route(TEAMS, {2: sunday}, "papiers", None, None, SUNDAY)
    assert (found.team.name, found.outcome) == ("Papiers", Outcome.CLOSED)
    assert found.opens_at == datetime(2026, 11, 23, 7, 30, tzinfo=timezone.utc)


def test_falling_back_goes_on_along_the_chain_and_ends_where_it_is_a_circle():
    first = Team(id=1, name="un", themes=("papiers",), fallback_id=2)
    second = Team(id=2, name="deux", themes=("x",), fallback_id=3)
    third = Team(id=3, name="trois", themes=("y",), fallback_id=1)
    circle = [first, second, third]
    assert routed({3: [somebody(5)]}, teams=circle) == ("trois", 5, Outcome.QUEUE)
    assert routed({}, teams=circle) == ("un", None, Outcome.NOBODY)


def test_a_fallback_that_is_no_more_is_passed_over():
    alone = Team(id=1, name="un", fallback_id=77)
    assert routed({}, teams=[alone]) == ("un", None, Outcome.NOBODY)


def test_the_last_agent_who_knows_the_citizen_goes_first_if_available():
    team = [somebody(1), somebody(2, load=1)]
    assert routed({2: team}, last=2)[1] == 2
    assert routed({2: [somebody(1), somebody(2, load=2)]}, last=2)[1] == 1
    assert routed({2: team}, last=77)[1] == 1


def test_else_who_has_the_fewest_conversations_then_the_longest_rest():
    assert routed({2: [somebody(1, load=1), somebody(2)]})[1] == 2
    assert routed({2: [somebody(1, rests=5), somebody(2, rests=30)]})[1] == 2
    assert routed({2: [somebody(1, rests=5), somebody(2, rests=None)]})[1] == 2, "never began"
    assert routed({2: [somebody(2), somebody(1)]})[1] == 1, "always the same of equals"


def test_a_conversation_that_is_passed_to_a_team_goes_there_or_where_it_falls_back_to():
    for there, team in (({1: [somebody(1)], 9: [somebody(7)]}, "État civil"),
                        ({9: [somebody(7)]}, "Accueil"), ({}, "État civil")):
        assert route(TEAMS, there, "papiers", None, None, NOW, 1).team.name == team
    assert route(TEAMS, {}, "papiers", None, None, NOW, 4711).team.name == "Papiers"


def test_without_any_team_the_citizen_waits_for_whoever_comes():
    assert routed({}, teams=[]) == (None, None, Outcome.QUEUE)
