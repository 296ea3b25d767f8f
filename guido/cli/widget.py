"""`guido widget line`: what a site's pages get to have the widget."""

from __future__ import annotations

import argparse
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from guido.api.widget_assets import LAUNCHER, WidgetAssets
from guido.organisation import load_organisation
from guido.settings import load_settings

_FOLDER = Path("widget")


def add_commands(commands: argparse._SubParsersAction) -> None:
    """The command `widget` and what it can do."""
    widget = commands.add_parser("widget", help="what a site's pages get to have the widget")
    actions = widget.add_subparsers(dest="action", required=True)
    line = actions.add_parser("line", help="print the lines to paste into a page")
    line.add_argument("--newest", action="store_true",
                      help="always the newest version, without a checksum")
    line.set_defaults(run=_line)


def _line(options: argparse.Namespace) -> None:
    settings = load_settings()
    organisation = load_organisation(settings.data_dir / "organisation.yml")
    version = WidgetAssets(_FOLDER).current(organisation.telephone)
    template = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=select_autoescape()).get_template("line.html")
    path = f"/{LAUNCHER}" if options.newest else version.address(LAUNCHER)
    print(template.render(
        address=f"{settings.origin}{path}", organisation=organisation,
        integrity=None if options.newest else version.assets[LAUNCHER].integrity))
