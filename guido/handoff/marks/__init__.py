"""What agents mark on a conversation: tags, tests, a day to come back to it."""

from guido.handoff.marks.service import Marks

__all__ = ["Marks"]
