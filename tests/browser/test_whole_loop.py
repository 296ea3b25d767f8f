"""Two browsers, citizen and agent, through the whole loop."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import AgentPage, CitizenPage, enter, sign_in


@pytest.fixture
def agent_account(live):
    return live.add_agent("Camille")


def signed_in(open_page, account) -> AgentPage:
    page = open_page("about:blank")
    enter(page, account)
    return AgentPage(page)


def test_ask_follow_up_reach_a_person_write_reload_give_back(
    live, open_page, agent_account, shot
):
    citizen = CitizenPage(open_page(live.origin))
    shot(citizen.page, "demonstration-page")
    citizen.opens()
    citizen.says("je veux un passeport")
    expect(citizen.page.get_by_role("heading", name="Les étapes")).to_be_visible()
    shot(citizen.page, "card")
    citizen.says("et ça coûte combien ?")
    citizen.sees("86")
    citizen.page.get_by_role("button", name="Les délais").click()
    expect(citizen.page.get_by_role("log").locator("article h3")).to_have_count(3)

    citizen.page.get_by_role("button", name="Parler à une personne").click()
    citizen.sees("Vous êtes numéro")
    expect(citizen.page.get_by_role("status").first).to_have_text("Vous attendez une personne")
    shot(citizen.page, "waiting")

    page = open_page(f"{live.origin}/agents/")
    shot(page, "sign-in")
    sign_in(page, agent_account.login, agent_account.password)
    agent = AgentPage(page)
    agent.opens_the_newest()
    agent.sees("et ça coûte combien ?")
    agent.takes()
    citizen.sees("Camille a pris votre conversation")
    expect(citizen.page.get_by_role("status").first).to_have_text("Camille vous répond")

    for number in range(3):
        agent.says(f"message {number} de l'agent")
        citizen.sees(f"message {number} de l'agent")
        citizen.says(f"message {number} du citoyen")
        agent.sees(f"message {number} du citoyen")
        if number == 1:
            citizen.page.reload()
            agent.page.reload()
            citizen.sees("message 1 du citoyen")
            agent.sees("message 1 du citoyen")
    shot(citizen.page, "with-agent")
    shot(agent.page, "console")
    exchanged = [f"{who}: message {number} de l'agent" if who == "Camille"
                 else f"{who}: message {number} du citoyen"
                 for number in range(3) for who in ("Camille", "Vous")]
    assert [text for text in citizen.texts() if ": message" in text] == exchanged
    assert [text.replace("Citoyen", "Vous") for text in agent.texts()
            if ": message" in text] == exchanged

    agent.page.get_by_role("button", name="Rendre à l'assistant").click()
    citizen.sees("vous remet à l'assistant")
    citizen.says("combien coûte une carte grise")
    citizen.sees("Le prix d'une carte grise")


def test_what_is_written_is_shown_as_text_on_both_sides(live, open_page, agent_account):
    attack = "<img src=x onerror=\"document.title='pris'\"><b>gras</b>"
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.says(attack)
    citizen.sees(attack)
    citizen.page.get_by_role("button", name="Parler à une personne").first.click()
    citizen.sees("Vous êtes numéro")
    agent = signed_in(open_page, agent_account)
    agent.opens_the_newest()
    agent.sees(attack)
    for page in (citizen.page, agent.page):
        assert page.locator("article img, article b").count() == 0
        assert page.title() != "pris"
    agent.takes()
    agent.ends()
    citizen.sees("a terminé la conversation")


def test_the_widget_works_with_the_keyboard_alone_and_gives_the_focus_back(live, open_page):
    page = open_page(live.origin)
    launcher = page.get_by_role("button", name="Une question")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Votre message")).to_be_focused()
    page.keyboard.type("combien coûte un passeport")
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="Comment faire")
    expect(choice).to_be_visible()
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Les étapes")).to_be_visible()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()


def test_an_emergency_shows_numbers_to_call(live, open_page, shot):
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.says("mon mari me frappe aidez moi")
    link = citizen.page.get_by_role("link", name="3919")
    expect(link).to_have_attribute("href", "tel:3919")
    shot(citizen.page, "emergency")


def test_a_case_is_shown_as_a_timeline(live, open_page, shot):
    listed = live.guido("cases", "demonstration").splitlines()
    reference, birth_date, *_ = listed[5].split()
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.says(f"où en est mon dossier {reference}")
    citizen.sees("date de naissance")
    citizen.says(birth_date)
    expect(citizen.page.locator(".timeline li")).not_to_have_count(0)
    shot(citizen.page, "case")


def test_a_message_too_long_is_told_before_it_is_sent(live, open_page):
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.page.get_by_label("Votre message").fill("x" * 20007)
    expect(citizen.page.get_by_role("alert")).to_have_text("Message trop long de 7 caractères.")
    citizen.page.keyboard.press("Enter")
    assert citizen.page.get_by_label("Votre message").input_value() == "x" * 20007


def test_erasing_clears_the_widget(live, open_page):
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.says("je m'appelle Hippolyte")
    citizen.sees("Hippolyte")
    citizen.says("effacez toutes mes données")
    citizen.page.get_by_role("button", name="Oui, tout effacer").click()
    citizen.sees("C'est fait")
    expect(citizen.page.get_by_role("log").get_by_text("Hippolyte")).to_have_count(0)


@pytest.mark.narrow
def test_the_page_does_not_scroll_sideways(live, open_page):
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    citizen.says("où faire une carte d'identité")
    expect(citizen.page.get_by_role("log").locator("article h3")).to_have_count(1)
    assert citizen.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    region = citizen.page.get_by_role("region", name="Conversation")
    assert region.evaluate("area => area.scrollWidth <= area.clientWidth")


def test_where_streams_are_cut_the_widget_asks_again(live, open_page):
    page = open_page("about:blank")
    page.route("**/stream?*", lambda route: route.abort())
    page.goto(live.origin)
    citizen = CitizenPage(page)
    citizen.opens()
    citizen.says("combien coûte un passeport")
    expect(page.get_by_role("heading", name="Le prix d'un passeport")).to_be_visible(
        timeout=20000)
    assert citizen.texts().count("Vous: combien coûte un passeport") == 1


def test_what_an_agent_has_begun_to_write_stays_with_its_conversation(
    live, open_page, agent_account
):
    citizens = []
    for name in ("Ada", "Blaise"):
        citizen = CitizenPage(open_page(live.origin))
        citizen.opens()
        citizen.says(f"je m'appelle {name}, je veux parler à une personne")
        citizen.sees("Vous êtes numéro")
        citizens.append(citizen)
    agent = signed_in(open_page, agent_account)
    agent.opens_the_newest()
    agent.sees("Blaise")
    agent.takes()
    agent.page.get_by_label("Votre réponse").fill("pour Blaise seulement")
    agent.opens_the_newest()
    agent.sees("Ada")
    agent.takes()
    expect(agent.page.get_by_label("Votre réponse")).to_have_value("")
    agent.says("bonjour Ada")
    citizens[0].sees("bonjour Ada")
    agent.page.reload()
    agent.opens_own("Blaise")
    agent.sees("Blaise")
    expect(agent.page.get_by_label("Votre réponse")).to_have_value("pour Blaise seulement")
    agent.page.get_by_label("Votre réponse").press("Enter")
    citizens[1].sees("pour Blaise seulement")
    assert citizens[0].page.get_by_text("pour Blaise seulement").count() == 0
    for words in ("bonjour Ada", "pour Blaise seulement"):
        agent.opens_own(words)
        agent.ends()
        expect(agent.page.get_by_role("button", name="Terminer")).to_be_hidden()


def test_an_agent_who_takes_a_conversation_again_sees_it_again(live, open_page, agent_account):
    citizen = CitizenPage(open_page(live.origin))
    citizen.opens()
    agent = signed_in(open_page, agent_account)
    for turn in range(2):
        citizen.page.get_by_role("button", name="Parler à une personne").first.click()
        expect(citizen.page.get_by_role("status").first).to_have_text("Vous attendez une personne")
        if not turn:
            agent.opens_the_newest()
        agent.takes()
        citizen.says(f"tour {turn}")
        agent.sees(f"tour {turn}")
        agent.says(f"réponse {turn}")
        citizen.sees(f"réponse {turn}")
        agent.page.get_by_role("button", name="Rendre à l'assistant").click()
        citizen.sees("vous remet à l'assistant")


def test_signing_out_leads_to_the_sign_in_page(live, open_page, agent_account):
    agent = signed_in(open_page, agent_account)
    agent.page.get_by_role("button", name="Se déconnecter").click()
    expect(agent.page.get_by_label("Mot de passe")).to_be_visible()
    agent.page.goto(f"{live.origin}/agents/")
    expect(agent.page.get_by_label("Mot de passe")).to_be_visible()
