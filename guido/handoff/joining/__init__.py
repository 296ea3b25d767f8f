"""Several open conversations of one citizen: finding, joining and separating them."""

from guido.handoff.joining.model import Likeness, Same
from guido.handoff.joining.service import Joining

__all__ = ["Joining", "Likeness", "Same"]
