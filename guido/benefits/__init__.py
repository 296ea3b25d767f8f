"""Which benefits a household may have, computed by OpenFisca-France in a process of its own."""

from guido.benefits.model import Benefit, Estimate
from guido.benefits.service import Benefits

__all__ = ["Benefit", "Benefits", "Estimate"]
