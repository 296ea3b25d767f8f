"""Life events: what is to be done, in which order and by when, from a date and a few answers."""

from guido.catalogue.life_events.model import Checklist, LifeEvent, Question, make_checklist
from guido.catalogue.life_events.service import LifeEvents

__all__ = ["Checklist", "LifeEvent", "LifeEvents", "Question", "make_checklist"]
