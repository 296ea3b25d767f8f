"""What citizens say of the service."""

from guido.experience.service import Experience

__all__ = ["Experience"]
