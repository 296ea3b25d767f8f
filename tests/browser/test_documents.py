"""The address behind the QR code of a document leads to the case."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import assert_accessible


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
