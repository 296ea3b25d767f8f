"""Filling an empty database with made-up cases and an agent, for trying the service."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from guido.cases import Cases
from guido.cases.demonstration import DemonstrationCase, demonstration_cases
from guido.cases.reference import write_reference
from guido.catalogue import Catalogue
from guido.handoff import Agents, Role
from guido.handoff.teams import Teams
from guido.settings import Settings
from guido.storage import Database, Transaction

AGENT_LOGIN = "agent"
AGENT_NAME = "Camille"
_STARTED = date(2026, 11, 20)


@dataclass(frozen=True)
class Filled:
    """What was made up now; None for what was there already."""

    agent_password: str | None
    example: DemonstrationCase | None


def fill(settings: Settings, database: Database) -> Filled:
    """Make the demonstration cases if there are no cases, and an agent if there is none."""
    with database.transaction() as tx:
        return Filled(_make_agent(tx), _make_cases(tx, settings))


def _make_agent(tx: Transaction) -> str | None:
    agents = Agents()
    if agents.all(tx):
        return None
    password = secrets.token_urlsafe(12)
    agents.add(tx, AGENT_LOGIN, AGENT_NAME, password, Role.ADMINISTRATOR)
    made, = agents.all(tx)
    teams = Teams()
    teams.set_teams(tx, made.id, [team.id for team in teams.all(tx)])
    return password


def _make_cases(tx: Transaction, settings: Settings) -> DemonstrationCase | None:
    cases = Cases(settings.secret_key())
    if cases.count(tx):
        return None
    made = made_up_cases(settings)
    for each in made:
        cases.file(tx, each.case, each.birth_date)
    return made[0]


def made_up_cases(settings: Settings, today: date = _STARTED) -> list[DemonstrationCase]:
    """The cases of the seeded generator for all services that have cards."""
    catalogue = Catalogue(settings.data_dir / "catalogue")
    services = [entry.name for entry in catalogue.services() if entry.cards]
    return list(demonstration_cases(services, today))


def describe(each: DemonstrationCase) -> str:
    """A made-up case as its citizen would have it."""
    reference = write_reference(each.case.reference)
    state = each.case.current.state.value
    return f"{reference}  {each.birth_date:%d/%m/%Y}  {each.case.service}  {state}"
