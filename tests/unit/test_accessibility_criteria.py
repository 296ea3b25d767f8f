"""The written criteria of accessibility name tests that exist."""

from __future__ import annotations

import re
from pathlib import Path


def test_each_test_that_the_criteria_name_exists():
    written = Path("docs/accessibility.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", written))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in Path("tests").rglob("test_*.py"))
    assert named
    assert {name for name in named if f"def {name}(" not in tests} == set()
    assert all(Path(path).exists() for path in re.findall(r"`(tests/[\w./]+)`", written))
