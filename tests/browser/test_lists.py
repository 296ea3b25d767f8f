"""The lists in a browser: live, alerts, filters, search, presence, and all by keyboard."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

from guido.conversations import Conversations
from guido.handoff import Handoff, State, store
from guido.handoff.teams import TeamDraft, Teams
from tests.browser.axe import assert_accessible
from tests.browser.people import enter, show_list
from tests.live import WidgetCitizen

# Stands in for what a headless browser has not, and remembers what was done with it.
_RECORDED = """
window.sounds = 0;
window.notified = [];
window.AudioContext = class extends AudioContext {
  resume() { window.sounds += 1; return super.resume(); }
};
window.Notification = class extends EventTarget {
  static permission = 'default';
  static async requestPermission() { return (this.permission = window.answer ?? 'granted'); }
  constructor(title, options) { super(); window.notified.push(JSON.stringify([title, options])); }
};
document.hasFocus = () => false;
"""


class Console:
    """An agent's page on the console, and the same account over HTTP."""

    def __init__(self, server, open_page) -> None:
        self.server = server
        self.account = server.add_agent("Camille")
        for entry in self.account.queue():  # who waits for long would be told of, too
            if self.account.takes(entry["conversation"])[0] == 200:
                self.account.does(f"conversations/{entry['conversation']}/close")
        self.page = open_page("about:blank")
        self.page.add_init_script(_RECORDED)
        enter(self.page, self.account)
        self.is_live()

    def is_live(self) -> None:
        """Wait until the page has been told the queue."""
        expect(self.page.locator(".count").first).to_have_text(re.compile(r"\d"))

    def reloads(self) -> None:
        self.page.reload()
        self.is_live()

    def someone_waits(self) -> tuple[WidgetCitizen, str, str]:
        """A citizen, what they wrote last, and their conversation."""
        citizen = WidgetCitizen(self.server)
        citizen.wishes("person")
        citizen.waits_for(lambda m: (m["custom"] or {}).get("type") == "handoff")
        text = f"mot{uuid.uuid4().hex[:12]}"
        citizen.posts(text)
        return citizen, text, self.account.finds(text)

    def line(self, text):
        return self.page.locator("#queue button", has_text=text)

    def count(self, tab) -> int:
        return int(self.page.get_by_role("tab", name=tab).locator(".count").inner_text())


@pytest.fixture
def console(console_server, open_page):
    return Console(console_server, open_page)


def test_there_is_an_alert_when_somebody_waits_without_reloading(console, shot):
    page = console.page
    expect(page.get_by_role("tab", name="En attente")).to_have_attribute("aria-selected", "true")
    before = console.count("En attente")
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label("Afficher une notification de l'ordinateur").check()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    assert_accessible(page)
    shot(page, "console-settings")
    page.keyboard.press("Escape")

    _, text, _ = console.someone_waits()
    expect(console.line(text)).to_be_visible()
    expect(console.line(text)).to_contain_text("attend depuis")
    expect(page.locator("#alert-text")).to_have_text("Une personne attend une réponse.")
    expect(page).to_have_title(re.compile(rf"^\({before + 1}\) Conversations"))
    assert console.count("En attente") == before + 1
    assert page.evaluate("window.sounds") == 1
    [notification] = page.evaluate("window.notified")
    assert "Une personne attend" in notification
    assert text not in notification
    assert_accessible(page)
    shot(page, "console-lists")
    page.get_by_role("button", name="Voir").click()
    expect(page.locator("#alert-text")).to_be_empty()
    expect(page.get_by_role("log").get_by_text(text)).to_be_visible()


def test_alerts_that_are_switched_off_stay_off(console):
    page = console.page
    page.get_by_role("button", name="Réglages").click()
    for name in ("Jouer un son", "Afficher le nombre dans le titre"):
        with page.expect_response("**/data/preferences"):
            page.get_by_label(name).uncheck()
    page.evaluate("window.answer = 'denied'")
    page.get_by_label("Afficher une notification de l'ordinateur").click()
    expect(page.get_by_text("Votre navigateur refuse les notifications.")).to_be_visible()
    expect(page.get_by_label("Afficher une notification de l'ordinateur")).not_to_be_checked()
    console.reloads()
    console.someone_waits()
    expect(page.locator("#alert-text")).to_have_text("Une personne attend une réponse.")
    expect(page).to_have_title(re.compile("^Conversations"))
    assert page.evaluate("[window.sounds, window.notified.length]") == [0, 0]


