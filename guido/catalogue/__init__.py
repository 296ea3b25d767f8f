"""The catalogue: what is answered about each service and facet, with source and date."""

from guido.catalogue.engine import Found
from guido.catalogue.model import (
    FACETS,
    Amount,
    Card,
    Link,
    ServiceEntry,
    Situation,
    Source,
)
from guido.catalogue.render import card_custom, card_text
from guido.catalogue.service import Catalogue
from guido.catalogue.store import catalogue_texts

__all__ = [
    "FACETS", "Amount", "Card", "Catalogue", "Found", "Link", "ServiceEntry", "Situation",
    "Source", "card_custom", "card_text", "catalogue_texts",
]
