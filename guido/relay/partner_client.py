"""Passing a conversation on to another Guido."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from guido.errors import PartnerUnavailable

_TIMEOUT = aiohttp.ClientTimeout(total=15)
_LONGEST_ADDRESS = 1000
_log = logging.getLogger(__name__)


async def pass_on(url: str, token: str, body: dict[str, Any]) -> str:
    """Post it to `/api/v1/handoffs`; returns the address at which the citizen goes on.

    The same `id` again gives the same address. Raises PartnerUnavailable with the reason
    « unreachable » or « refused ».
    """
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session, session.post(
            f"{url}/api/v1/handoffs", data=as_json(body), allow_redirects=False,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        ) as response:
            status, answer = response.status, await response.json(content_type=None)
    except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
        _log.warning("a partner was not reached: %s", type(error).__name__)
        raise PartnerUnavailable("unreachable", f"{url}: {type(error).__name__}") from error
    if status not in (200, 201):
        _log.warning("a partner refused: HTTP %d", status)
        raise PartnerUnavailable("refused", f"{url}: HTTP {status}")
    address = answer.get("url") if isinstance(answer, dict) else None
    if not isinstance(address, str) or not _is_usable(address, url):
        raise PartnerUnavailable("refused", f"{url}: no address in the answer")
    return address


def as_json(body: dict[str, Any]) -> bytes:
    """JSON in UTF-8: with escapes an Arabic conversation is larger than a request may be."""
    return json.dumps(body, ensure_ascii=False).encode()


def _is_usable(address: str, url: str) -> bool:
    """Whether a citizen can be sent there: encrypted, or on this machine like the partner."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return len(address) <= _LONGEST_ADDRESS and address.isprintable() and bool(parts.netloc) and (
        parts.scheme == "https" or f"{parts.scheme}://{parts.netloc}" == url)
