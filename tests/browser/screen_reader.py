"""What a screen reader would say of a page's live regions, written down as it comes."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

# By the rules of WAI-ARIA: an addition is said if the nearest live region around it is not off,
# and if that region was there before; only an alert speaks as soon as it appears.
_RECORDER = """() => {
  window.heard = [];
  const LIVE = { alert: 'assertive', status: 'polite', log: 'polite' };
  const livenessOf = (node) => node.getAttribute('aria-live') ?? LIVE[node.getAttribute('role')];
  const regionOf = (node) => {
    for (; node instanceof Element; node = node.parentElement) if (livenessOf(node)) return node;
    return null;
  };
  const isSpoken = (text, region) => text.data.trim() && regionOf(text.parentElement) === region
    && text.parentElement.checkVisibility();
  const say = (root, region) => {
    if (!region || livenessOf(region) === 'off' || region.closest('[aria-busy="true"]')) return;
    const from = region.getAttribute('role') === 'log' ? root : region; // the others are atomic
    const walker = document.createTreeWalker(from, NodeFilter.SHOW_TEXT);
    const words = [];
    if (from.nodeType === Node.TEXT_NODE) { if (isSpoken(from, region)) words.push(from.data); }
    else {
      while (walker.nextNode()) {
        if (isSpoken(walker.currentNode, region)) words.push(walker.currentNode.data);
      }
    }
    const said = words.join(' ').replace(/\\s+/g, ' ').trim();
    if (said) window.heard.push(said);
  };
  const take = (records) => {
    const done = new Set();
    for (const { addedNodes, target, type } of records) {
      for (const node of type === 'childList' ? addedNodes : [target]) {
        if (!node.isConnected) continue;
        const region = regionOf(node.parentElement);
        if (region && region.getAttribute('role') !== 'log') {
          if (!done.has(region)) say(node, region);
          done.add(region);
        } else if (!(node instanceof Element) || !livenessOf(node)) say(node, region);
        if (!(node instanceof Element)) continue;
        for (const alert of [node, ...node.querySelectorAll('[role=alert]')]) {
          if (alert.getAttribute('role') === 'alert') say(alert, alert);
        }
      }
    }
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    const watched = { childList: true, characterData: true, subtree: true };
    new MutationObserver(take).observe(root, watched);
    return root;
  };
}"""


def listen(context: BrowserContext) -> None:
    """Begin to write down in every page of a browser context."""
    context.add_init_script(f"({_RECORDER})()")


def heard(page: Page) -> list[str]:
    """What has been said on this page since it was loaded."""
    return page.evaluate("window.heard")
