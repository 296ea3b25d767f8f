"""The administration's own rules: what goes to a person at once, and after how long."""

from guido.handoff.rules.content import read_rules
from guido.handoff.rules.model import Rule, Rules, Times

__all__ = ["Rule", "Rules", "Times", "read_rules"]
