"""What a citizen and an agent do in their browsers."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.live import Agent


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


def enter(page: Page, account: Agent, path: str = "") -> None:
    """Open a page of the console with the session that an account has already."""
    page.context.add_cookies([
        {"name": each.name, "value": each.value, "domain": "127.0.0.1", "path": each.path}
        for each in account.cookies])
    page.goto(f"{account.base}/{path}")


def show_list(page: Page, name: str) -> Locator:
    """Show a list of the console, on a narrow page after going back to it; returns its lines."""
    back = page.get_by_role("button", name="Retour à la liste")
    if back.is_visible():
        back.click()
    tab = page.get_by_role("tab", name=name)
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")
    return page.locator("#queue button")


class CitizenPage:
    """The widget on the demonstration page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def opens(self) -> None:
        self.page.get_by_role("button", name="Une question").click()
        expect(self.page.get_by_label("Votre message", exact=True)).to_be_focused()

    def says(self, text: str) -> None:
        self.page.get_by_label("Votre message", exact=True).fill(text)
        self.page.keyboard.press("Enter")

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("log").get_by_text(text).first).to_be_visible()

    def texts(self) -> list[str]:
        """Author and text of all messages, without the times."""
        return _messages(self.page)


class AgentPage:
    """The console."""

    def __init__(self, page: Page) -> None:
        """The page is open already, and the agent signed in."""
        self.page = page
        # The numbers of the lists come once the page's modules are loaded.
        expect(page.locator("#tabs .count").first).to_have_text(re.compile(r"\d"))

    def lists(self, name: str) -> Locator:
        """Show a list by its tab; returns its lines."""
        return show_list(self.page, name)

    def opens_the_newest(self) -> None:
        """Open the conversation that came into the queue last."""
        self.lists("En attente")
        expect(self.page.locator("#queue button.waiting")).not_to_have_count(0)
        newest = self.page.evaluate("""async () => {
            const { queue } = await (await fetch('/agents/data/queue')).json();
            const waiting = queue.filter((entry) => entry.state === 'waiting');
            return waiting.sort((a, b) => b.escalation - a.escalation)[0].conversation;
        }""")
        self.page.locator(f"#queue button[data-conversation='{newest}']").click()

    def opens_own(self, words: str) -> None:
        """Open the conversation of one's own in which these were the last words."""
        self.lists("Les miennes").filter(has_text=words).click()

    def takes(self) -> None:
        self.page.get_by_role("button", name="Prendre la conversation").click()
        expect(self.page.get_by_label("Votre réponse")).to_be_focused()

    def ends(self, outcome: str = "Réponse donnée") -> None:
        """Close the conversation with an outcome."""
        self.page.get_by_role("button", name="Terminer").click()
        dialog = self.page.get_by_role("dialog", name="Terminer la conversation")
        dialog.get_by_label(outcome).check()
        dialog.get_by_role("button", name="Fermer la conversation").click()
        expect(dialog).to_be_hidden()

    def says(self, text: str) -> None:
        self.page.get_by_label("Votre réponse").fill(text)
        self.page.keyboard.press("Enter")

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("log").get_by_text(text).first).to_be_visible()

    def texts(self) -> list[str]:
        return _messages(self.page)
