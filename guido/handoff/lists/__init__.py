"""The list of open conversations, as each agent sees it."""

from guido.handoff.lists.model import Line, Lines
from guido.handoff.lists.service import Lists

__all__ = ["Line", "Lines", "Lists"]
