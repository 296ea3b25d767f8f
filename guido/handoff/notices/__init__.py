"""Dated notices to all citizens: « la préfecture est fermée lundi »."""

from guido.handoff.notices.model import Notice, NoticeDraft
from guido.handoff.notices.service import Notices

__all__ = ["Notice", "NoticeDraft", "Notices"]
