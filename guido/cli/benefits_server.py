"""The engine that computes benefits: OpenFisca's web API, in an environment of its own.

Its numpy is another than Rasa's, so that it cannot share ours: `make run AIDES=1` makes
`.venv-openfisca` from requirements-aides.lock.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from guido.errors import StartError
from guido.settings import Settings

_PROGRAM = Path(".venv-openfisca/bin/openfisca")
_CONFIGURATION = Path(__file__).with_name("benefits_gunicorn.py")
_HERE = ("127.0.0.1", "localhost")


def benefits_port(settings: Settings) -> int | None:
    """The port that we start it on; None if it is not set, not installed or runs elsewhere."""
    address = urlsplit(settings.openfisca_url)
    is_ours = address.hostname in _HERE and address.port and _PROGRAM.exists()
    return address.port if is_ours else None


def run_benefits(settings: Settings, environment: Mapping[str, str]) -> NoReturn:
    """Become that program, with more in its environment; raises StartError if there is none."""
    port = benefits_port(settings)
    if port is None:
        raise StartError(
            "GUIDO_OPENFISCA_URL names no address of this machine, or .venv-openfisca is missing: "
            "start with `make run AIDES=1`.")
    arguments = ["serve", "--country-package", "openfisca_france",
                 "--configuration-file", str(_CONFIGURATION), "--bind", f"127.0.0.1:{port}"]
    os.execve(_PROGRAM, [str(_PROGRAM), *arguments], {**os.environ, **environment})
