"""Who looks at a conversation, who is typing in it, and how far it was read."""

from guido.handoff.watchers.model import CITIZEN, Watcher, agent_party
from guido.handoff.watchers.service import Watchers

__all__ = ["CITIZEN", "Watcher", "Watchers", "agent_party"]
