"""A guided procedure in the widget and beside the agents' conversation; no assistant is needed."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_accessible
from tests.browser.people import AgentPage, CitizenPage, enter
from tests.live import Part
from tests.trial_procedure import TITLE, VISIT, VISIT_TITLE, write_trial

PDF = {"name": "devis.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n..."}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A console with two procedures of the tests', and all other content as it is."""
    data = write_trial(write_trial(tmp_path_factory.mktemp("data")), VISIT, "degat")
    for path in Path("data").resolve().iterdir():
        if path.name != "procedures":
            (data / path.name).symlink_to(path)
    server = Part("console", tmp_path_factory.mktemp("procedures"), GUIDO_DATA=str(data))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def citizen(server, open_page):
    page = CitizenPage(open_page(server.origin))
    page.opens()
    page.says("Quelles démarches puis-je faire ici ?")
    return page


def chooses(citizen, title):
    citizen.page.get_by_role("group", name="Réponses proposées").get_by_role(
        "button", name=title, exact=True).click()


def overflows(page):
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_procedure_is_carried_out_in_the_widget(citizen, shot):
    page = citizen.page
    chooses(citizen, TITLE)
    citizen.sees("Pour qui demandez-vous la carte ?")
    expect(page.get_by_role("progressbar", name="Étape 1 sur")).to_be_visible()
    why = page.get_by_text("Pourquoi cette question ?", exact=True)
    why.click()
    expect(page.get_by_text("Les professionnels ont une autre carte.")).to_be_visible()
    assert_accessible(page)
    assert not overflows(page)
    shot(page, "procedure-question")
    chooses(citizen, "Pour moi")
    citizen.sees("Quel est votre nom ?")
    expect(page.get_by_text("Autres possibilités")).to_have_count(1)
    citizen.says("Jeanne Martin")
    citizen.sees("Quand avez-vous emménagé ?")
    citizen.says("31 février 2019")
    citizen.sees("14 mars 2019")
    expect(page.locator(".wrong")).to_be_visible()
    assert_accessible(page)
    shot(page, "procedure-wrong")
    citizen.says("14 mars 2019")
    citizen.sees("Pour combien de mois ?")
    citizen.says("6")
    chooses(citizen, "Non")
    chooses(citizen, "Passer")
    expect(page.get_by_role("heading", name="Résumé")).to_be_visible()
    assert_accessible(page)
    assert not overflows(page)
    shot(page, "procedure-summary")
    page.get_by_role("button", name="Corriger : Nom", exact=True).click()
    expect(page.get_by_role("button", name="Corriger : Durée en mois")).to_have_count(0)
    citizen.says("Ada Martin")
    expect(page.get_by_role("definition").get_by_text("Ada Martin")).to_be_visible()
    chooses(citizen, "C'est juste")
    citizen.sees("J'accepte que la mairie garde ces réponses")
    chooses(citizen, "J'accepte")
    citizen.sees("Votre demande est envoyée.")
    expect(page.get_by_text(re.compile("^D[0-9]{2}-.{4}-.{4}$"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Demande de carte").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    assert_accessible(page)
    shot(page, "procedure-filed")


def test_several_choices_a_file_and_persons_are_given_in_the_widget(citizen, shot):
    page = citizen.page
    chooses(citizen, VISIT_TITLE)
    expect(page.get_by_role("group", name="Vous pouvez choisir plusieurs réponses")).to_be_visible()
    page.get_by_role("button", name="Envoyer mes choix").click()
    expect(page.get_by_text("Cochez au moins une réponse.")).to_be_visible()
    page.get_by_label("La rue").check()
    page.get_by_label("La cave").check()
    assert_accessible(page)
    assert not overflows(page)
    shot(page, "procedure-choices")
    page.get_by_role("button", name="Envoyer mes choix").click()
    citizen.sees("Envoyez une photo ou un devis.")
    page.get_by_role("button", name="Envoyer le document").click()
    expect(page.get_by_text("Choisissez d’abord un fichier.")).to_be_visible()
    page.get_by_label("Votre fichier").set_input_files({**PDF, "buffer": b"<html>"})
    page.get_by_role("button", name="Envoyer le document").click()
    expect(page.get_by_text("Ce fichier n'est pas au bon format")).to_be_visible()
    assert_accessible(page)
    shot(page, "procedure-file")
    page.get_by_label("Votre fichier").set_input_files(PDF)
    page.get_by_role("button", name="Envoyer le document").click()
    citizen.sees("Y a-t-il un témoin ?")
    chooses(citizen, "Oui")
    citizen.sees("Quel est son nom ?")
    citizen.says("Ada Lovelace")
    citizen.sees("Y a-t-il encore une autre personne")
    chooses(citizen, "Non")
    expect(page.get_by_role("definition").get_by_text("La rue ; La cave")).to_be_visible()
    expect(page.get_by_role("definition").get_by_text("devis.pdf")).to_be_visible()
    expect(page.get_by_role("definition").get_by_text("Ada Lovelace")).to_be_visible()
    shot(page, "procedure-persons")


def test_a_procedure_is_left_with_a_code_and_taken_up_by_somebody_new_here(
    citizen, server, open_page, shot
):
    page = citizen.page
    chooses(citizen, TITLE)
    chooses(citizen, "Pour moi")
    page.get_by_text("Autres possibilités").click()
    page.get_by_role("button", name="Je reviens plus tard").click()
    code = page.locator(".message .code")
    expect(code).to_be_visible()
    assert_accessible(page)
    shot(page, "procedure-code")
    elsewhere = CitizenPage(open_page(server.origin))
    elsewhere.opens()
    elsewhere.says(code.text_content())
    elsewhere.sees("Quel est votre nom ?")


def handed_over(citizen, server, open_page):
    """The page of an agent who has taken the citizen's conversation, with the procedure's part."""
    citizen.page.get_by_role("button", name="Parler à une personne").click()
    citizen.sees("numéro")
    account = server.add_agent("Camille")
    page = open_page("about:blank")
    enter(page, account)
    agent = AgentPage(page)
    agent.opens_the_newest()
    agent.takes()
    if page.get_by_role("button", name="Aide et actions").is_visible():
        page.get_by_role("button", name="Aide et actions").click()
    panel = page.locator("#procedure-part")
    return account, page, panel


def test_an_agent_corrects_an_answer_and_hands_back_at_the_same_question(
    citizen, server, open_page, shot
):
    chooses(citizen, TITLE)
    chooses(citizen, "Pour moi")
    name = f"Jeanne {uuid.uuid4().hex[:8]}"
    citizen.says(name)
    citizen.sees("Quand avez-vous emménagé ?")
    account, page, panel = handed_over(citizen, server, open_page)
    expect(panel.get_by_text("Étape 3 sur")).to_be_visible()
    expect(panel.get_by_text(name)).to_be_visible()
    panel.get_by_role("button", name="Corriger : Nom").click()
    dialog = page.get_by_role("dialog", name="Corriger une réponse de la démarche")
    dialog.get_by_label("Nom", exact=True).fill("Ada Martin")
    assert_accessible(page)
    shot(page, "procedure-agent-dialog")
    dialog.get_by_role("button", name="Corriger la réponse").click()
    expect(dialog).to_be_hidden()
    expect(panel.get_by_text("Ada Martin")).to_be_visible()
    assert_accessible(page)
    shot(page, "procedure-agent")
    citizen.sees("Camille a corrigé une réponse de votre démarche. Nom : Ada Martin.")
    account.does(f"conversations/{page.url.split('#')[1].split('?')[0]}/return")
    expect(citizen.page.locator(".message").last).to_contain_text("Quand avez-vous emménagé ?")


def test_an_agent_asks_for_a_file_again_and_the_citizen_corrects_one_person(
    citizen, server, open_page, shot
):
    chooses(citizen, VISIT_TITLE)
    citizen.page.get_by_label("La rue").check()
    citizen.page.get_by_role("button", name="Envoyer mes choix").click()
    citizen.page.get_by_label("Votre fichier").set_input_files(PDF)
    citizen.page.get_by_role("button", name="Envoyer le document").click()
    citizen.sees("Y a-t-il un témoin ?")
    chooses(citizen, "Oui")
    name = f"Ada {uuid.uuid4().hex[:8]}"
    citizen.says(name)
    citizen.sees("Y a-t-il encore une autre personne")
    chooses(citizen, "Non")
    citizen.page.get_by_role("button", name="Corriger une réponse").click()
    chooses(citizen, "Corriger : Témoins")
    expect(citizen.page.get_by_role("button", name="Ajouter : témoin")).to_be_visible()
    assert_accessible(citizen.page)
    shot(citizen.page, "procedure-which-person")
    chooses(citizen, f"Témoin n° 1 : {name}")
    citizen.sees("Témoin n° 1. Quel est son nom ?")
    citizen.says(name)
    _, page, panel = handed_over(citizen, server, open_page)
    expect(panel.get_by_text(name)).to_be_visible()
    expect(panel.get_by_role("button", name="Corriger : Témoin n° 1, Nom")).to_be_visible()
    panel.get_by_role("button", name="Redemander : Justificatif").scroll_into_view_if_needed()
    shot(page, "procedure-agent-again")
    panel.get_by_role("button", name="Redemander : Justificatif").click()
    expect(panel.get_by_role("button", name="Redemander : Justificatif")).to_have_count(0)
    expect(page.locator("#procedure-status")).to_contain_text("sera posée de nouveau")
    assert_accessible(page)
    citizen.sees("Camille vous demande de répondre de nouveau")
