"""The engine of benefits as it was recorded."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

RECORDED = json.loads(Path("tests/benefits.json").read_text(encoding="utf-8"))


class Engine:
    """An OpenFisca that says again what the real one has said."""

    def __init__(self, name="a single tenant without income"):
        self.answer = RECORDED["households"][name]["answer"]
        self.asked, self.status = [], 200

    async def calculate(self, request):
        self.asked.append(await request.json())
        return web.json_response(self.answer, status=self.status, headers={
            "Country-Package-Version": RECORDED["version"]})

    async def parameter(self, request):
        return web.json_response(RECORDED["parameters"][request.match_info["name"]])


@asynccontextmanager
async def recorded_engine() -> AsyncIterator[Engine]:
    """The engine on a port of its own, at its `url`."""
    engine, app = Engine(), web.Application()
    app.router.add_post("/calculate", engine.calculate)
    app.router.add_get("/parameter/{name}", engine.parameter)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    engine.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    yield engine
    await runner.cleanup()
