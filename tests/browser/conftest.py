"""A real headless Chromium, and citizens and agents who use it."""

from __future__ import annotations

import os
import shutil
import warnings
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

expect.set_options(timeout=15_000)  # the machine may be busy with other tests
SCREENSHOTS = Path(__file__).parent / "screenshots"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Chromium; where there is none the tests say so loudly, and fail with CI=true."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if not path:
        reason = (
            "THE BROWSER TESTS DID NOT RUN: no Chromium was found and it could not be installed. "
            "Install it (on Debian: apt install chromium) and run the tests again.")
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(params=[(360, 640), (1280, 800)], ids=["360px", "1280px"])
def size(request):
    return dict(zip(("width", "height"), request.param))


@pytest.fixture
def open_page(browser, size):
    """A function that opens an address as a new person; errors on the page fail the test."""
    contexts, errors = [], []

    def open_page(address: str):
        context = browser.new_context(viewport=size, locale="fr-FR")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text)
                if "Content Security Policy" in m.text else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def shot(size, request):
    """Keeps a screenshot under the test's name."""
    def shot(page, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}-{size['width']}.png")
    return shot
