"""Amounts and durations as they are written in French: « 86 € », « 1 250,50 € », « 3 semaines »."""

from __future__ import annotations

from decimal import Decimal

_UNITS = {
    "euro": ("€", "€"),
    "percent": ("%", "%"),
    "hour": ("heure", "heures"),
    "day": ("jour", "jours"),
    "week": ("semaine", "semaines"),
    "month": ("mois", "mois"),
    "year": ("an", "ans"),
}
UNITS = frozenset(_UNITS)
_NARROW_SPACE = "\u202f"
_SPACE = "\u00a0"


def write_quantity(value: Decimal, unit: str) -> str:
    """A number with its unit; thousands are grouped, decimals are shown only if there are some."""
    decimals = 0 if value == value.to_integral_value() else 2 if unit == "euro" else 1
    number = f"{value:,.{decimals}f}".replace(",", _NARROW_SPACE).replace(".", ",")
    singular, plural = _UNITS[unit]
    return f"{number}{_SPACE}{plural if abs(value) >= 2 else singular}"
