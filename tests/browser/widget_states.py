"""What holds for every state of the widget, whatever it shows."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.axe import assert_accessible

# Links in the middle of a sentence are as high as their line; a box is chosen by its label, too.
_SMALL = """() => {
  const root = document.querySelector('guido-chat').shadowRoot;
  const isInLine = (node) => node.matches('p a')
    && node.parentElement.textContent !== node.textContent;
  return [...root.querySelectorAll('button, a, input, textarea, select, summary, [tabindex]')]
    .filter((node) => node.checkVisibility() && !isInLine(node))
    .map((node) => [node, (node.closest('label') ?? node).getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 43.9 || height < 43.9)
    .map(([node, { width, height }]) => `${node.outerHTML.slice(0, 120)}: ${width} x ${height}`);
}"""
_WIDE = """() => {
  const root = document.querySelector('guido-chat').shadowRoot;
  return [document.scrollingElement, ...root.querySelectorAll('*')]
    .filter((node) => node.scrollWidth > node.clientWidth + 1
      && !node.matches('.unseen, textarea, input')
      && !['visible', 'clip'].includes(getComputedStyle(node).overflowX) && node.checkVisibility())
    .map((node) => `${node.tagName}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`);
}"""
_NAMELESS = """() => {
  const root = document.querySelector('guido-chat').shadowRoot;
  const ids = [...root.querySelectorAll('[id]')].map(({ id }) => id);
  const missing = ['aria-describedby', 'aria-labelledby', 'aria-controls']
    .flatMap((name) => [...root.querySelectorAll(`[${name}]`)]
      .flatMap((node) => node.getAttribute(name).split(' ').filter(Boolean)))
    .filter((id) => !ids.includes(id));
  return [...missing, ...ids.filter((id, place) => ids.indexOf(id) !== place)];
}"""


def assert_usable(page: Page) -> None:
    """No finding of axe-core, small target, overflow or broken reference."""
    assert_accessible(page)
    findings = [finding for look in (_SMALL, _WIDE, _NAMELESS) for finding in page.evaluate(look)]
    assert not findings, findings
