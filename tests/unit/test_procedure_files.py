"""The shipped procedures can be carried out; mistakes in a file are told with their place."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from guido.cli.main import main
from guido.cli.procedures_try import Trial
from guido.errors import ContentError
from guido.french.texts import Texts
from guido.procedures.check import Surroundings, check_procedure
from guido.procedures.hearing import Hearing
from guido.procedures.reader import procedure_files, read_all, read_procedure
from tests.procedures import PROCEDURE

DATA = Path("data")
DAY = date(2026, 11, 22)
SCHEMA = json.loads(Path("docs/schemas/procedure_file.json").read_text(encoding="utf-8"))
TEXTS = Texts.load(DATA / "messages.yml")
SERVICES = {path.stem for path in DATA.glob("catalogue/*/*.yml")}
INTENTS = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["intents"]
SHIPPED = read_all(DATA)


@pytest.fixture(scope="module")
def hearing():
    return Hearing(TEXTS)


def plain(text):
    """A file as JSON has it: days are texts."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


@pytest.mark.parametrize("path", procedure_files(DATA), ids=lambda path: path.stem)
def test_a_shipped_procedure_fits_the_schema(path):
    jsonschema.validate(plain(path.read_text(encoding="utf-8")), SCHEMA)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_procedure_has_no_mistake(name, hearing):
    around = Surroundings(SERVICES, INTENTS, SHIPPED)
    assert check_procedure(SHIPPED[name], DAY, around, hearing) == []


def test_the_example_of_the_documentation_is_a_procedure(tmp_path, hearing):
    example = Path("docs/procedures.md").read_text(encoding="utf-8").split("```yaml\n")[1]
    text = example.split("```")[0]
    jsonschema.validate(plain(text), SCHEMA)
    assert problems(tmp_path, hearing, text) == []


def problems(tmp_path, hearing, text, day=DAY):
    path = tmp_path / "essai.yml"
    path.write_text(text, encoding="utf-8")
    around = Surroundings({"aide_logement", "carte_stationnement"}, INTENTS, SHIPPED)
    found = check_procedure(read_procedure(path), day, around, hearing)
    return [problem.removeprefix("data/procedures/essai.yml: ") for problem in found]


# What the file of the tests lacks of a shipped one.
WHOLE = PROCEDURE.replace("delay_days: 60, ", "")
for _name in ("naissance", "seul", "occupation", "loyer", "colocataires", "enfants", "courriel"):
    WHOLE = WHOLE.replace(f"  - name: {_name}\n", f"  - name: {_name}\n    why: Parce que.\n")


def test_a_whole_file_has_no_mistake(tmp_path, hearing):
    assert problems(tmp_path, hearing, WHOLE) == []


@pytest.mark.parametrize("was, becomes, told", [
    ("when: not seul", "when: not seull", "colocataires: 'seull' is no question"),
    ("when: not seul", "when: loyer > retenu + a_venir", "colocataires: 'a_venir' is no question"),
    ("when: pour_qui == 'enfant'", "when: loyer > 3", "naissance: 'loyer' is asked later"),
    ("when: pour_qui == 'enfant'", "when: pour_qui == 'fille'",
     "naissance: 'fille' is no option of pour_qui"),
    ("when: not seul", "when: seul and not seul", "colocataires: is never asked"),
    ("when: pour_qui == 'autre'", "when: loyer < 0", "stops.pas_pour_autrui: never applies"),
    ("correct: [pour_qui]", "correct: [pour_quoi]", "'pour_quoi' is no question"),
    ("au plus {plafond}", "au plus {plafonds}", "computed.retenu.in_words: 'plafonds' is no"),
    ("service: aide_logement", "service: aide_au_logement", "is no service of the catalogue"),
    ("contact: courriel", "contact: loyer", "case.contact: 'loyer' is no question of type email"),
    ("contact: courriel", "contact: courriel, follow_up: suite", "there is no procedure 'suite'"),
    ("contact: courriel", "contact: courriel, delay_days: 3", "an expected delay needs its source"),
    ("consent: J'accepte que la mairie garde ces réponses un an.", "",
     "nothing is filed without consent"),
    ("example: 3 avril 2015\n    when", "example: 3 avril\n    when",
     "the example '3 avril' is not understood: Il manque l'année"),
    ("words: [voisin]", "words: [fille]", "« fille » means enfant and autre"),
    ("    links: [{label: CAF, url: \"https://www.caf.fr/\"}]\n    correct: [pour_qui]\n", "",
     "a dead end without a way out"),
    ("why: La personne qui habite le logement signe la demande.", "", "why is missing"),
    ("ask: Habitez-vous seul ?", f"ask: {'Habitez-vous seul ' * 15}?", "at most 200 are read"),
])
def test_a_mistake_is_found(tmp_path, hearing, was, becomes, told):
    assert was in WHOLE
    found = problems(tmp_path, hearing, WHOLE.replace(was, becomes, 1))
    assert any(told in problem for problem in found), found


