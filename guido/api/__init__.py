"""Addresses for other systems and for operators, and the public pages."""
