"""`guido evaluate` measures the trained model, and names what it cannot read."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from guido.cli.main import main


class Result(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def guido(capfd):
    """The command, in this process: the model is loaded once for all tests.

    In a thread of its own, because browsers of other tests may keep a loop running in this one.
    """
    def run(*arguments):
        capfd.readouterr()
        with ThreadPoolExecutor(1) as thread:
            code = thread.submit(main, [str(each) for each in arguments]).result()
        return Result(code, *capfd.readouterr())
    return run


@pytest.fixture
def questions(tmp_path):
    def write(*lines):
        path = tmp_path / "questions.tsv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    return write


def test_the_figures_have_the_agreed_names_and_count_what_they_say(model, guido, questions):
    path = questions(
        "text\tintent\tfacet\tnote",
        "combien coûte un passeport\tpasseport\tcout\tseen",
        "je voudrais me marier\tmariage\t-\t",
        "quelle est la recette des crêpes\thors_sujet\t-\t",
        "xylophone quantique\t-\t-\t",
    )
    result = guido("evaluate", path, "--format", "json")
    assert result.returncode == 0, result.stderr
    figures = json.loads(result.stdout)
    assert figures["rows"] == 4
    assert set(figures) == {
        "rows", "intent", "facet", "policy", "hors_sujet", "long_tail", "calibration",
        "milliseconds"}
    assert figures["intent"] == {"top1": 1.0, "top3": 1.0, "macro_f1": 1.0}
    assert figures["facet"] == {"accuracy": 1.0}
    assert figures["policy"]["right"] == 1.0
    assert sum(figures["policy"].values()) == pytest.approx(1)
    assert figures["hors_sujet"] == {"not_answered": 1.0}
    assert set(figures["long_tail"]) == {"searched"}
    assert 0 < figures["milliseconds"]["median"] <= figures["milliseconds"]["p95"]


@pytest.mark.parametrize(("lines", "told"), [
    (["bonjour\tsaluer"], r":1: expected text, intent, facet"),
    (["bonjour\tsaluer\t-", "x\tpasport\t-"], r":2: unknown intent 'pasport'"),
    (["x\tpasseport\tprix"], r":1: unknown facet 'prix'"),
])
def test_a_file_that_cannot_be_read_is_named_with_its_line(guido, questions, lines, told):
    path = questions(*lines)
    curve = guido("learning-curve", "--file", path)
    assert (curve.returncode, told in curve.stderr) == (2, True)
    result = guido("evaluate", path)
    assert result.returncode == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_a_missing_file_is_told(guido, tmp_path):
    result = guido("evaluate", tmp_path / "nothing.tsv")
    assert result.returncode == 2
    assert "nothing.tsv" in result.stderr


def test_the_report_has_the_confusions_with_their_sentences_and_a_picture(
    model, guido, questions, tmp_path
):
    path = questions("combien coûte un passeport\tmariage\tcout", "bonjour\tsaluer\t-")
    result = guido("evaluate", path, "--noise", "--report", tmp_path / "report")
    assert result.returncode == 0, result.stderr
    assert "intent, first: capitals" in result.stdout
    listed = (tmp_path / "report/confusions.md").read_text(encoding="utf-8")
    assert "**mariage** taken for **passeport**: 1 questions" in listed
    assert "combien coûte un passeport" in listed
    assert (tmp_path / "report/reliability.png").read_bytes().startswith(b"\x89PNG")


def test_the_thresholds_are_chosen_on_a_file_and_the_trade_off_is_shown(model, guido, questions):
    path = questions(
        "combien coûte un passeport\tpasseport\tcout", "je voudrais me marier\tmariage\t-",
        "quelle est la recette des crêpes\thors_sujet\t-", "mise sous tutelle\t-\t-")
    result = guido("thresholds", path)
    assert result.returncode == 0, result.stderr
    for heading in ("log loss", "asked_from", "off-topic", "cheapest: sure "):
        assert heading in result.stdout
