"""What the widget costs a citizen's browser: ours beside rasa-webchat, in the same Chromium.

Both stand on the same page, are compressed in the same way, and get the same 500 messages at the
same pace. A visit opens the chat as soon as its button is shown, with nothing in the cache; visits
to both alternate. What counts is the time from the painted page, which is the page's own work and
the same for both, to the focused field. From the click alone ours is the slower one: the peer has
loaded all of itself before. Its typeface comes from a third party and is left out of its bytes.
"""

from __future__ import annotations

import csv
import dataclasses
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.widget_peer import embed
from guido.conversations import Conversations
from tests.live import ROOT, Part, WidgetCitizen, call, free_port, wait_for

VISITS, MESSAGES = 7, 500
MOST_BYTES, MOST_TIME = 1 / 4, 1 / 2
SLOW = "400 kbit/s"
_SLOW_LINE = {"offline": False, "latency": 100,
              "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_PEER = "rasa-webchat@1.0.1"
_ARCHIVE = Path("var/bench/rasa-webchat-1.0.1.tgz")
_PROBE = Path("bench/widget_probe.js")
_TEXTS = Path("data/evaluation/services.tsv")
_PAUSE = 0.02
_SECRET = "the key of a benchmark"
_HOST_PAGE = ("/", "/widget/demonstration.css", "/widget/icon.svg", "/favicon.ico")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking",
              # Nothing but this machine: what is asked of others fails at once.
              "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")


@dataclass(frozen=True)
class Chat:
    """A chat on a page: where it is, how it is used, and how the other side writes to it."""

    origin: str
    launcher: str
    field: str
    message: str
    say: Callable[[str], Any]
    storage: dict[str, str]  # of the citizen to whom messages are written


@dataclass
class Figures:
    """What was measured of one chat, by the line of the table."""

    values: dict[str, list[float]] = dataclasses.field(default_factory=dict)

    def note(self, line: str, value: float) -> None:
        """Add a value; the median of them is shown."""
        self.values.setdefault(line, []).append(value)

    def __getitem__(self, line: str) -> float:
        return statistics.median(self.values[line])


def run() -> bool:
    """Print the table; whether ours takes a quarter of the bytes and half of the time."""
    with tempfile.TemporaryDirectory() as name, _guido(Path(name)) as ours, \
            _webchat(Path(name), ours.origin) as peer, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, _BROWSERS)), None),
            args=list(_ARGUMENTS))
        both = [(ours, Figures()), (peer, Figures())]
        for chat, figures in both:
            _bytes(browser, chat, figures)
        for (chat, figures), is_slow in itertools.product(both * VISITS, (False, True)):
            _visit(browser, chat, figures, is_slow)
        for chat, figures in both:
            _messages(browser, chat, figures)
        browser.close()
    return _report(*(figures for _, figures in both))


@contextmanager
def _guido(folder: Path) -> Iterator[Chat]:
    part = Part("console", folder / "guido", GUIDO_SECRET=_SECRET, GUIDO_LOG_LEVEL="warning")
    part.start()
    try:
        citizen, agent = WidgetCitizen(part), part.add_agent("agent")
        token = citizen.headers["Authorization"].removeprefix("Bearer ")
        citizen.wishes("person")
        with part.database() as database:
            conversation = database.read(
                Conversations(_SECRET.encode()).find, "widget", token).id
        wait_for(lambda: agent.takes(conversation)[0] == 200)

        def say(text: str) -> None:
            body = {"id": uuid.uuid4().hex, "text": text}
            status, answer = agent.does(f"conversations/{conversation}/messages", body)
            assert status < 300, answer

        yield Chat(part.origin, ".launcher", "#input", ".message.agent", say,
                   {"guido.token": token})
    finally:
        part.stop()


@contextmanager
def _webchat(folder: Path, ours: str) -> Iterator[Chat]:
    """The peer on the page that ours is on."""
    page = folder / "page.html"
    page.write_text(embed(call("GET", f"{ours}/")[1]), encoding="utf-8")
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.widget_peer", str(port), str(_archive()), str(page)])

    def say(text: str) -> None:
        assert call("POST", f"{origin}/say", {"text": text})[0] == 200

    def answers() -> bool:
        assert process.poll() is None, "the peer's server ended by itself"
        try:
            return call("GET", f"{origin}/widget/demonstration.css")[0] == 200
        except OSError:
            return False

    try:
        wait_for(answers)
        yield Chat(origin, ".rw-launcher", ".rw-new-message", ".rw-response", say, {})
    finally:
        process.terminate()
        process.wait(30)


def _archive() -> Path:
    """The peer as npm has it, fetched once."""
    if not _ARCHIVE.exists():
        _ARCHIVE.parent.mkdir(parents=True, exist_ok=True)
        path = f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"
        subprocess.run(["npm", "pack", "--silent", _PEER], cwd=_ARCHIVE.parent, check=True,
                       env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL)
    return _ARCHIVE


