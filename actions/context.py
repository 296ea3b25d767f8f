"""What actions work with, made once a process at the first action, and how they speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from guido.cases import Cases
from guido.catalogue import Catalogue
from guido.catalogue.followed import FollowedFiles
from guido.catalogue.life_events import LifeEvents
from guido.catalogue.offices import Communes, Offices
from guido.catalogue.offices.own import read_own_offices
from guido.catalogue.search import Search, load_stop_words, open_search
from guido.catalogue.sheets.service import Sheets
from guido.content import read_yaml
from guido.experience import Experience
from guido.french.replies import Replies
from guido.french.texts import Texts
from guido.organisation import load_organisation
from guido.settings import load_settings
from guido.storage import Database


@dataclass(frozen=True)
class Context:
    """The subjects that actions call, and the texts they choose from."""

    database: Database
    catalogue: Catalogue
    life_events: LifeEvents
    sheets: Sheets
    search: Search
    cases: Cases
    experience: Experience
    texts: Texts
    replies: Replies
    follow_up_openings: tuple[str, ...]
    cancel_words: frozenset[str]
    stop_words: frozenset[str]
    offices: Offices
    communes: Callable[[], Communes]
    origin: str


@lru_cache(maxsize=1)
def context() -> Context:
    """The context of this process, made from its settings."""
    settings = load_settings()
    data = settings.data_dir
    lexicon = read_yaml(data / "lexicon.yml")
    database = Database(settings.resolved_database_url)
    catalogue, sheets, search = open_search(settings, database)
    own_offices = FollowedFiles(
        lambda: [data / "organisation.yml"], lambda path, _day: read_own_offices(path))
    return Context(
        database=database,
        catalogue=catalogue,
        life_events=LifeEvents(data / "life_events"),
        sheets=sheets,
        search=search,
        cases=Cases(settings.secret_key()),
        experience=Experience(),
        texts=Texts.load(data / "messages.yml"),
        replies=Replies.load(
            data / "replies.yml", load_organisation(data / "organisation.yml").values()),
        follow_up_openings=tuple(lexicon["follow_up_openings"]),
        cancel_words=frozenset(lexicon["cancel_words"]),
        stop_words=load_stop_words(data / "search" / "stop_words.yml"),
        offices=Offices(database, own_offices.single),
        communes=lru_cache(maxsize=1)(Communes),  # read when a place is first named
        origin=settings.origin,
    )


def say(
    dispatcher: CollectingDispatcher, reply: str, buttons: list[dict[str, str]] | None = None,
    custom: dict[str, Any] | None = None, **values: object,
) -> None:
    """Utter a reply of data/replies.yml; buttons are added to its own, custom replaces its own."""
    ready = context().replies(reply, **values)
    dispatcher.utter_message(
        text=ready.text, buttons=[*ready.buttons, *(buttons or [])],
        json_message=custom or ready.custom)
