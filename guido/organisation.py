"""The administration that runs the assistant, as described in `data/organisation.yml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from guido.content import Fields


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
    department: str = ""

    def values(self) -> dict[str, object]:
        """The values that sentences of domain.yml may name."""
        return {
            "administration": self.name, "address": self.address, "telephone": self.telephone,
            "opening_hours": self.opening_hours, "appointment_url": self.appointment_url,
            "retention_days": self.retention_days,
        }


def load_organisation(path: Path) -> Organisation:
    """Read the file; raises ContentError naming what is missing or not known."""
    content = Fields.read(path).only({field.name for field in fields(Organisation)} | {"offices"})
    days = content.whole("retention_days")
    if days < 1:
        raise content.error("expected a number of days from 1", "retention_days")
    return Organisation(
        **{name: content.text(name) for name in (
            "name", "address", "telephone", "opening_hours", "appointment_url")},
        retention_days=days, demonstration=content.flag("demonstration"),
        department=content.text("department") if "department" in content else "")
