"""A team as a form of the console gives it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from guido.errors import FieldsRefused
from guido.handoff.teams.model import LONGEST_NAME, MOST_MINUTES, TeamDraft
from guido.hours import DAYS, Hours, HoursError, parse_hours

_LONGEST_COMMUNE = 80
MINUTES = ("first_answer_minutes", "answer_minutes", "whole_minutes")


def read_form(
    name: str, themes: tuple[str, ...], communes: tuple[str, ...], hours: Mapping[str, str],
    closed_days: tuple[str, ...], fallback_id: int | None, is_automatic: bool,
    minutes: Mapping[str, Any], known_themes: Collection[str],
) -> TeamDraft:
    """The team; FieldsRefused with everything that is wrong, `hours.lundi` for a day.

    Closed days are written « 24/12/2026 » or « 2026-12-24 ».
    """
    wrong: dict[str, str] = {}
    if not 1 <= len(name.strip()) <= LONGEST_NAME or not name.strip().isprintable():
        wrong["name"] = "team_name"
    if not set(themes) <= set(known_themes):
        wrong["themes"] = "team_themes"
    if any(len(each) > _LONGEST_COMMUNE or not each.isprintable() for each in communes):
        wrong["communes"] = "team_communes"
    week = _hours(hours, wrong)
    days = [_day(written) for written in closed_days]
    if None in days:
        wrong["closed_days"] = "team_days"
    for each in MINUTES:
        if type(minutes.get(each)) is not int or not 1 <= minutes[each] <= MOST_MINUTES:
            wrong[each] = "team_minutes"
    if wrong:
        raise FieldsRefused(wrong)
    return TeamDraft(
        name=name.strip(), themes=themes, communes=communes, hours=week,
        closed_days=tuple(sorted({day for day in days if day})), fallback_id=fallback_id,
        is_automatic=is_automatic, **{each: minutes[each] for each in MINUTES})


def _hours(written: Mapping[str, str], wrong: dict[str, str]) -> Hours:
    for day in DAYS:
        try:
            parse_hours({day: written.get(day, "")})
        except HoursError:
            wrong[f"hours.{day}"] = "team_hours"
    return parse_hours({day: written.get(day, "") for day in DAYS
                        if f"hours.{day}" not in wrong})


def _day(written: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(written, form).date()
        except ValueError:
            continue
    return None
