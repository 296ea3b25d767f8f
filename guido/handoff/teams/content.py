"""The teams with which a new installation begins, from `teams` of data/handoff.yml."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from guido.content import Fields
from guido.handoff.teams.model import LONGEST_NAME, MOST_MINUTES, TeamDraft
from guido.hours import read_hours

TEAMS = Path("handoff.yml")  # below the folder of the content files
_KEYS = {"name", "themes", "communes", "hours", "closed_days", "fallback", "automatic",
         "first_answer_minutes", "answer_minutes", "whole_minutes"}


def read_teams(
    path: Path, themes: Collection[str] | None = None
) -> dict[str, tuple[TeamDraft, str | None]]:
    """Each team by its name, with the name of the one it falls back to.

    Raises ContentError naming file, line and what is wrong; a theme that is none of `themes`
    is wrong, where they are given.
    """
    content = Fields.read(path)
    found: dict[str, tuple[TeamDraft, str | None]] = {}
    each = [fields.only(_KEYS) for fields in content.each("teams")]
    for fields in each:
        name = fields.text("name")
        if name in found or len(name) > LONGEST_NAME:
            raise fields.error(f"a name is there once, with at most {LONGEST_NAME} characters",
                               "name")
        found[name] = _draft(name, fields), (
            fields.text("fallback") if "fallback" in fields else None)
        unknown = set(fields.texts("themes")) - set(themes or fields.texts("themes"))
        if unknown:
            raise fields.error(f"{min(unknown)!r} is no theme of the catalogue", "themes")
    for fields, (name, (_, fallback)) in zip(each, found.items()):
        if fallback and (fallback == name or fallback not in found):
            raise fields.error(f"{fallback!r} is no other team of this file", "fallback")
    return found


def _draft(name: str, fields: Fields) -> TeamDraft:
    def minutes(key: str) -> int:
        value = fields.whole(key, getattr(TeamDraft, key))
        if not 1 <= value <= MOST_MINUTES:
            raise fields.error(f"expected minutes from 1 to {MOST_MINUTES}", key)
        return value

    return TeamDraft(
        name=name, themes=fields.texts("themes"), communes=fields.texts("communes"),
        hours=read_hours(fields.below("hours")), closed_days=fields.dates("closed_days"),
        is_automatic=fields.flag("automatic"),
        first_answer_minutes=minutes("first_answer_minutes"),
        answer_minutes=minutes("answer_minutes"), whole_minutes=minutes("whole_minutes"))
