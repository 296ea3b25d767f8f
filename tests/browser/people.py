"""What a citizen and an agent do in their browsers."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def _messages(page: Page) -> list[str]:
    return page.get_by_role("log").locator("article").evaluate_all(
        """articles => articles.map((article) => [...article.querySelectorAll('p')]
            .map((p) => p.textContent.replace(/ · [0-9:]+/, '')).join(': '))""")


def sign_in(page: Page, login: str, password: str) -> None:
    """Fill in the sign-in page that is shown."""
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


class CitizenPage:
    """The widget on the demonstration page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def opens(self) -> None:
        self.page.get_by_role("button", name="Une question").click()
        expect(self.page.get_by_label("Votre message")).to_be_focused()

    def says(self, text: str) -> None:
        self.page.get_by_label("Votre message").fill(text)
        self.page.keyboard.press("Enter")

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("log").get_by_text(text).first).to_be_visible()

    def texts(self) -> list[str]:
        """Author and text of all messages, without the times."""
        return _messages(self.page)


class AgentPage:
    """The console."""

    def __init__(self, page: Page, login: str, password: str) -> None:
        self.page = page
        sign_in(page, login, password)

    def opens_the_newest(self) -> None:
        expect(self.page.locator("#queue button.waiting")).not_to_have_count(0)
        self.page.locator("#queue button.waiting").last.click()

    def takes(self) -> None:
        self.page.get_by_role("button", name="Prendre la conversation").click()
        expect(self.page.get_by_label("Votre réponse")).to_be_focused()

    def says(self, text: str) -> None:
        self.page.get_by_label("Votre réponse").fill(text)
        self.page.keyboard.press("Enter")

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("log").get_by_text(text).first).to_be_visible()

    def texts(self) -> list[str]:
        return _messages(self.page)
