"""Requests that no page of the console sends are refused before anybody reads them."""

from __future__ import annotations

from sanic import Blueprint
from sanic.exceptions import InvalidUsage, NotFound
from sanic.request import Request

_HIGHEST_ID = 2**31 - 1


def add_guard(blueprint: Blueprint) -> None:
    """Have it look at each request of the blueprint."""
    blueprint.on_request(_refuse_what_cannot_be)


async def _refuse_what_cannot_be(request: Request) -> None:
    """Numbers that no row can have, and the NUL character, which PostgreSQL cannot keep.

    Raises NotFound or InvalidUsage.
    """
    # A number is still a text where another part of the address is one of several words.
    numbers = (value for value in map(str, request.match_info.values())
               if value.removeprefix("-").isdecimal())
    if not all(0 <= int(number) <= _HIGHEST_ID for number in numbers):
        raise NotFound("there is nothing with this number")
    if any("\x00" in value for name in request.args for value in request.args.getlist(name)):
        raise InvalidUsage("the NUL character in a query")