def test_a_conversation_moves_from_list_to_list(console):
    citizen, text, conversation = console.someone_waits()
    expect(console.line(text)).to_be_visible()
    console.account.takes(conversation)
    expect(console.line(text)).to_have_count(0)
    expect(console.page.locator("#alert-text")).to_have_text("Une conversation vous a été donnée.")
    show_list(console.page, "Les miennes")
    expect(console.line(text)).to_contain_text("avec vous")
    news = f"mot{uuid.uuid4().hex[:12]}"
    citizen.posts(news)
    expect(console.line(news)).to_contain_text("2 nouveaux")
    console.account.does(f"conversations/{conversation}/close")
    expect(console.line(news)).to_have_count(0)
    show_list(console.page, "Fermées")
    line = console.page.locator(f"[data-conversation='{conversation}']")
    expect(line).to_contain_text("Terminée par Camille")
    assert_accessible(console.page)


def test_a_promise_that_was_missed_is_said_in_words(console, shot):
    _, text, conversation = console.someone_waits()
    with console.server.database() as database, database.transaction() as tx:
        escalation = store.open_of(tx, conversation)
        store.change(tx, escalation.id, created_at=datetime.now(timezone.utc) - timedelta(hours=3),
                     tags=("à rappeler",), contact_kind="telephone", contact_value="+33199001234",
                     team_id=_a_team(tx))
    console.reloads()
    line = console.line(text)
    expect(line).to_contain_text("Première réponse : en retard de")
    expect(line).to_contain_text("Téléphone laissé")
    assert_accessible(console.page)
    line.scroll_into_view_if_needed()
    shot(console.page, "console-missed")


def test_an_agent_is_told_of_a_mention_and_of_a_clock_that_runs_out(console):
    _, text, conversation = console.someone_waits()
    expect(console.line(text)).to_be_visible()
    colleague = console.server.add_agent("Dominique")
    note = f"à voir avec @{console.account.login}"
    assert colleague.does(f"conversations/{conversation}/notes", {"text": note})[0] < 300
    alert = console.page.locator("#alert-text")
    expect(alert).to_have_text("On vous a cité dans une note.")
    expect(console.line(text)).to_contain_text("On vous a cité")
    with console.server.database() as database, database.transaction() as tx:
        store.change(tx, store.open_of(tx, conversation).id, team_id=_a_team(tx),
                     created_at=datetime.now(timezone.utc) - timedelta(seconds=50))
    colleague.does("presence", {"presence": "busy"})  # so that everybody looks again
    expect(alert).to_have_text("Un délai de réponse est presque dépassé.")
    expect(console.line(text)).to_contain_text("Première réponse : il reste")


def _a_team(tx) -> int:
    return Teams().add(tx, TeamDraft(f"Équipe {uuid.uuid4().hex[:6]}", first_answer_minutes=1)).id


def test_filters_stay_in_the_address_and_hide_test_conversations(console, shot):
    page = console.page
    _, text, conversation = console.someone_waits()
    expect(console.line(text)).to_be_visible()
    page.locator("#filters summary").click()
    page.locator("#filters").get_by_label("Raison").select_option("complaint")
    expect(console.line(text)).to_have_count(0)
    expect(page.locator("#list-count")).to_contain_text("avec vos filtres")
    assert_accessible(page)
    shot(page, "console-filters")
    console.reloads()
    expect(page.locator("#filters-number")).to_have_text("(1)")
    expect(console.line(text)).to_have_count(0)
    page.locator("#filters summary").click()
    page.get_by_role("button", name="Effacer les filtres").click()
    expect(console.line(text)).to_be_visible()
    with console.server.database() as database, database.transaction() as tx:
        store.change(tx, store.open_of(tx, conversation).id, is_test=True)
    console.reloads()
    page.locator("#filters summary").click()
    expect(page.locator("#list-count")).to_have_text(re.compile("atten"))
    expect(console.line(text)).to_have_count(0)
    page.get_by_label("Montrer aussi les essais").check()
    expect(console.line(text)).to_contain_text("Essai")


