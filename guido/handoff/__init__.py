"""Handing a conversation over to a person and back: escalations, and the agents who take them."""

from guido.handoff.agents import Agents, Session
from guido.handoff.model import Agent, Escalation, State
from guido.handoff.service import Handoff

__all__ = ["Agent", "Agents", "Escalation", "Handoff", "Session", "State"]
