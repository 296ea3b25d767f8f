"""The computed values of the shipped procedures against examples from official sources."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from guido.procedures.answers import from_json, to_json
from guido.procedures.engine import Engine
from guido.procedures.model import Answers, Procedure, Stop
from guido.procedures.reader import read_procedure
from guido.procedures.steps import Ask

ROOT = Path(__file__).resolve().parents[2]
TABLE = yaml.safe_load((ROOT / "tests/worked_examples.yml").read_text(encoding="utf-8"))
GIVEN = TABLE.pop("given")
EXAMPLES = [pytest.param(name, example, id=f"{name}: {example['what']}")
            for name, examples in TABLE.items() for example in examples]


def _read(name: str) -> Procedure:
    return read_procedure(ROOT / f"data/procedures/{name}.yml")


def _answers(procedure: Procedure, example: dict) -> Answers:
    written = {**GIVEN[procedure.name], **example.get("answers", {})}
    return from_json(procedure.questions, to_json(written))


def _as_computed(expected: object) -> object:
    if isinstance(expected, list):
        return [Decimal(each) for each in expected]
    return Decimal(expected) if isinstance(expected, str) else expected


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_procedure_comes_to_what_the_source_says(name, example):
    procedure = _read(name)
    engine, answers = Engine(procedure, example["day"]), _answers(procedure, example)
    expected = {key: _as_computed(each) for key, each in example.get("expected", {}).items()}
    assert {key: engine.value(answers, key) for key in expected} == expected
    if "step" in example:
        step = engine.next(answers)
        assert isinstance(step, Ask | Stop)
        assert (step.name if isinstance(step, Stop) else step.path) == example["step"]


def test_at_least_twenty_examples_each_with_its_source_and_date():
    sources = [example.values[1]["source"] for example in EXAMPLES]
    assert len(sources) >= 20
    assert all(each["url"].startswith("http") and each["name"] and each["date"]
               for each in sources)


def test_each_parameter_of_the_procedures_has_a_dated_source():
    for name in GIVEN:
        for parameter in _read(name).parameters.values():
            assert all(each.source.url and each.source.verified for each in parameter.values)
