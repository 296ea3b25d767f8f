"""Where to go: communes as people name them, and offices with their addresses and hours."""

from guido.catalogue.offices.communes import Commune, Communes
from guido.catalogue.offices.model import Office
from guido.catalogue.offices.service import NearOffice, Offices

__all__ = ["Commune", "Communes", "NearOffice", "Office", "Offices"]
