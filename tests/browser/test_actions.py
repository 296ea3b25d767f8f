"""What an agent does with a conversation besides writing, in browsers, with the keyboard."""

from __future__ import annotations

import re
import shutil
import uuid

import pytest
import yaml
from playwright.sync_api import Page, expect

from guido.handoff import Role
from tests.browser.axe import assert_accessible
from tests.browser.people import AgentPage, enter
from tests.live import Part, WidgetCitizen

TOKEN = "a secret of two administrations"
# For what looks the same at every width.


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A console that is its own partner, so that what is forwarded goes on beside it."""
    folder = tmp_path_factory.mktemp("actions")
    server = Part("console", folder, GUIDO_DATA=str(folder / "data"),
                  GUIDO_PARTNER_TOKENS=f"Préfecture={TOKEN}")
    shutil.copytree("data", folder / "data")
    path = folder / "data" / "handoff.yml"
    handoff = yaml.safe_load(path.read_text(encoding="utf-8"))
    handoff["partners"] = [{"name": "Préfecture", "url": server.origin},
                           {"name": "Caf", "email": "accueil@caf.example"}]
    path.write_text(yaml.safe_dump(handoff), encoding="utf-8")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def camille(server):
    return server.add_agent("Camille")


@pytest.fixture(scope="module")
def sacha(server):
    return server.add_agent("Sacha")


class Held:
    """A conversation that an agent holds, and its citizen."""

    def __init__(self, server, agent, words: str = "ma question") -> None:
        self.citizen = WidgetCitizen(server)
        self.words = f"{words} {uuid.uuid4().hex[:8]}"
        self.citizen.wishes("person")
        self.citizen.posts(self.words)
        self.id = agent.finds(self.words)


@pytest.fixture
def held(server, camille):
    held = Held(server, camille)
    assert camille.takes(held.id)[0] == 200
    yield held
    camille.does(f"conversations/{held.id}/close")


class Actions:
    """An agent's page with an open conversation."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.locator("#actions")
        self.status = page.locator("#actions-status")
        expect(page.locator("#log")).to_be_visible()

    def shows_the_panel(self) -> None:
        button = self.page.locator("#show-panel")
        if button.is_visible() and button.get_attribute("aria-expanded") == "false":
            button.click()
        expect(self.panel).to_be_visible()

    def opens(self, name: str):
        """The dialog behind a button of the panel."""
        self.shows_the_panel()
        self.panel.get_by_role("button", name=name, exact=True).click()
        dialog = self.page.locator("dialog.action[open]")
        expect(dialog).to_be_visible()
        return dialog


@pytest.fixture
def opens(server, open_page):
    """A function: an agent signs in and opens a conversation."""
    def opens(account, conversation: str) -> Actions:
        page = open_page("about:blank")
        enter(page, account, f"#{conversation}")
        AgentPage(page)
        # Nothing can be done with a conversation before it is there.
        expect(page.locator("#notice")).not_to_have_text(re.compile("^$|^Chargement"))
        return Actions(page)
    return opens


def said(citizen, text: str) -> None:
    citizen.waits_for(lambda message: text in message["text"])


@pytest.mark.wide
def test_an_agent_transfers_with_a_word_and_the_receiver_answers(
    server, camille, sacha, held, opens, shot
):
    agent = opens(camille, held.id)
    dialog = agent.opens("Transférer")
    choice = dialog.get_by_label("À qui ?")
    value = choice.locator("option", has_text="Sacha").first.get_attribute("value")
    choice.select_option(value)
    dialog.get_by_label("Un mot").fill("Il demande en anglais.")
    assert_accessible(agent.page)
    shot(agent.page, "transfer")
    dialog.get_by_role("button", name="Transférer").click()
    expect(dialog).to_be_hidden()
    said(held.citizen, "passe à Sacha")
    assert sacha.writes(held.id, "Hello")[0] == 202
    _, context = sacha.reads(f"conversations/{held.id}/context")
    assert "Il demande en anglais." in str(context)
    sacha.does(f"conversations/{held.id}/close")


def test_who_is_not_connected_gets_it_only_after_a_confirmation(
    server, camille, held, opens, shot
):
    nadia = server.add_agent("Nadia")
    nadia.does("presence", {"presence": "away"})
    agent = opens(camille, held.id)
    dialog = agent.opens("Transférer")
    choice = dialog.get_by_label("À qui ?")
    choice.select_option(choice.locator(
        "option", has_text="Nadia").first.get_attribute("value"))
    expect(dialog.locator("#transfer-hint")).to_contain_text("hors ligne")
    dialog.get_by_role("button", name="Transférer").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Confirmez")
    shot(agent.page, "transfer-away")
    dialog.get_by_label("Transférer quand même").check()
    assert_accessible(agent.page)
    dialog.get_by_role("button", name="Transférer").click()
    said(held.citizen, "passe à Nadia")
    nadia.does(f"conversations/{held.id}/close")


