"""Guido: a French-speaking public-service assistant that an administration runs itself."""

__version__ = "0.1.0"
