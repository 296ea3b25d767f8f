"""The engine of benefits itself, where it is installed (`make run AIDES=1`, `.venv-openfisca`).

It has to say what was recorded of it for the tests that run without it.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from pathlib import Path

from guido.benefits import Benefits
from guido.errors import BenefitsUnavailable
from tests.benefits import RECORDED
from tests.live import GUIDO, ROOT, free_port
from tests.unit.test_benefits import TODAY, household

_START_SECONDS = 240
_END_SECONDS = 20


def _start(port: int) -> tuple[subprocess.Popen, int]:
    """The engine, as `guido serve` starts it, and the end of the pipe that keeps it alive."""
    lifeline, held = os.pipe()
    process = subprocess.Popen(
        [*GUIDO, "serve", "--only", "benefits"], cwd=ROOT, pass_fds=(lifeline,),
        env={**os.environ, "GUIDO_OPENFISCA_URL": f"http://127.0.0.1:{port}",
             "GUIDO_LIFELINE": str(lifeline)})
    os.close(lifeline)
    return process, held


async def _estimates(process: subprocess.Popen, benefits: Benefits) -> dict[str, dict[str, int]]:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            return {name: dict((await benefits.estimate(household(name), TODAY)).amounts)
                    for name in RECORDED["households"]}
        except BenefitsUnavailable:
            assert time.monotonic() < deadline and process.poll() is None
            await asyncio.sleep(0.5)


if Path(ROOT, ".venv-openfisca/bin/openfisca").exists():

    async def test_the_real_engine_says_what_was_recorded_and_ends_with_who_started_it():
        port = free_port()
        process, held = _start(port)
        try:
            benefits = Benefits(f"http://127.0.0.1:{port}")
            for name, amounts in (await _estimates(process, benefits)).items():
                family = RECORDED["households"][name]["answer"]["familles"]["foyer"]
                assert [amounts["rsa"], amounts["prime_activite"]] == [
                    int(family["rsa"]["2026-11"]), int(family["ppa_nette_crds"]["2026-11"])], name
                assert amounts["aide_logement"] == family["aide_logement"]["2026-11"], name
            os.close(held)
            assert process.wait(_END_SECONDS) == 0
        finally:
            if process.poll() is None:
                process.terminate()