def test_ending_with_an_outcome_and_tags_with_the_keyboard_alone(camille, held, opens, shot):
    agent = opens(camille, held.id)
    agent.page.get_by_label("Votre réponse").focus()
    agent.page.keyboard.press("Alt+Shift+X")
    dialog = agent.page.get_by_role("dialog", name="Terminer la conversation")
    expect(dialog.get_by_label("Réponse donnée")).to_be_focused()
    agent.page.keyboard.press("ArrowDown")
    dialog.get_by_label("Étiquette (facultatif)").focus()
    agent.page.keyboard.type("passeport")
    agent.page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Retirer l’étiquette passeport")).to_be_visible()
    assert_accessible(agent.page)
    shot(agent.page, "end")
    agent.page.keyboard.press("Tab")
    agent.page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Fermer la conversation")).to_be_focused()
    agent.page.keyboard.press("Enter")
    expect(agent.page.locator("#notice")).to_have_text("Vous avez terminé la conversation.")
    expect(agent.page.locator("#conversation-title")).to_be_focused()
    said(held.citizen, "a terminé la conversation")
    _, marks = camille.reads(f"conversations/{held.id}/actions")
    assert (marks["outcome"], marks["tags"]) == ("elsewhere", ["passeport"])


def test_escape_closes_a_dialog_and_gives_the_focus_back(camille, held, opens):
    agent = opens(camille, held.id)
    agent.opens("Programmer un message")
    agent.page.keyboard.press("Escape")
    expect(agent.page.locator("dialog[open]")).to_have_count(0)
    expect(agent.panel.get_by_role("button", name="Programmer un message")).to_be_focused()


def test_tags_a_day_to_come_back_and_a_test_are_kept(camille, held, opens, shot):
    agent = opens(camille, held.id)
    agent.shows_the_panel()
    agent.panel.get_by_text("Étiquettes et suivi").click()
    agent.panel.get_by_label("Nouvelle étiquette").fill("urgent")
    agent.page.keyboard.press("Enter")
    expect(agent.status).to_have_text("C’est enregistré.")
    agent.panel.get_by_label("Y revenir le").fill("2020-01-01")
    agent.panel.get_by_role("button", name="Enregistrer").click()
    expect(agent.panel.locator("#follow-up-error")).to_contain_text("Ce jour est passé")
    expect(agent.panel.get_by_label("Y revenir le")).to_have_value("2020-01-01")
    shot(agent.page, "marks")
    assert_accessible(agent.page)
    agent.panel.get_by_label("Y revenir le").fill("2030-05-02")
    agent.panel.get_by_role("button", name="Enregistrer").click()
    expect(agent.panel.get_by_role("button", name="Effacer la date")).to_be_visible()
    agent.panel.get_by_label(re.compile("Essai")).check()
    expect(agent.panel.locator("#follow-up-error")).to_have_text("")
    agent.page.reload()
    agent.shows_the_panel()
    agent.panel.get_by_text("Étiquettes et suivi").click()
    expect(agent.panel.get_by_role("button", name="Retirer l’étiquette urgent")).to_be_visible()
    expect(agent.panel.get_by_label("Y revenir le")).to_have_value("2030-05-02")
    expect(agent.panel.get_by_label(re.compile("Essai"))).to_be_checked()


def test_a_message_is_scheduled_seen_and_cancelled(camille, held, opens, shot):
    agent = opens(camille, held.id)
    agent.page.get_by_label("Votre réponse").fill("Pensez à votre photo.")
    dialog = agent.opens("Programmer un message")
    expect(dialog.get_by_label("Message")).to_have_value("Pensez à votre photo.")
    dialog.get_by_label("Jour").fill("2020-01-01")
    dialog.get_by_role("button", name="Programmer").click()
    expect(dialog.get_by_role("alert")).to_have_text("1 champ à corriger.")
    expect(dialog.get_by_label("Jour")).to_be_focused()
    assert_accessible(agent.page)
    shot(agent.page, "schedule")
    day = agent.page.evaluate(
        "new Date(Date.now() + 3 * 864e5).toLocaleDateString('sv-SE')")
    dialog.get_by_label("Jour").fill(day)
    dialog.get_by_role("button", name="Programmer").click()
    listed = agent.panel.locator("#scheduled-list")
    expect(listed).to_contain_text("Pensez à votre photo.")
    expect(agent.page.locator("#input")).to_have_value("")
    shot(agent.page, "scheduled")
    assert_accessible(agent.page)
    listed.get_by_role("button", name="Annuler l’envoi").click()
    expect(agent.panel.locator("#scheduled")).to_be_hidden()
    expect(agent.page.locator("#actions-title")).to_be_focused()


