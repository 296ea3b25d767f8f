"""What citizens say of the service."""

from guido.experience.service import HIGHEST, LONGEST_COMMENT, LOWEST, Experience

__all__ = ["HIGHEST", "LONGEST_COMMENT", "LOWEST", "Experience"]
