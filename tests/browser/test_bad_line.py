"""The widget on bad lines: cut, slow, held back; servers that die; several tabs; no storage."""

from __future__ import annotations

import http.client
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import CitizenPage
from tests.live import Part, Server, wait_for

LOCKED_UP = """
for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
}
"""

# How long it takes from the click until the panel with its field is on the screen.
WATCH_PAINT = """() => {
  const { shadowRoot } = document.querySelector('guido-chat');
  const isThere = () => shadowRoot.querySelector('.panel textarea')?.getBoundingClientRect().height;
  shadowRoot.addEventListener(
    'click', () => performance.mark('click'), { capture: true, once: true });
  window.painted = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('it did not open')), 15000);
    const look = () => requestAnimationFrame(() => {
      if (!isThere()) return look();
      setTimeout(() => resolve(performance.measure('opening', 'click').duration));
    });
    look();
  });
}"""

# What the page has loaded of the widget, headers included.
TRANSFERRED = """() => performance.getEntriesByType('resource')
  .filter(({ name }) => /widget.*js|panel/.test(name))
  .reduce((sum, { transferSize }) => sum + transferSize, 0)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A console's process that may be killed."""
    part = Part("console", tmp_path_factory.mktemp("bad-line"))
    part.start()
    yield part
    part.kill()


class Proxy:
    """Between browser and server: reads whole answers before it passes them on, or cuts them.

    Streams are held back without end, or cut after their first bytes if `cuts`.
    """

    def __init__(self, server: Server, cuts: bool) -> None:
        class Handler(BaseHTTPRequestHandler):
            def _pass_on(self) -> None:
                upstream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                upstream.request(self.command, self.path, body, dict(self.headers))
                answer = upstream.getresponse()
                is_cut = cuts and self.path.startswith("/webhooks/widget/stream")
                content = answer.read(1) if is_cut else answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content) + is_cut))
                self.end_headers()
                self.wfile.write(content)
                self.close_connection = is_cut

            do_GET = do_POST = _pass_on

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

            def handle(self) -> None:
                """Whoever gives up waiting is nothing to tell of."""
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


def opened(page: Page, origin: str) -> CitizenPage:
    page.goto(origin)
    citizen = CitizenPage(page)
    citizen.opens()
    return citizen


def own(citizen: CitizenPage) -> list[str]:
    """The citizen's own messages, in the order in which they are shown."""
    return citizen.page.locator("article.citizen").evaluate_all(
        "all => all.map((article) => article.querySelectorAll('p')[1].textContent)")


def all_sent(citizen: CitizenPage) -> None:
    expect(citizen.page.get_by_text("envoi en cours")).to_have_count(0)


def test_offline_is_said_at_once_and_what_was_written_goes_when_the_line_is_back(
    server, open_page, shot
):
    citizen = opened(open_page("about:blank"), server.origin)
    citizen.says("avant")
    all_sent(citizen)
    citizen.page.context.set_offline(True)
    told = citizen.page.get_by_text("Pas de connexion.")
    expect(told).to_be_visible(timeout=1000)
    citizen.says("pendant une")
    citizen.says("pendant deux")
    expect(citizen.page.get_by_text("envoi en cours")).to_have_count(2)
    shot(citizen.page, "bad-line-offline")
    citizen.page.context.set_offline(False)
    expect(told).to_be_hidden(timeout=4000)
    all_sent(citizen)
    assert own(citizen) == ["avant", "pendant une", "pendant deux"]
    expect(citizen.page.locator("#log .read:not(:empty)")).to_have_text("Envoyé")


def test_a_message_that_is_on_its_way_when_the_server_is_killed_arrives_once(server, open_page):
    citizen = opened(open_page("about:blank"), server.origin)
    citizen.says("avant")
    all_sent(citizen)
    assert server.process
    server.process.send_signal(signal.SIGSTOP)
    with citizen.page.expect_request("**/messages"):
        citizen.says("sur la route")
    server.kill()
    expect(citizen.page.get_by_text("Reconnexion…")).to_be_visible()
    server.start()
    all_sent(citizen)
    expect(citizen.page.get_by_text("Reconnexion…")).to_be_hidden()
    assert own(citizen) == ["avant", "sur la route"]
    citizen.page.reload()
    citizen.sees("sur la route")
    assert own(citizen) == ["avant", "sur la route"]


