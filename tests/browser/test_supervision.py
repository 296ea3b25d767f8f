"""Supervisors see who waits, what is late and who is there, pass conversations on, read the log."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from guido.handoff import Agents, Role
from guido.handoff.teams import TeamDraft, Teams
from tests.browser.axe import assert_accessible
from tests.browser.people import enter
from tests.live import Server, WidgetCitizen


class Crew:
    """A team of its own with one agent."""

    def __init__(self, server: Server) -> None:
        mark = uuid.uuid4().hex[:6]
        self.server, self.name = server, f"Équipe {mark}"
        self.agent = server.add_agent(f"Lou {mark}")
        with server.database() as database, database.transaction() as tx:
            team = Teams().add(tx, TeamDraft(name=self.name, first_answer_minutes=2))
            self.id = team.id
            self.agent_id = Agents().named(tx, self.agent.login).id
            Teams().set_members(tx, team.id, [self.agent_id])

    def gets_a_citizen(self, minutes_ago: float) -> str:
        """A citizen who has waited for this team for a while; their conversation."""
        citizen = WidgetCitizen(self.server)
        citizen.wishes("person")
        citizen.waits_for(lambda message: (message["custom"] or {}).get("type") == "handoff")
        then = datetime.now(timezone.utc) - timedelta(minutes=minutes_ago)
        with self.server.database() as database, database.transaction() as tx:
            conversation = tx.execute(sa.text(
                "SELECT conversation_id FROM escalations ORDER BY id DESC LIMIT 1")).scalar()
            tx.execute(sa.text(
                "UPDATE escalations SET team_id = :team, created_at = :at, queued_at = :at "
                "WHERE conversation_id = :id"), {
                    "team": self.id, "id": conversation,
                    "at": then.replace(tzinfo=None).isoformat(" ")})
        self.agent.does("presence", {"presence": "available"})  # the server tells of a change
        return conversation


@pytest.fixture(scope="module")
def supervisor(console_server):
    return console_server.add_agent("Sacha", Role.SUPERVISOR)


@pytest.fixture
def crew(console_server) -> Crew:
    return Crew(console_server)


@pytest.fixture
def page(console_server, supervisor, crew, open_page) -> Page:
    page = open_page("about:blank")
    enter(page, supervisor, "supervision")
    expect(page.locator("#summary")).not_to_have_text("Chargement…")
    return page


def card(page: Page, name: str):
    return page.locator("#teams > li").filter(has_text=name)


def row(page: Page, crew: Crew):
    return page.locator("#conversations > li").filter(has_text=crew.name)


def fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_who_waits_and_what_is_late_is_shown_live_and_passed_on(page, crew, shot):
    crew.gets_a_citizen(minutes_ago=1.6)
    late = crew.gets_a_citizen(minutes_ago=5)
    expect(card(page, crew.name)).to_contain_text("2 personnes attendent")
    expect(card(page, crew.name)).to_contain_text("la plus longue attente : 5 min")
    expect(card(page, crew.name)).to_contain_text("1 délai dépassé")
    expect(card(page, crew.name)).to_contain_text("1 délai bientôt dépassé")
    expect(card(page, crew.name)).to_contain_text("1 agent présent sur 1")
    expect(row(page, crew).first).to_contain_text("Première réponse : avant")
    expect(row(page, crew).first).to_contain_text("dépassé")
    assert_accessible(page)
    fits(page)
    shot(page, "supervision")

    row(page, crew).first.get_by_role("button", name="Réattribuer").press("Enter")
    dialog = page.get_by_role("dialog", name="Réattribuer la conversation")
    dialog.get_by_role("button", name="Réattribuer").click()
    expect(dialog.get_by_text("Choisissez une équipe ou un agent.")).to_be_visible()
    expect(dialog.get_by_label("À qui ?")).to_be_focused()
    assert_accessible(page)
    shot(page, "supervision-reassign")
    dialog.get_by_label("À qui ?").select_option(f"agent:{crew.agent_id}")
    dialog.get_by_label("Un mot").fill("Elle attend depuis longtemps")
    dialog.get_by_role("button", name="Réattribuer").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("La conversation est réattribuée.")).to_be_visible()
    expect(row(page, crew).filter(has_text=f"avec {crew.agent.login[:3].title()}")).to_have_count(1)
    expect(page.locator("#agents > li").filter(has_text=crew.name)).to_contain_text(
        "1 conversation sur 5")
    join = row(page, crew).first.get_by_role("link", name="Ouvrir")
    assert join.get_attribute("href") == f"/agents/#{late}"
    join.click()
    expect(page.get_by_role("log")).to_contain_text("Votre demande")


def test_the_focus_stays_where_it_is_while_the_page_changes(page, crew):
    crew.gets_a_citizen(minutes_ago=0)
    button = row(page, crew).get_by_role("button", name="Réattribuer")
    button.focus()
    crew.gets_a_citizen(minutes_ago=0)
    expect(row(page, crew)).to_have_count(2)
    expect(page.locator("#conversations button:focus")).to_have_count(1)


def test_somebody_who_has_left_can_be_set_away(page, crew):
    person = page.locator("#agents > li").filter(has_text=crew.name)
    expect(person).to_contain_text("disponible")
    person.get_by_role("button", name="Passer en absence").click()
    expect(person).to_contain_text("absent")
    expect(person.get_by_role("button")).to_have_count(0)


def test_the_audit_log_says_in_words_what_was_done_and_can_be_filtered(
    console_server, page, crew, supervisor, shot
):
    conversation = crew.gets_a_citizen(minutes_ago=1)
    console_server_agent = crew.agent
    assert console_server_agent.takes(conversation)[0] == 200
    page.goto(f"{console_server.origin}/agents/journal?conversation={conversation}")
    entry = page.get_by_role("row").filter(has_text="Conversation prise")
    expect(entry).to_contain_text(console_server_agent.login)
    expect(entry).to_contain_text(conversation[:8])
    assert_accessible(page)
    fits(page)
    page.get_by_role("link", name="Tout afficher").click()
    page.get_by_label("Identifiant").select_option(supervisor.login)
    page.get_by_label("Action").select_option("Connexion")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("par : mot de passe")
    assert page.get_by_role("row").count() < 50
    assert_accessible(page)
    shot(page, "journal")
    page.goto(f"{console_server.origin}/agents/journal?conversation=inconnue")
    expect(page.get_by_text("Aucune entrée ne correspond")).to_be_visible()
    assert_accessible(page)


def test_the_pages_are_for_those_who_may_see_them(console_server, crew, open_page):
    page = open_page("about:blank")
    enter(page, crew.agent)
    expect(page.get_by_role("link", name="Supervision")).to_have_count(0)
    for name in ("supervision", "administration", "journal"):
        page.goto(f"{console_server.origin}/agents/{name}")
        expect(page.get_by_role("heading", name="Page réservée")).to_be_visible()
    for path in ("supervision", "administration"):
        assert crew.agent.reads(path)[0] == 403
    assert crew.agent.does(f"supervision/agents/{crew.agent_id}/away")[0] == 403
