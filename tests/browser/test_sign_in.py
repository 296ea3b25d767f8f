"""Signing in, in a browser: with a password, and with a real identity provider."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_accessible
from tests.browser.people import sign_in


def goes_to_provider(page, login: str) -> None:
    page.get_by_role("link", name="Se connecter avec ProConnect").click()
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.locator("button[type=submit]").click()  # the provider asks whether Guido may know


def test_an_agent_signs_in_with_the_provider_and_out_of_both(openid_server, open_page, shot):
    login = f"camille-{uuid.uuid4().hex[:8]}"
    openid_server.hires(login)
    page = open_page(f"{openid_server.origin}/agents/")
    assert_accessible(page)
    shot(page, "sign-in")
    goes_to_provider(page, login)
    page.wait_for_url(f"{openid_server.origin}/agents/")
    expect(page.get_by_role("banner").get_by_text("Camille")).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(f"{openid_server.providers.issuer}/session/end?*")
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{openid_server.origin}/agents/sign-in*")
    page.goto(f"{openid_server.origin}/agents/")
    expect(page.get_by_label("Mot de passe")).to_be_visible()


def test_a_wrong_password_is_told_beside_its_field(openid_server, open_page, shot):
    page = open_page(f"{openid_server.origin}/agents/sign-in")
    page.get_by_label("Identifiant").fill("camille")
    page.get_by_label("Mot de passe").fill("not the password")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_contain_text("incorrect")
    expect(page.get_by_label("Identifiant")).to_have_value("camille")
    assert_accessible(page)
    shot(page, "sign-in-failed")


@pytest.mark.parametrize("trouble", ["no account", "expired"])
def test_trouble_with_the_provider_is_told_with_the_other_way_in(
    openid_server, open_page, shot, trouble
):
    page = open_page(f"{openid_server.origin}/agents/sign-in")
    if trouble == "no account":
        goes_to_provider(page, "stranger")
        expect(page.get_by_text("stranger@ville.fr")).to_be_visible()
    else:
        page.goto(f"{openid_server.origin}/agents/openid/callback?code=1&state=2")
    expect(page.get_by_role("heading", name="Connexion impossible")).to_be_visible()
    assert_accessible(page)
    shot(page, f"sign-in-{trouble.replace(' ', '-')}")
    page.get_by_role("link", name="Se connecter avec un mot de passe").click()
    expect(page.get_by_label("Mot de passe")).to_be_visible()


def test_an_agent_changes_their_own_password(openid_server, open_page, shot):
    login = f"camille-{uuid.uuid4().hex[:8]}"
    openid_server.hires(login)
    page = open_page(f"{openid_server.origin}/agents/sign-in")

    def sends(labels: dict[str, str], button: str) -> None:
        for label, text in labels.items():
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_role("button", name=button, exact=True).click()

    sends({"Identifiant": login, "Mot de passe": "a long password"}, "Se connecter")
    page.get_by_role("link", name="Mon mot de passe").click()
    changing = "Changer le mot de passe"
    sends({"Mot de passe actuel": "wrong", "Nouveau mot de passe": "another long one"}, changing)
    expect(page.get_by_label("Mot de passe actuel")).to_be_focused()
    expect(page.get_by_text("Le mot de passe actuel n'est pas le bon.")).to_be_visible()
    assert_accessible(page)
    shot(page, "password-refused")
    sends({"Mot de passe actuel": "a long password", "Nouveau mot de passe": "another long one"},
          changing)
    expect(page.get_by_role("status")).to_contain_text("Votre mot de passe est changé")
    assert_accessible(page)
    page.get_by_role("button", name="Se déconnecter").click()
    sends({"Identifiant": login, "Mot de passe": "another long one"}, "Se connecter")
    expect(page.get_by_role("banner").get_by_text("Camille")).to_be_visible()


def test_before_the_pages_script_is_there_no_password_gets_into_the_address(
    openid_server, open_page
):
    login = f"camille-{uuid.uuid4().hex[:8]}"
    openid_server.hires(login)
    page = open_page(f"{openid_server.origin}/agents/sign-in")
    sign_in(page, login, "a long password")
    page.route("**/password.js", lambda route: route.abort())
    page.goto(f"{openid_server.origin}/agents/password")
    page.get_by_label("Mot de passe actuel").fill("a long password")
    page.get_by_label("Nouveau mot de passe").fill("another long one")
    page.keyboard.press("Enter")
    page.evaluate("document.getElementById('password').requestSubmit()")
    assert page.url == f"{openid_server.origin}/agents/password"
