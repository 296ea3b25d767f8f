"""`guido evaluate`: how well the trained model understands a file of labelled questions."""

from __future__ import annotations

import argparse


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `evaluate`."""
    parser = commands.add_parser("evaluate", help="try the model on labelled questions")
    parser.set_defaults(run=lambda o: None)
