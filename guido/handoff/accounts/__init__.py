"""Agents: their accounts, sessions and presence."""

from guido.handoff.accounts.model import Agent, Presence, Role
from guido.handoff.accounts.service import SESSION_LENGTH, Agents, Session

__all__ = ["SESSION_LENGTH", "Agent", "Agents", "Presence", "Role", "Session"]
