"""The page on which the widget is measured beside another one."""

from __future__ import annotations

from pathlib import Path

from bench.widget_peer import embed


def test_on_the_peers_page_only_the_chat_is_another_one():
    page = Path("widget/demonstration.html").read_text(encoding="utf-8")
    peers = embed(page)
    assert "<guido-chat" not in peers
    assert "/widget.js" not in peers
    assert peers.count("window.WebChat.default(") == 1
    body = page[page.index("<main>"):page.index("</main>")]
    assert body in peers
