"""Conversations that are there already when a citizen opens the page."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from playwright.sync_api import Page

from guido.conversations import Conversations
from guido.conversations.model import Author, Button, Draft
from guido.settings import load_settings
from tests.live import Server

CARD = {
    "type": "card", "service": "passeport", "facet": "cout", "title": "Prix d'un passeport",
    "body": "Un passeport coûte 86 € pour un adulte. Vous payez avec un timbre fiscal, en ligne "
            "ou au guichet. Le rendez-vous dure 20 minutes. C'est clair ?",
    "steps": ["Achetez le timbre.", "Prenez rendez-vous."],
    "documents": ["Une photo", "Un justificatif de domicile"],
    "links": [{"label": "Acheter un timbre fiscal", "url": "https://timbres.impots.gouv.fr/"},
              {"label": "Prendre rendez-vous", "url": "https://rendezvouspasseport.ants.gouv.fr/"}],
    "note": "Montants valables depuis le 29 juillet 2025.",
    "source": {"name": "service-public.gouv.fr", "verified": "2026-11-10",
               "url": "https://www.service-public.gouv.fr/particuliers/vosdroits/F14930"},
}


@dataclass(frozen=True)
class Written:
    """One message, written so many days ago."""

    author: Author
    text: str
    custom: dict[str, Any] | None = None
    days: int = 0
    buttons: Sequence[str] = ()
    name: str | None = None


TALK = (
    Written(Author.CITIZEN, "Combien coûte un passeport ?", days=2),
    Written(Author.ASSISTANT, "Prix d'un passeport", CARD, days=2),
    Written(Author.AGENT, "Bonjour **Madame**, il faut :\n- une photo\n- un justificatif\n\n"
            "Appelez le 06 12 34 56 78. Est-ce clair ?", days=1, name="Louise"),
    Written(Author.CITIZEN, "Oui, merci !"),
    Written(Author.ASSISTANT, "Avec plaisir. Autre chose ?", buttons=("Un adulte", "Un enfant")),
)


def write(server: Server, messages: Sequence[Written]) -> str:
    """Store a conversation of the widget; returns the token with which it is taken up."""
    settings = load_settings({name: value for name, value in server.environment.items()
                              if name.startswith("GUIDO_")})
    key, token = settings.secret_key(), uuid.uuid4().hex
    with server.database() as database:
        found = database.run(Conversations(key).open, "widget", token)
        for message in messages:
            at = datetime.now(timezone.utc) - timedelta(days=message.days)
            database.run(Conversations(key, lambda at=at: at).append, found.id, Draft(
                message.author, message.text, tuple(Button(title, "") for title in message.buttons),
                message.custom, message.name))
        last = database.run(Conversations(key).messages, found.id)[-1].sequence
        database.run(Conversations(key).settle, found.id, last)
    return token


def take_up(page: Page, token: str, lang: str = "fr") -> None:
    """Load a page anew with a conversation that its citizen had before, in a language; open it."""
    if lang != "fr":
        page.add_init_script("""new MutationObserver((_, observer) => {
            document.documentElement.lang = LANG;
            observer.disconnect();
        }).observe(document, { childList: true })""".replace("LANG", repr(lang)))
    page.evaluate("token => localStorage.setItem('guido.token', token)", token)
    page.reload()
    page.locator(".launcher").click()
    page.get_by_role("log").locator("article").nth(1).wait_for()
