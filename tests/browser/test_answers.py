"""What the answers look like in a browser: exact cards, checklists, offices; keyboard only."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import CitizenPage


def test_the_exact_answer_is_chosen_with_the_keyboard(live, open_page, shot):
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.says("quels papiers pour un passeport")
    citizen.sees("Pour une réponse plus précise")
    first = citizen.page.get_by_role("group", name="Réponses proposées").get_by_role("button").first
    expect(first).to_have_text("Un adulte")
    first.focus()
    citizen.page.keyboard.press("Enter")
    expect(citizen.page.get_by_role("log").get_by_role("heading", level=3)).to_have_count(2)
    shot(citizen.page, "situation")


def test_a_checklist_comes_with_a_page_to_print_and_a_calendar(live, open_page, shot):
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.says("je vais déménager comment changer mon adresse partout")
    citizen.page.get_by_role("button", name="Ma liste de démarches : Je déménage").click()
    citizen.sees("Quel est le jour du déménagement")
    citizen.says("dans trois semaines")
    for question in ("locataire", "voiture", "séjour"):
        citizen.sees(question)
        citizen.page.get_by_role("button", name="Non", exact=True).click()
    heading = citizen.page.get_by_role("heading", name="votre liste de démarches")
    expect(heading).to_be_visible()
    shot(citizen.page, "checklist")
    address = citizen.page.get_by_role("link", name="La liste à imprimer").get_attribute("href")
    page = open_page(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Je déménage")
    expect(page.get_by_role("link", name="Mettre ces dates dans votre agenda")).to_be_visible()
    assert not overflows(page)
    shot(page, "checklist-page")


def test_offices_are_shown_with_their_hours(live, open_page, shot):
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.says("où faire un passeport pour un adulte")
    citizen.sees("Hôtel de ville de Valmont-sur-Seille")
    citizen.sees("Exemple de démonstration")
    assert not overflows(citizen.page)
    shot(citizen.page, "offices")


def overflows(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth")
