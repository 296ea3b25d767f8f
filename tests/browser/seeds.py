"""Ready-made messages: a citizen's conversation that shows what a test wants to look at."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext

from guido.conversations import Author, Conversations, Draft
from guido.conversations.model import Button
from guido.settings import load_settings
from tests.live import Server, WidgetCitizen

SOURCE = {"name": "Service-Public.fr", "url": "https://www.service-public.fr/F14929",
          "verified": "2026-11-10"}
LINK = {"label": "Prendre rendez-vous", "url": "https://www.example.org/rdv"}


def said(author: Author, text: str, *buttons: str, **custom: Any) -> Draft:
    """A message with its buttons and what it holds besides its text."""
    return Draft(author, text, tuple(Button(title, title) for title in buttons), custom or None,
                 author_name="Camille" if author is Author.AGENT else None)


def citizen(text: str) -> Draft:
    return said(Author.CITIZEN, text)


def assistant(text: str, *buttons: str, **custom: Any) -> Draft:
    return said(Author.ASSISTANT, text, *buttons, **custom)


def question(kind: str, ask: str, place: int, *buttons: str, **more: Any) -> Draft:
    """A step of a procedure."""
    said = [ask, f"Étape {place} sur 3"]
    if options := more.get("options"):
        said.insert(1, f"Vous pouvez choisir plusieurs réponses : {', '.join(options)}.")
    return assistant(
        "\n\n".join(said), *buttons, type="procedure", step="question",
        name="degat", title="Signaler un dégât", progress=[place, 3],
        question={"name": kind, "type": kind, "ask": ask, "optional": False,
                  "why": "Le service concerné en a besoin.", **more})


CARD = assistant(
    "Passeport : le prix", type="card", service="passeport", facet="cout",
    title="Passeport : le prix", body="Le passeport coûte 86 € pour un adulte.",
    steps=["Achetez un timbre fiscal.", "Apportez-le à la mairie."],
    documents=["Une photo d'identité"], links=[LINK], note="Gratuit en cas d'erreur.",
    source=SOURCE)
CASE = assistant(
    "Votre demande", type="case", reference="D26-K7M2-QX4P", service="passeport",
    title="Demande de passeport", expected="2026-12-20", next="La mairie vérifie vos pièces.",
    statuses=[{"state": "received", "label": "Reçue", "date": "2026-11-02"},
              {"state": "review", "label": "À l'étude", "date": "2026-11-10", "note": "Complète."}])
CHECKLIST = assistant(
    "Déménager", type="checklist", event="demenagement", title="Déménager", date="2026-11-23",
    items=[{"title": "Prévenir les impôts", "body": "Sur impots.gouv.fr.",
            "when": "avant le 1 décembre 2026", "link": LINK}], links=[LINK], source=SOURCE)
EMERGENCY = assistant(
    "Si quelqu'un est en danger, appelez :\n112 : urgences\nRestez en ligne.", type="emergency",
    numbers=[{"number": "112", "label": "numéro d'urgence européen"}])
OFFICES = assistant(
    "Voici le lieu le plus proche :\n\nMairie\n1 place de l'Hôtel-de-Ville", type="offices",
    offices=[{"name": "Mairie", "kind": "mairie", "lines": ["1 place de l'Hôtel-de-Ville"],
              "links": [LINK], "is_demonstration": True}])
FORWARDED = said(
    Author.SYSTEM, "La préfecture vous répond.\nContinuez chez elle.", type="forwarded",
    partner="Préfecture", url="https://prefecture.example.org/chat#continue=abc")
CHOICE = assistant("Que voulez-vous savoir ?", "Le prix", "Les pièces", type="choice",
                   options=["Le prix", "Les pièces"])
SLOTS = assistant("Quel rendez-vous voulez-vous ?", "mardi 24 novembre à 9 h",
                  "mardi 24 novembre à 9 h 30", type="appointment", step="slot")
SUMMARY = assistant(
    "Résumé", "C'est juste", "Corriger une réponse", type="procedure", step="summary",
    name="degat", title="Signaler un dégât",
    answers=[{"name": "lieux", "label": "Lieux touchés", "value": "La rue"}],
    computed=[{"name": "prix", "label": "Prix", "value": "60 €", "how": "10 € par mois"}])
DOCUMENT = assistant(
    "Demande de carte", type="procedure", step="document", name="degat",
    title="Signaler un dégât", documents=[
        {"title": "Demande de carte", "url": "/webhooks/widget/documents/abc", "size": 2048,
         "expires": "2026-12-01"}])
FILED = assistant("Votre demande est envoyée.", type="procedure", step="filed", name="degat",
                  title="Signaler un dégât", reference="D26-K7M2-QX4P")
PAUSED = assistant("Gardez ce code pour reprendre.", type="procedure", step="paused",
                   name="degat", title="Signaler un dégât", code="KX4P-Q2M7")
PLACES = question("choices", "Quels lieux sont touchés ?", 1, options=["La rue", "Le toit"])
FILE = question("file", "Envoyez une photo ou un devis.", 2)

ANSWERS = [
    citizen("combien coûte un passeport ?"), CARD, CASE, CHECKLIST, OFFICES, FORWARDED, DOCUMENT,
    FILED, PAUSED, EMERGENCY, citizen("autre chose"), CHOICE,
]


def seed(server: Server, drafts: list[Draft]) -> str:
    """Store messages in a new conversation of the widget's; returns its token."""
    token = WidgetCitizen(server).headers["Authorization"].removeprefix("Bearer ")
    key = load_settings({name: value for name, value in server.environment.items()
                         if name.startswith("GUIDO_")}).secret_key()
    conversations = Conversations(key)
    with server.database() as database, database.transaction() as tx:
        conversation = conversations.find(tx, "widget", token).id
        for draft in drafts:
            conversations.append(tx, conversation, draft)
    return token


def comes_back(context: BrowserContext, token: str) -> None:
    """The pages of a browser are those of the citizen with this conversation."""
    context.add_init_script(f"localStorage.setItem('guido.token', '{token}')")
