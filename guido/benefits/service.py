"""Asking OpenFisca's web API; nothing of the household is kept, here or there."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

import aiohttp

from guido.benefits.model import BENEFITS, Estimate, read_amounts, read_since, situation
from guido.errors import BenefitsUnavailable

# A first question takes three seconds, others half a second; on a busy machine some more.
_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=2)
_VERSION = "Country-Package-Version"
_log = logging.getLogger(__name__)


class Benefits:
    """The engine behind an address; without an address it is never available."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    @property
    def is_installed(self) -> bool:
        """Whether the administration runs the engine."""
        return bool(self._url)

    async def estimate(self, answers: Mapping[str, Any], today: date) -> Estimate:
        """What a household may have this month; raises BenefitsUnavailable."""
        if not self._url:
            raise BenefitsUnavailable("GUIDO_OPENFISCA_URL is not set")
        try:
            async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
                answer, version = await self._ask(
                    session, "/calculate", situation(answers, today))
                parameters = [await self._ask(session, f"/parameter/{benefit.parameter}")
                              for benefit in BENEFITS]
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            _log.warning("OpenFisca was not reached: %s", type(error).__name__)
            raise BenefitsUnavailable(f"{self._url}: {type(error).__name__}") from error
        return Estimate(
            amounts=read_amounts(answer, today), version=version, month=today.replace(day=1),
            since={benefit.name: read_since(parameter, today)
                   for benefit, (parameter, _) in zip(BENEFITS, parameters)})

    async def _ask(
        self, session: aiohttp.ClientSession, path: str, body: dict[str, Any] | None = None
    ) -> tuple[Any, str]:
        """The answer and the version of the rules; raises BenefitsUnavailable for a refusal."""
        method = "POST" if body is not None else "GET"
        data = json.dumps(body).encode() if body is not None else None
        async with session.request(
            method, self._url + path, data=data, allow_redirects=False,
            headers={"Content-Type": "application/json"},
        ) as response:
            if response.status != 200:
                # What it says may repeat the household: only the number is written down.
                _log.warning("OpenFisca refused %s: HTTP %d", path, response.status)
                raise BenefitsUnavailable(f"{self._url}{path}: HTTP {response.status}")
            return await response.json(content_type=None), response.headers.get(_VERSION, "")
