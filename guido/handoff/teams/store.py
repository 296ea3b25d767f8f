"""Tables of teams and their members, and what teams need to know of escalations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from guido.handoff.accounts.model import Agent
from guido.handoff.accounts.store import agent_columns, agents, to_agent
from guido.handoff.teams.model import Team, TeamDraft
from guido.handoff.teams.routing import Candidate
from guido.handoff.teams.waits import PickUp
from guido.hours import parse_hours, write_hours
from guido.storage.database import Transaction, UtcDateTime, metadata

teams = sa.Table(
    "teams", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80)),
    sa.Column("themes", sa.Text),
    sa.Column("communes", sa.Text),
    sa.Column("hours", sa.Text),
    sa.Column("closed_days", sa.Text),
    sa.Column("fallback_id", sa.Integer),
    sa.Column("is_automatic", sa.Boolean),
    sa.Column("first_answer_minutes", sa.Integer),
    sa.Column("answer_minutes", sa.Integer),
    sa.Column("whole_minutes", sa.Integer),
)
team_members = sa.Table(
    "team_members", metadata,
    sa.Column("team_id", sa.Integer, primary_key=True),
    sa.Column("agent_id", sa.Integer, primary_key=True),
)
# The columns of another subject's table that are counted here; that subject writes them.
_escalations = sa.table(
    "escalations", sa.column("team_id", sa.Integer), sa.column("agent_id", sa.Integer),
    sa.column("state", sa.String), sa.column("created_at", UtcDateTime),
    sa.column("queued_at", UtcDateTime), sa.column("assigned_at", UtcDateTime),
    sa.column("ended_at", UtcDateTime), sa.column("is_test", sa.Boolean))
_PLAIN = ("name", "fallback_id", "is_automatic", "first_answer_minutes", "answer_minutes",
          "whole_minutes")


def _values(draft: TeamDraft) -> dict[str, Any]:
    return {
        **{name: getattr(draft, name) for name in _PLAIN},
        "themes": json.dumps(draft.themes), "hours": json.dumps(write_hours(draft.hours)),
        "communes": json.dumps(draft.communes, ensure_ascii=False),
        "closed_days": json.dumps([day.isoformat() for day in draft.closed_days]),
    }


def _to_team(row: Any, department: str) -> Team:
    return Team(
        id=row.id, themes=tuple(json.loads(row.themes)), communes=tuple(json.loads(row.communes)),
        hours=parse_hours(json.loads(row.hours)), department=department,
        closed_days=tuple(date.fromisoformat(day) for day in json.loads(row.closed_days)),
        **{name: row._mapping[name] for name in _PLAIN})


def insert(tx: Transaction, draft: TeamDraft) -> int:
    return tx.execute(teams.insert().values(**_values(draft))).inserted_primary_key[0]


def update(tx: Transaction, team_id: int, draft: TeamDraft) -> None:
    tx.execute(teams.update().where(teams.c.id == team_id).values(**_values(draft)))


def delete(tx: Transaction, team_id: int) -> None:
    """Delete a team and its memberships; those that fell back to it do so no more."""
    tx.execute(teams.update().where(teams.c.fallback_id == team_id).values(fallback_id=None))
    tx.execute(team_members.delete().where(team_members.c.team_id == team_id))
    tx.execute(teams.delete().where(teams.c.id == team_id))


def all_teams(tx: Transaction, department: str) -> list[Team]:
    rows = tx.execute(sa.select(teams).order_by(teams.c.id))
    return [_to_team(row, department) for row in rows]


def find(tx: Transaction, team_id: int, department: str) -> Team | None:
    row = tx.execute(sa.select(teams).where(teams.c.id == team_id)).first()
    return _to_team(row, department) if row else None


def members(tx: Transaction) -> dict[int, list[Agent]]:
    """The active agents of each team that has any."""
    found: dict[int, list[Agent]] = {}
    rows = tx.execute(
        sa.select(team_members.c.team_id, *agent_columns())
        .select_from(team_members.join(agents, agents.c.id == team_members.c.agent_id))
        .where(agents.c.is_active).order_by(agents.c.name, agents.c.id))
    for row in rows:
        found.setdefault(row.team_id, []).append(to_agent(row))
    return found


def set_members(tx: Transaction, team_id: int, agent_ids: Iterable[int]) -> None:
    """Whose account is not active stays: they are where they were when it is opened again."""
    own = team_members.c.team_id == team_id
    inactive = set(tx.execute(
        sa.select(agents.c.id).select_from(
            team_members.join(agents, agents.c.id == team_members.c.agent_id))
        .where(own, sa.not_(agents.c.is_active))).scalars())
    _replace(tx, own, [{"team_id": team_id, "agent_id": each}
                       for each in sorted(inactive | set(agent_ids))])


def set_teams(tx: Transaction, agent_id: int, team_ids: Iterable[int]) -> None:
    _replace(tx, team_members.c.agent_id == agent_id, [
        {"team_id": each, "agent_id": agent_id} for each in sorted(set(team_ids))])


def _replace(
    tx: Transaction, condition: sa.sql.ColumnElement, rows: list[dict[str, int]]
) -> None:
    tx.execute(team_members.delete().where(condition))
    if rows:
        tx.execute(team_members.insert(), rows)


def teams_of(tx: Transaction, agent_id: int) -> list[int]:
    return list(tx.execute(sa.select(team_members.c.team_id).where(
        team_members.c.agent_id == agent_id).order_by(team_members.c.team_id)).scalars())


def open_escalations(tx: Transaction, team_id: int) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(_escalations).where(
        _escalations.c.team_id == team_id,
        _escalations.c.state.in_(("waiting", "assigned")))).scalar_one()


def loads(tx: Transaction) -> dict[int, int]:
    """How many conversations each agent holds; those who hold none are left out."""
    rows = tx.execute(
        sa.select(_escalations.c.agent_id, sa.func.count().label("number"))
        .where(_escalations.c.state == "assigned").group_by(_escalations.c.agent_id))
    return {row.agent_id: row.number for row in rows}


def lock_agent(tx: Transaction, agent_id: int) -> None:
    """Make others who lock the agent wait until this transaction ends."""
    tx.execute(sa.select(agents.c.id).where(
        agents.c.id == agent_id).with_for_update(key_share=True))


def candidates(tx: Transaction) -> dict[int, list[Candidate]]:
    """The active agents of each team with what they hold and when they last did something."""
    held = loads(tx)
    last = sa.func.max(sa.func.coalesce(_escalations.c.ended_at, _escalations.c.assigned_at))
    rows = tx.execute(
        sa.select(_escalations.c.agent_id, sa.type_coerce(last, UtcDateTime).label("last"))
        .where(_escalations.c.agent_id.is_not(None)).group_by(_escalations.c.agent_id))
    idle = {row.agent_id: row.last for row in rows}
    return {team_id: [Candidate(agent, held.get(agent.id, 0), idle.get(agent.id))
                      for agent in agents_of]
            for team_id, agents_of in members(tx).items()}


def pick_ups(tx: Transaction, team_id: int, since: datetime, limit: int) -> list[PickUp]:
    """The newest real ones: those of tests are left out."""
    rows = tx.execute(
        sa.select(_escalations.c.assigned_at, _escalations.c.queued_at, _escalations.c.created_at)
        .where(_escalations.c.team_id == team_id, _escalations.c.assigned_at >= since,
               sa.not_(_escalations.c.is_test))
        .order_by(_escalations.c.assigned_at.desc()).limit(limit))
    return [PickUp(row.queued_at or row.created_at, row.assigned_at) for row in rows]
