"""The administration that runs the assistant, as described in `data/organisation.yml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from guido.errors import ContentError


@dataclass(frozen=True)
class Organisation:
    """Name, address, telephone and rules of the administration."""

    name: str
    address: str
    telephone: str
    opening_hours: str
    appointment_url: str
    retention_days: int
    demonstration: bool = False

    def values(self) -> dict[str, object]:
        """The values that sentences of domain.yml may name."""
        return {
            "administration": self.name, "address": self.address, "telephone": self.telephone,
            "opening_hours": self.opening_hours, "appointment_url": self.appointment_url,
            "retention_days": self.retention_days,
        }


def load_organisation(path: Path) -> Organisation:
    """Read the file; raises ContentError naming what is missing or not known."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise ContentError(f"{path}: expected names with values")
    names = {field.name for field in fields(Organisation)}
    unknown = sorted(set(content) - names)
    missing = sorted(names - set(content) - {"demonstration"})
    if unknown or missing:
        raise ContentError(f"{path}: unknown {unknown}, missing {missing}")
    if not isinstance(content["retention_days"], int) or content["retention_days"] < 1:
        raise ContentError(f"{path}: retention_days: expected a number of days from 1")
    return Organisation(**content)