def test_what_two_tabs_write_arrives_once_in_one_order_though_one_is_closed(server, open_page):
    first = opened(open_page("about:blank"), server.origin)
    context = first.page.context
    first.says("bonjour")
    all_sent(first)
    second = opened(context.new_page(), server.origin)
    second.sees("bonjour")
    context.set_offline(True)
    first.says("un du premier")
    second.sees("un du premier")
    second.says("un du second")
    first.sees("un du second")
    first.says("deux du premier")
    second.sees("deux du premier")
    written = ["bonjour", "un du premier", "un du second", "deux du premier"]
    for citizen in (first, second):
        wait_for(lambda citizen=citizen: own(citizen) == written)
    first.page.close()
    context.set_offline(False)
    all_sent(second)
    wait_for(lambda: own(second) == written)
    third = opened(context.new_page(), server.origin)
    wait_for(lambda: own(third) == written)


def test_two_tabs_that_write_at_the_same_moment_begin_one_conversation(server, open_page):
    first = opened(open_page("about:blank"), server.origin)
    second = opened(first.page.context.new_page(), server.origin)
    for number in range(3):
        for name, citizen in (("un", first), ("deux", second)):
            citizen.says(f"{name} {number}")
    for citizen in (first, second):
        expect(citizen.page.locator("article.citizen")).to_have_count(6)
        all_sent(citizen)
    assert own(first) == own(second)
    for name in ("un", "deux"):
        assert [text for text in own(first) if text.startswith(f"{name} ")] == [
            f"{name} {number}" for number in range(3)]


def test_what_was_written_offline_goes_with_the_next_page_though_nobody_opens_the_widget(
    server, open_page
):
    citizen = opened(open_page("about:blank"), server.origin)
    context = citizen.page.context
    citizen.page.get_by_role("button", name="Fermer").click()
    citizen.opens()
    context.set_offline(True)
    citizen.says("pour plus tard")
    citizen.page.get_by_role("button", name="Fermer").click()
    citizen.page.close()
    context.set_offline(False)
    later = context.new_page()
    with later.expect_response("**/messages") as sent:
        later.goto(server.origin)
    assert sent.value.status == 202


def test_where_storage_is_blocked_the_conversation_works_until_the_page_is_left(
    server, open_page
):
    page = open_page("about:blank")
    page.add_init_script(LOCKED_UP)
    citizen = opened(page, server.origin)
    citizen.says("sans mémoire")
    citizen.says("et encore")
    all_sent(citizen)
    assert own(citizen) == ["sans mémoire", "et encore"]


@pytest.mark.parametrize("cuts", [False, True], ids=["held back", "cut"])
def test_behind_a_proxy_that_no_stream_passes_the_widget_asks_again(server, open_page, cuts):
    proxy = Proxy(server, cuts)
    try:
        citizen = opened(open_page("about:blank"), proxy.origin)
        citizen.page.get_by_role("button", name="Parler à une personne").first.click()
        citizen.sees("numéro")
        citizen.says("par un détour")
        all_sent(citizen)
        expect(citizen.page.get_by_text("Reconnexion…")).to_be_hidden()
    finally:
        proxy.close()


def test_a_refused_message_stays_until_it_is_sent_again_or_removed(server, open_page, shot):
    citizen = opened(open_page("about:blank"), server.origin)
    page = citizen.page
    page.route("**/messages", lambda route: route.fulfill(
        status=422, json={"error": "odd", "message": "Ce message ne passe pas."}))
    citizen.says("premier essai")
    citizen.says("à retirer")
    expect(page.get_by_text("Ce message ne passe pas.")).to_have_count(2)
    shot(page, "bad-line-refused")
    page.locator("article", has_text="à retirer").get_by_role("button", name="Retirer").click()
    expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
    page.unroute("**/messages")
    page.get_by_role("button", name="Réessayer").click()
    all_sent(citizen)
    expect(page.get_by_text("Non envoyé")).to_have_count(0)
    assert own(citizen) == ["premier essai"]


@pytest.mark.narrow
def test_on_a_slow_line_the_panel_is_there_within_a_second(server, open_page):
    page = open_page("about:blank")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000})
    page.goto(server.origin)
    launcher = page.get_by_role("button", name="Une question")
    expect(launcher).to_be_visible()
    page.evaluate(WATCH_PAINT)
    before = page.evaluate(TRANSFERRED)
    launcher.click(delay=100)  # as long as a finger presses
    assert page.evaluate("window.painted") < 1000
    assert before < 2500  # the launcher with its headers, and nothing else
