"""Telling other systems of events: signed, so that they know who tells them, and when."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp

from guido.errors import PartnerUnavailable
from guido.settings import Webhook

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_log = logging.getLogger(__name__)


async def send_event(
    receiver: Webhook, event_id: str, body: Mapping[str, Any], now: datetime
) -> None:
    """Post an event; what the receiver answers with 2xx, it has.

    The same event has the same id, however often it is tried. Raises PartnerUnavailable with the
    reason « unreachable » or « refused ».
    """
    content = json.dumps({"id": event_id, **body}, ensure_ascii=False).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json", "Guido-Event-Id": event_id,
        "Guido-Signature": f"t={stamp},v1={sign(receiver.secret, stamp, content)}"}
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session, session.post(
            receiver.url, data=content, headers=headers, allow_redirects=False,
        ) as response:
            status = response.status
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        _log.warning("a webhook was not reached: %s", type(error).__name__)
        raise PartnerUnavailable(
            "unreachable", f"{receiver.url}: {type(error).__name__}") from error
    if not 200 <= status < 300:
        _log.warning("a webhook refused: HTTP %d", status)
        raise PartnerUnavailable("refused", f"{receiver.url}: HTTP {status}")


def sign(secret: str, stamp: str, content: bytes) -> str:
    """HMAC-SHA256 of the moment, a full stop and the body, in hexadecimal digits."""
    return hmac.new(secret.encode(), f"{stamp}.".encode() + content, hashlib.sha256).hexdigest()