def _bytes(browser: Browser, chat: Chat, figures: Figures) -> None:
    """What comes over the wire, headers included, without the page that holds the chat."""
    with _page(browser, chat) as (page, cdp):
        addresses: dict[str, str] = {}
        sizes: dict[str, float] = {}
        cdp.on("Network.requestWillBeSent", lambda event: addresses.update(
            {event["requestId"]: event["request"]["url"].removeprefix(chat.origin)}))
        cdp.on("Network.loadingFinished", lambda event: sizes.update(
            {event["requestId"]: event["encodedDataLength"]}))

        def total() -> float:
            return sum(size for request, size in sizes.items()
                       if addresses.get(request) not in _HOST_PAGE)

        page.goto(chat.origin, wait_until="networkidle")
        figures.note("bytes before it is opened", total())
        _open(page, chat)
        page.wait_for_load_state("networkidle")
        figures.note("bytes until it can be used", total())


def _visit(browser: Browser, chat: Chat, figures: Figures, is_slow: bool) -> None:
    """Milliseconds of a first visit, and how long the page was busy meanwhile."""
    line = f", {SLOW}" if is_slow else ""
    with _page(browser, chat) as (page, cdp):
        if is_slow:
            cdp.send("Network.emulateNetworkConditions", _SLOW_LINE)
        page.goto(chat.origin, wait_until="commit")
        times = _open(page, chat)
        figures.note(f"ms from address to field{line}", times["usable"])
        figures.note(f"ms from painted page to field{line}", times["usable"] - times["painted"])
        figures.note(f"ms from click to field{line}", times["usable"] - times["clicked"])
        if not is_slow:
            _note_tasks(page, figures, "while opening", 0)


def _messages(browser: Browser, chat: Chat, figures: Figures) -> None:
    """What 500 messages of the other side cost, one after the other."""
    with _TEXTS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        texts = [row["text"] for row in itertools.islice(rows, MESSAGES)]
    with _page(browser, chat, chat.storage) as (page, cdp):
        page.goto(chat.origin)
        _open(page, chat)
        began = page.evaluate("performance.now()")
        for text in texts:
            chat.say(text)
            time.sleep(_PAUSE)
        page.evaluate("(what) => probe.shows(what)",
                      {"selector": chat.message, "count": MESSAGES})
        page.wait_for_timeout(500)  # the last tasks are reported
        _note_tasks(page, figures, f"over {MESSAGES} messages", began)
        cdp.send("Performance.enable")
        cdp.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"]
                   for each in cdp.send("Performance.getMetrics")["metrics"]}
        figures.note(f"MB of memory after {MESSAGES} messages", metrics["JSHeapUsedSize"] / 1e6)
        figures.note(f"DOM nodes after {MESSAGES} messages", metrics["Nodes"])


@contextmanager
def _page(
    browser: Browser, chat: Chat, storage: dict[str, str] | None = None
) -> Iterator[tuple[Page, CDPSession]]:
    """A page of a new person, with the probe."""
    state: Any = {"origins": [{"origin": chat.origin, "localStorage": [
        {"name": name, "value": value} for name, value in (storage or {}).items()]}]}
    context: BrowserContext = browser.new_context(locale="fr-FR", storage_state=state)
    context.add_init_script(path=_PROBE)
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    yield page, cdp
    context.close()


def _open(page: Page, chat: Chat) -> dict[str, float]:
    """Open the chat; when the page was `painted`, the button `clicked` and the field `usable`."""
    middle = page.evaluate("(where) => probe.launcher(where)",
                           {"launcher": chat.launcher, "field": chat.field})
    page.mouse.click(**middle)  # as a person does: focus may go only where one asked for it
    return page.evaluate("probe.times()")


def _note_tasks(page: Page, figures: Figures, when: str, since: float) -> None:
    durations = page.evaluate("(since) => probe.tasks(since)", since)
    figures.note(f"long tasks {when}", len(durations))
    figures.note(f"ms of long tasks {when}", sum(durations))


def _report(own: Figures, peer: Figures) -> bool:
    marks = {"bytes until it can be used": MOST_BYTES,
             "ms from painted page to field": MOST_TIME,
             f"ms from address to field, {SLOW}": MOST_TIME,
             f"ms from painted page to field, {SLOW}": MOST_TIME}
    print(f"\nwidget: beside {_PEER} in the same Chromium, {VISITS} first visits each (medians)")
    print("(reproduce: .venv/bin/python -m bench widget)\n")
    print(f"{'':<46} {'Guido':>9} {'rasa-webchat':>13} {'ratio':>7}")
    reached = True
    for line in own.values:
        ratio = own[line] / peer[line] if peer[line] else None
        shown = "" if ratio is None else f"{ratio:.3f}"
        mark = f"  (at most {marks[line]:.2f})" if line in marks else ""
        digits = 1 if line.startswith("MB") else 0
        print(f"{line:<46} {own[line]:>9,.{digits}f} {peer[line]:>13,.{digits}f} {shown:>7}{mark}")
        reached = reached and (line not in marks or (ratio is not None and ratio <= marks[line]))
    return reached