def test_two_conversations_of_one_person_are_joined_and_separated(
    server, camille, held, opens, shot
):
    other = Held(server, camille, "mon autre question")
    agent = opens(camille, held.id)
    dialog = agent.opens("Réunir")
    dialog.get_by_role("button", name="Réunir").click()
    expect(dialog.locator("fieldset .error")).to_have_text("Choisissez une conversation.")
    dialog.get_by_label(re.compile(other.words)).check()
    assert_accessible(agent.page)
    shot(agent.page, "join")
    dialog.get_by_role("button", name="Réunir").click()
    joined = agent.panel.locator("#joined-list")
    expect(joined).to_contain_text(other.words)
    said(other.citizen, "Camille a pris votre conversation")
    camille.writes(held.id, "Bonjour à vous, deux fois.")
    said(other.citizen, "Bonjour à vous, deux fois.")
    shot(agent.page, "joined")
    joined.get_by_role("button", name="Séparer").click()
    expect(agent.panel.locator("#joined")).to_be_hidden()
    camille.does(f"conversations/{other.id}/close")


def test_an_abusive_person_is_blocked_for_a_time_and_a_supervisor_ends_that(
    server, camille, held, opens, shot
):
    agent = opens(camille, held.id)
    dialog = agent.opens("Bloquer")
    dialog.get_by_label("Raison").select_option("threats")
    dialog.get_by_label("Durée").select_option("7")
    assert_accessible(agent.page)
    shot(agent.page, "block")
    dialog.get_by_role("button", name="Bloquer").click()
    said(held.citizen, "01 99 00 12 34")
    expect(agent.status).to_contain_text("Vous avez bloqué cette personne")
    agent.shows_the_panel()
    expect(agent.panel.locator("#blocked")).to_contain_text("Bloquée jusqu’au")
    expect(agent.panel.get_by_role("button", name="Débloquer")).to_be_hidden()
    assert camille.does(f"conversations/{held.id}/unblock")[0] == 403
    boss = server.add_agent("Morgane", Role.SUPERVISOR)
    page = opens(boss, held.id)
    page.shows_the_panel()
    page.panel.get_by_role("button", name="Débloquer").click()
    expect(page.panel.locator("#blocked")).to_be_hidden()


def test_a_forwarded_conversation_goes_on_at_the_other_institution(
    server, camille, held, opens, open_page, shot
):
    agent = opens(camille, held.id)
    dialog = agent.opens("Envoyer ailleurs")
    choice = dialog.get_by_label("Administration", exact=True)
    expect(choice.locator("option", has_text="Caf")).to_be_disabled()
    choice.select_option("Préfecture")
    dialog.get_by_role("button", name="Envoyer").click()
    expect(dialog.locator("#forward-agreed-error")).to_contain_text("Demandez d'abord l'accord")
    assert_accessible(agent.page)
    shot(agent.page, "forward")
    dialog.get_by_label(re.compile("La personne est d'accord")).check()
    dialog.get_by_role("button", name="Envoyer").click()
    said(held.citizen, "#continue=")
    address = held.citizen.sees()[-1]["custom"]["url"]
    citizen = open_page(address)
    expect(citizen.get_by_role("log").get_by_text(held.words)).to_be_visible()
    expect(citizen.get_by_role("log").get_by_text("Vous continuez ici")).to_be_visible()
    assert "continue" not in citizen.url
    shot(citizen, "continued")
    assert_accessible(citizen)
    second = open_page(address)
    expect(second.get_by_text("Ce lien a déjà servi")).to_be_visible()


def test_the_citizen_sees_the_address_as_a_link(server, camille, held, open_page):
    page = open_page(server.origin)
    page.evaluate("token => localStorage.setItem('guido.token', token)",
                  held.citizen.headers["Authorization"].removeprefix("Bearer "))
    page.reload()
    page.get_by_role("button", name="Une question").click()
    camille.does(f"conversations/{held.id}/forward", {
        "partner": "Préfecture", "agreed": True})
    link = page.get_by_role("link", name="Continuer chez Préfecture")
    expect(link).to_have_attribute("href", re.compile(r"/#continue=[0-9a-f]{64}$"))
