"""Packing of plain ES modules and style sheets, so that a page asks for few and small files."""

from guido.packing.modules import pack, pack_styles

__all__ = ["pack", "pack_styles"]
