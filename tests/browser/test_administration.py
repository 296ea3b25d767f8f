"""Administrators keep accounts, teams, canned replies and notices in a browser."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, expect

from guido.handoff import Role
from tests.browser.axe import assert_accessible
from tests.browser.people import enter, sign_in


@pytest.fixture(scope="module")
def administrator(console_server):
    return console_server.add_agent("Alix", Role.ADMINISTRATOR)


@pytest.fixture
def page(console_server, administrator, open_page) -> Page:
    page = open_page("about:blank")
    enter(page, administrator, "administration")
    expect(page.get_by_role("heading", name="Comptes", exact=True)).to_be_visible()
    return page


def section(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Rubriques").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def saves(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer").locator("visible=true").click()


def fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_an_account_is_made_with_a_password_shown_once_and_closed_again(
    console_server, page, open_page, shot
):
    login = f"noe-{uuid.uuid4().hex[:6]}"
    assert_accessible(page)
    fits(page)
    shot(page, "administration-accounts")
    page.get_by_role("button", name="Ajouter un compte").click()
    expect(page.get_by_role("heading", name="Ajouter un compte")).to_be_focused()
    page.get_by_label("Nom affiché").fill("Noé")
    page.get_by_label("Adresse électronique").fill("noe")
    saves(page)
    expect(page.get_by_role("alert").filter(has_text="à corriger")).to_have_text(
        "1 champ est à corriger.")
    expect(page.get_by_label("Identifiant", exact=True)).to_be_focused()
    page.get_by_label("Identifiant", exact=True).fill(login)
    saves(page)
    email = page.get_by_label("Adresse électronique")
    expect(email).to_be_focused()
    expect(email).to_have_value("noe")
    expect(email).to_have_attribute("aria-invalid", "true")
    assert "adresse" in email.evaluate(
        "(node) => document.getElementById(node.getAttribute('aria-describedby').split(' ').at(-1))"
        ".textContent").lower()
    assert_accessible(page)
    fits(page)
    shot(page, "administration-account-refused")
    email.fill("")
    page.get_by_label("Rôle").select_option("Superviseur")
    saves(page)
    dialog = page.get_by_role("dialog", name="Mot de passe de Noé")
    password = dialog.locator("#password-value").inner_text()
    assert_accessible(page)
    shot(page, "administration-password")
    dialog.get_by_role("button", name="J'ai noté").click()
    expect(page.locator("#password-value")).to_be_empty()
    assert password not in page.content()

    newcomer = open_page(f"{console_server.origin}/agents/sign-in")
    sign_in(newcomer, login, password)
    expect(newcomer.get_by_role("link", name="Supervision")).to_be_visible()
    expect(newcomer.get_by_role("link", name="Administration")).to_have_count(0)

    row = page.get_by_role("listitem").filter(has_text=login)
    row.get_by_role("button").click()
    page.get_by_role("button", name="Désactiver le compte").click()
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Désactiver").click()
    expect(row.get_by_role("heading", name="Noé (désactivé)")).to_be_visible()
    newcomer.wait_for_url("**/agents/sign-in", timeout=30_000)  # as soon as a stream of theirs ends
    newcomer.goto(f"{console_server.origin}/agents/supervision")
    expect(newcomer.get_by_label("Mot de passe")).to_be_visible()


def test_a_team_is_made_with_the_keyboard_and_mistakes_lose_nothing(page, shot):
    name = f"Équipe {uuid.uuid4().hex[:6]}"
    section(page, "Équipes")
    page.get_by_role("button", name="Ajouter une équipe").press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Nom", exact=True)).to_be_focused()
    page.keyboard.type(name)
    page.get_by_label("Papiers, permis et séjour").press("Space")
    page.get_by_label("Lundi").fill("8:30-12:00 13:30-17:00")
    page.get_by_label("Jeudi").fill("de 9 à 12")
    page.get_by_label("Autres jours").fill("24/12/2026\n30/02/2026")
    page.get_by_label("Première réponse").fill("0")
    page.get_by_label("Alix").first.press("Space")
    assert_accessible(page)
    shot(page, "administration-team")
    page.get_by_role("button", name="Enregistrer").locator("visible=true").press("Enter")
    expect(page.get_by_text("3 champs sont à corriger.")).to_be_visible()
    expect(page.get_by_label("Jeudi")).to_be_focused()
    expect(page.get_by_label("Jeudi")).to_have_value("de 9 à 12")
    expect(page.get_by_label("Papiers, permis et séjour")).to_be_checked()
    assert_accessible(page)
    fits(page)
    shot(page, "administration-team-refused")
    page.get_by_label("Jeudi").fill("9:00-12:00")
    page.get_by_label("Autres jours").fill("24/12/2026")
    page.get_by_label("Première réponse").fill("7")
    saves(page)
    row = page.get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("lundi 08:30-12:00 13:30-17:00, jeudi 09:00-12:00")
    expect(row).to_contain_text("Papiers, permis et séjour · toutes les communes")
    expect(row).to_contain_text("1 agent")
    fits(page)
    shot(page, "administration-teams")
    row.get_by_role("button").click()
    expect(page.get_by_label("Première réponse")).to_have_value("7")
    expect(page.get_by_label("Autres jours")).to_have_value("24/12/2026")
    page.get_by_role("button", name="Supprimer l'équipe").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    page.get_by_role("button", name="Supprimer l'équipe").click()
    page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("heading", name="Équipes", exact=True)).to_be_focused()


def test_canned_replies_and_notices_are_kept(page, shot):
    shortcut = f"h{uuid.uuid4().hex[:6]}"
    section(page, "Réponses types")
    page.get_by_role("button", name="Ajouter une réponse type").click()
    page.get_by_label("Raccourci").fill(shortcut)
    page.get_by_label("Titre").fill("Les horaires")
    page.get_by_label("Texte").locator("visible=true").fill("Bonjour, je suis {nom}.")
    saves(page)
    expect(page.get_by_text("Un mot entre accolades")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Texte").locator("visible=true").fill("Bonjour, je suis {agent}.")
    saves(page)
    expect(page.get_by_role("listitem").filter(has_text=shortcut)).to_contain_text("{agent}")
    shot(page, "administration-canned")

    section(page, "Annonces")
    page.get_by_role("button", name="Ajouter une annonce").click()
    page.get_by_label("Texte").locator("visible=true").fill("La mairie est fermée lundi.")
    page.get_by_label("Visible à partir du").fill("2026-11-20T08:00")
    page.get_by_label("Visible jusqu'au").fill("2026-11-19T08:00")
    saves(page)
    expect(page.get_by_text("La fin vient après le début")).to_be_visible()
    assert_accessible(page)
    shot(page, "administration-notice")
    page.get_by_label("Visible jusqu'au").fill("2036-11-19T08:00")
    saves(page)
    row = page.get_by_role("listitem").filter(has_text="La mairie est fermée lundi.").first
    expect(row).to_contain_text("visible, du 20 novembre 2026 à 08:00 au 19 novembre 2036")
    assert_accessible(page)
    row.get_by_role("button").click()
    expect(page.get_by_label("Visible jusqu'au")).to_have_value("2036-11-19T08:00")
    page.get_by_role("button", name="Supprimer").locator("visible=true").click()
    page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    expect(page.get_by_text("C’est supprimé.")).to_be_visible()


def test_what_was_typed_stays_when_the_server_does_not_answer(page, shot):
    page.get_by_role("button", name="Ajouter un compte").click()
    page.get_by_label("Nom affiché").fill("Noé")
    page.route("**/data/administration/accounts", lambda route: route.abort())
    saves(page)
    expect(page.get_by_text("Le serveur n’a pas répondu")).to_be_visible()
    expect(page.get_by_label("Nom affiché")).to_have_value("Noé")
    page.unroute("**/data/administration/accounts")
    page.route("**/data/administration", lambda route: route.abort())
    page.on("dialog", lambda dialog: dialog.accept())  # leaves what was typed
    page.reload()
    expect(page.get_by_text("n’ont pas pu être chargées")).to_be_visible()
    assert_accessible(page)
    page.unroute("**/data/administration")
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("button", name="Ajouter un compte")).to_be_visible()
