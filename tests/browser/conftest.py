"""A real headless Chromium, and citizens and agents who use it."""

from __future__ import annotations

import os
import shutil
import warnings
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

expect.set_options(timeout=15_000)  # the machine may be busy with other tests
_WINDOWS = {"narrow": (360, 640), "wide": (1280, 800)}
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


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks of tests that need one of the two windows."""
    for name in _WINDOWS:
        config.addinivalue_line("markers", f"{name}: only in a window of {_WINDOWS[name][0]} px")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is looked at is tried on a telephone and on a desk; behaviour alone on a desk."""
    if "size" not in metafunc.fixturenames:
        return
    marked = [name for name in _WINDOWS if metafunc.definition.get_closest_marker(name)]
    names = marked or (list(_WINDOWS) if "shot" in metafunc.fixturenames else ["wide"])
    metafunc.parametrize("size", [_WINDOWS[name] for name in names], indirect=True,
                         ids=[f"{_WINDOWS[name][0]}px" for name in names])


@pytest.fixture
def size(request):
    """The window of a test."""
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
