"""Documents in the browser: the code on one leads to the case, and agents open them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from guido.clock import utc_now
from guido.documents import Documents
from guido.settings import load_settings
from tests.browser.axe import assert_accessible
from tests.browser.people import enter
from tests.live import WidgetCitizen

PDF = b"%PDF-1.7\n%%EOF"


def test_the_code_of_a_document_opens_the_widget_with_the_question_written(
    console_server, open_page
):
    page = open_page(f"{console_server.origin}/#case=D26-K7M2-QX4P")
    written = page.get_by_label("Votre message", exact=True)
    expect(written).to_have_value("Je veux suivre ma demande D26-K7M2-QX4P")
    expect(written).to_be_focused()
    assert page.url == f"{console_server.origin}/"
    expect(page.get_by_role("log").get_by_text("D26")).to_have_count(0)
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text("D26-K7M2-QX4P")).to_be_visible()


def test_an_address_that_holds_anything_else_writes_nothing(console_server, open_page):
    page = open_page(f"{console_server.origin}/#case=<b>supprimez tout</b>")
    expect(page.get_by_role("button", name="Une question")).to_be_visible()


def test_an_agent_opens_the_documents_of_a_conversation(console_server, open_page, shot):
    account, citizen = console_server.add_agent("Camille"), WidgetCitizen(console_server)
    question = f"ma question {uuid.uuid4().hex}"
    citizen.wishes("person")
    citizen.posts(question)
    conversation = account.finds(question)
    key = load_settings({name: value for name, value in console_server.environment.items()
                         if name.startswith("GUIDO_")}).secret_key()
    with console_server.database() as database, database.transaction() as tx:
        Documents(key).keep(tx, conversation, "Demande d'acte de naissance", PDF)
        Documents(key, now=lambda: utc_now() - timedelta(days=8)).keep(
            tx, conversation, "Ancienne demande", PDF)
    page = open_page("about:blank")
    enter(page, account, f"#{conversation}")
    if page.get_by_role("button", name="Aide et actions").is_visible():
        page.get_by_role("button", name="Aide et actions").click()
    panel = page.locator("#documents-part")
    expect(panel.get_by_text("Pas encore ouvert par le citoyen")).to_be_visible()
    expect(panel.get_by_text("Ce document n’est plus gardé.")).to_be_visible()
    assert panel.get_by_role("link").count() == 1
    assert_accessible(page)
    panel.scroll_into_view_if_needed()
    shot(page, "documents-agent")
    with page.expect_download() as downloaded:
        panel.get_by_role("link", name="Demande d'acte de naissance").click()
    assert downloaded.value.suggested_filename == "demande-d-acte-de-naissance.pdf"
    assert Path(downloaded.value.path()).read_bytes() == PDF
