"""Where there is no Chromium, the browser tests don't pass silently."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(("ci", "code", "outcome"), [
    ("true", 1, "error"), ("", 0, "skipped"),
])
def test_without_chromium_the_run_says_so_and_fails_in_ci(tmp_path, ci, code, outcome):
    test = tmp_path / "test_needs_browser.py"
    test.write_text("from tests.browser.conftest import browser\n"
                    "def test_needs_a_browser(browser): pass\n")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--rootdir",
         str(tmp_path), str(test)],
        env={"PATH": str(tmp_path), "CI": ci, "HOME": str(tmp_path), "PYTHONPATH": "."},
        capture_output=True, text=True, check=False)
    assert result.returncode == code
    assert "THE BROWSER TESTS DID NOT RUN" in result.stdout
    assert outcome in result.stdout
