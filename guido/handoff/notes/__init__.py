"""Private notes of agents beside a conversation, and the colleagues whom they mention."""

from guido.handoff.notes.model import Mention, Note
from guido.handoff.notes.service import Notes

__all__ = ["Mention", "Note", "Notes"]
