"""README, docs and --help say what the code does."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from guido.cli.main import build_parser
from guido.settings import Settings, environment_name

OPERATION = Path("docs/operation.md").read_text(encoding="utf-8")
README = Path("README.md").read_text(encoding="utf-8")
DOCUMENTS = [Path("README.md"), *Path("docs").glob("*.md")]


def test_every_setting_is_documented_with_its_default_and_meaning():
    rows = [
        f"| `{environment_name(f.name)}` | {f'`{f.default}`' if f.default else '(empty)'} "
        f"| {f.metadata['description']} |" for f in fields(Settings)]
    for row in rows:
        assert row in OPERATION
    assert OPERATION.count("\n| `GUIDO_") == len(rows), "a setting is documented that is none"


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_file_that_a_document_names_exists(document):
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (document.parent / target).exists(), target
    for name in re.findall(r"`((?:data|docs|guido|actions|widget|console|bench|tests)/[\w./-]+)`",
                           text):
        assert Path(name).exists(), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_guido_command_that_a_document_names_exists(document):
    parser = build_parser()
    for command in re.findall(r"`(?:\.venv/bin/)?guido ([a-z-]+)", document.read_text("utf-8")):
        names = next(a.choices for a in parser._actions if a.dest == "command")
        assert command in names


def test_every_make_target_that_the_readme_names_exists():
    targets = re.findall(r"^([a-z]+):", Path("Makefile").read_text(encoding="utf-8"), re.M)
    for target in re.findall(r"`make ([a-z]+)`", README):
        assert target in targets


def test_no_tracked_file_names_a_registry():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org")
    for name in listed.stdout.split("\n"):
        if name and Path(name).suffix not in (".png",) and Path(name).exists():
            content = Path(name).read_text(encoding="utf-8", errors="replace")
            assert not any(host in content for host in hosts), name


def test_the_licence_is_named():
    assert "EUPL-1.2" in README
    assert "EUPL-1.2" in Path("pyproject.toml").read_text(encoding="utf-8")


def test_modules_stay_under_three_hundred_lines():
    for folder in ("guido", "actions", "widget", "console", "bench"):
        for path in Path(folder).rglob("*"):
            if path.suffix in (".py", ".js", ".css", ".html"):
                lines = len(path.read_text(encoding="utf-8").splitlines())
                assert lines < 300, f"{path}: {lines}"
