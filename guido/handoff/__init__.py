"""Handing a conversation over to a person and back: escalations, and the agents who take them."""

from guido.handoff.accounts import Agent, Agents, Presence, Role, Session
from guido.handoff.model import Escalation, State
from guido.handoff.service import Handoff

__all__ = ["Agent", "Agents", "Escalation", "Handoff", "Presence", "Role", "Session", "State"]