def test_searching_finds_what_was_written_and_marks_it(console, shot):
    page = console.page
    _, text, conversation = console.someone_waits()
    console.account.takes(conversation)
    console.account.does(f"conversations/{conversation}/close")
    page.get_by_label("Chercher dans les conversations").fill(text.upper())
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 conversation trouvée.")).to_be_visible()
    line = console.line(text)
    expect(line.locator("mark")).to_have_text(text)
    assert_accessible(page)
    shot(page, "console-found")
    page.reload()
    expect(console.line(text)).to_be_visible()
    page.get_by_role("button", name="Revenir aux listes").click()
    expect(page.get_by_role("tab", name="En attente")).to_be_focused()
    page.get_by_label("Chercher dans les conversations").fill("introuvable-nulle-part")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Aucune conversation trouvée")).to_be_visible()


def test_more_ended_conversations_are_shown_on_demand(console):
    tag = uuid.uuid4().hex[:8]
    with console.server.database() as database, database.transaction() as tx:
        conversations = Conversations(b"key")
        handoff = Handoff(conversations)
        for number in range(27):
            conversation = conversations.open(tx, "rest", f"{tag} {number}").id
            handoff.request(tx, conversation, "asked")
            handoff.finish(tx, handoff.open_of(tx, conversation), State.ABANDONED, tags=(tag,))
    page = console.page
    page.goto(f"{console.server.origin}/agents/#?list=closed&tag={tag}")
    console.reloads()
    lines = page.locator("#queue button")
    expect(lines).to_have_count(25)
    page.get_by_role("button", name="Afficher la suite").click()
    expect(lines).to_have_count(27)
    expect(lines.nth(25)).to_be_focused()
    expect(lines.last).to_contain_text("La personne a quitté la file")
    expect(page.get_by_role("button", name="Afficher la suite")).to_be_hidden()


def test_the_focus_stays_while_the_list_changes(console):
    page = console.page
    _, first, conversation = console.someone_waits()
    citizen, second, _ = console.someone_waits()
    expect(console.line(second)).to_be_visible()
    console.line(first).focus()
    page.keyboard.press("ArrowDown")
    expect(console.line(second)).to_be_focused()
    news = f"mot{uuid.uuid4().hex[:12]}"
    citizen.posts(news)
    expect(console.line(news)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(console.line(first)).to_be_focused()
    console.account.takes(conversation)  # leaves this list
    expect(console.line(first)).to_have_count(0)
    expect(console.line(news)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text(news)).to_be_visible()


def test_shortcuts_are_listed_and_work(console, shot):
    page = console.page
    _, text, _ = console.someone_waits()
    expect(console.line(text)).to_be_visible()
    page.keyboard.press("Alt+Shift+3")
    expect(page.get_by_role("tab", name="Toutes")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Fermées")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Alt+Shift+S")
    page.keyboard.type("pourquoi ?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Chercher dans les conversations")).to_have_value("pourquoi ?")
    page.keyboard.press("Alt+Shift+1")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Raccourcis clavier")
    expect(dialog.get_by_text("Première personne qui attend")).to_be_visible()
    assert_accessible(page)
    shot(page, "console-shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+Shift+N")
    expect(page.locator("#queue [aria-current]")).to_have_count(1)


def test_presence_is_chosen_and_noticed(console):
    page = console.page

    def presence():
        return console.account.does("presence")[1]["presence"]

    with page.expect_response("**/data/presence"):
        page.get_by_label("Ma présence").select_option("Occupé(e)")
    assert presence() == "busy"
    page.clock.install()
    page.reload()
    page.clock.fast_forward("09:00")
    assert presence() == "busy"
    with page.expect_response("**/data/presence"):
        page.clock.fast_forward("01:20")
    expect(page.get_by_label("Ma présence")).to_have_value("away")
    expect(page.get_by_text("Votre présence est passée à « Absent(e) »")).to_be_visible()
    assert presence() == "away"
    with page.expect_response("**/data/presence"):
        page.keyboard.press("Tab")
    expect(page.get_by_text("Votre présence est de nouveau « Occupé(e) ».")).to_be_visible()
    assert presence() == "busy"