def test_what_is_taken_over_from_a_case_must_be_there(tmp_path, hearing):
    follower = WHOLE.replace("title:", "follows: activite_partielle\ntitle:", 1)
    right = follower.replace("name: courriel", "name: courriel\n    from_case: courriel")
    wrong = follower.replace("name: courriel", "name: courriel\n    from_case: siret")
    assert problems(tmp_path, hearing, right) == []
    assert problems(tmp_path, hearing, wrong) == [
        "courriel.from_case: activite_partielle has no question 'siret' of type email"]


def test_figures_that_end_and_comparisons_that_are_old_are_told(tmp_path, hearing):
    ending = WHOLE.replace("from: 2027-01-01,", "from: 2027-01-01, to: 2027-01-31,")
    assert problems(tmp_path, hearing, ending) == []
    assert problems(tmp_path, hearing, ending, date(2027, 1, 20)) == [
        "parameters.plafond: the last value applies until 2027-01-31; add the one that follows"]
    late = problems(tmp_path, hearing, ending, date(2028, 2, 1))
    assert "parameters.plafond: no value applies on 2028-02-01; the last value applied until " \
        "2027-01-31" in late
    assert any("compared with its sources on 2026-11-20; do so again" in each for each in late)


@pytest.mark.parametrize("was, becomes, told", [
    ("type: yes_no", "type: oui_non", "'oui_non' is none of"),
    ("when: not seul", "when: __import__('os')", "is no function"),
    ("when: not seul", "when: \"seul = 1\"", "cannot be read"),
    ("name: seul", "name: pour_qui", "stands there twice"),
    ("name: seul", "name: age", "is a word of formulas"),
    ("name: seul", "name: Seul", "is no name"),
    ("    example: 612,50 €\n", "", "shows an example"),
    ("from: 2027-01-01", "from: 2026-06-01", "two values apply on 2026-06-01"),
    ("verified: 2026-11-20}]\nintro", "}]\nintro", "sources[1].verified"),
    ("    one: enfant\n", "", "one is missing"), ("minutes: 5", "minuts: 5",
    "'minuts' is not known"),
])
def test_a_file_that_cannot_be_read_is_told_with_line_and_place(tmp_path, was, becomes, told):
    assert was in PROCEDURE
    path = tmp_path / "essai.yml"
    path.write_text(PROCEDURE.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=r"essai\.yml:\d+: ") as raised:
        read_procedure(path)
    assert told in str(raised.value)


def test_every_sentence_of_procedures_that_the_code_names_exists():
    for path in [*Path("guido").glob("procedures/*.py"), *Path("guido").glob("cli/procedures*.py")]:
        for key in re.findall(r'"(procedures?\.[a-z_.]+)"', path.read_text(encoding="utf-8")):
            assert TEXTS.raw(key)


def test_the_command_checks_and_names_what_it_does_not_know(tmp_path, monkeypatch, capsys):
    assert main(["procedures", "check", "rien"]) == 1
    assert "There is no procedure 'rien'; there are" in capsys.readouterr().err
    assert main(["procedures", "check", "acte_naissance"]) == 0
    assert capsys.readouterr().out == "1 procedures, 0 problems\n"


def tried(tmp_path, hearing, *typed):
    """What the terminal shows, and what the trial ends with."""
    path = tmp_path / "essai.yml"
    path.write_text(PROCEDURE, encoding="utf-8")
    shown, lines = [], iter(typed)

    def read(prompt):
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    trial = Trial(read_procedure(path), DAY, TEXTS, hearing, read, shown.append)
    return trial.run(), "\n".join(shown).replace("\u00a0", " ")


def test_a_procedure_is_tried_in_the_terminal(tmp_path, hearing):
    ended, shown = tried(
        tmp_path, hearing, "pour un voisin", "1", "moi", "pourquoi ?", "peut-être bien", "oui",
        "étudiant", "retour", "salarié", "612,50", "oui", "Zoé, née le 3 avril 2015", "non",
        "passer",
        "non", "4", "700 €", "oui")
    assert ended == 0
    assert "Seule la personne qui habite le logement" in shown
    assert "Répondez par oui ou par non." in shown
    assert "Que faites-vous en ce moment : Un travail" in shown
    assert "Enfants : Zoé, 3 avril 2015" in shown
    assert "Loyer retenu : 600 € (le loyer, au plus 600 €)" in shown
    assert shown.count("Est-ce que tout est juste ?") == 2


def test_a_trial_that_is_left_says_so_with_its_exit_code(tmp_path, hearing):
    assert tried(tmp_path, hearing, "moi", "annuler")[0] == 1
    assert tried(tmp_path, hearing, "moi")[0] == 1
