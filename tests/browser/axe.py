"""Checking the state that a page is in now with axe-core."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_SOURCE = Path("node_modules/axe-core/axe.min.js")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Evaluated through the developer tools, which the page's Content-Security-Policy does not bind.
_RUN = """async (tags) => (await axe.run(document, {
    runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'],
})).violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
    `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary}`))"""


@cache
def _source() -> str:
    return _SOURCE.read_text(encoding="utf-8")


def assert_accessible(page: Page) -> None:
    """Fail with what breaks WCAG 2.2 AA in the page as it is shown now."""
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(f"() => {{ {_source()} }}")
    findings = page.evaluate(_RUN, _TAGS)
    assert not findings, findings
