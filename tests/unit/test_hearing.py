"""What is heard at a question: an answer, several at once, or a word such as « retour »."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guido.french.texts import Texts
from guido.procedures.engine import Engine
from guido.procedures.hearing import Command, Hearing
from guido.procedures.reader import read_all, read_procedure
from guido.procedures.steps import Ask, Objection
from tests.procedures import PROCEDURE

TEXTS = Texts.load(Path("data/messages.yml"))
SHIPPED = read_all(Path("data"))
VOTER = Engine(SHIPPED["inscription_electorale"], date(2026, 11, 23))
MORE = """
questions:
  - name: arrivee
    type: date
    ask: Quel jour arrivez-vous ?
    example: 3 mars 2027
  - name: depart
    type: date
    ask: Quel jour partez-vous ?
    example: 5 mars 2027
  - name: ne_a
    type: commune
    ask: Où êtes-vous né ?
    example: Nancy
  - name: numero
    type: telephone
    ask: À quel numéro vous appeler ?
    example: 06 12 34 56 78
  - name: suite
    type: choice
    ask: Que faire ensuite ?
    options: {passer: {label: Passer}, retour: {label: Retour à l'accueil, words: [retour]}}
"""


@pytest.fixture(scope="module")
def hearing():
    return Hearing(TEXTS)


def engine_of(folder, text):
    path = folder / "essai.yml"
    path.write_text(text, encoding="utf-8")
    return Engine(read_procedure(path), date(2026, 11, 22))


@pytest.fixture
def engine(tmp_path):
    return engine_of(tmp_path, PROCEDURE)


@pytest.fixture
def journey(tmp_path):
    before = PROCEDURE.partition("\nquestions:")[0]
    return engine_of(tmp_path, before + MORE)


def hear(hearing, engine, text, **answers):
    return hearing.hear(engine, answers, engine.next(answers), text)


def test_several_answers_of_a_sentence_are_all_taken(hearing, engine):
    heard = hear(hearing, engine, "pour ma fille née le 3 avril 2015, loyer de 650 euros, "
                                  "mon mail est a.b@exemple.fr")
    assert heard == {"pour_qui": "enfant", "naissance": date(2015, 4, 3), "loyer": Decimal(650),
                     "courriel": "a.b@exemple.fr"}


def test_the_question_itself_goes_first_even_if_nothing_else_is_told(hearing, engine):
    assert hear(hearing, engine, "moi") == {"pour_qui": "moi"}
    both = hear(hearing, engine, "oui et je paie 500 €", pour_qui="moi")
    assert both == {
        "seul": True, "loyer": Decimal(500)}


def test_facts_about_other_questions_are_taken_while_the_question_waits(hearing, engine):
    assert hear(hearing, engine, "mon loyer est de 700 euros") == {"loyer": Decimal(700)}


def test_a_fact_about_a_question_that_is_not_asked_is_not_taken(hearing, engine):
    assert hear(hearing, engine, "moi, né le 3 avril 2015") == {"pour_qui": "moi"}


def test_a_fact_that_cannot_be_right_is_not_taken(hearing, engine):
    assert hear(hearing, engine, "pour ma fille, le loyer est de 90000 €") == {"pour_qui": "enfant"}


def test_what_is_wrong_is_told_if_nothing_was_understood(hearing, engine):
    heard = hear(hearing, engine, "le chien")
    assert isinstance(heard, Objection)
    assert hearing.words(heard).startswith("Je n'ai pas reconnu cette réponse.")


@pytest.mark.parametrize("name, text, expected", [
    ("inscription_electorale", "je suis française", {"nationalite": "francaise"}),
    ("changement_adresse", "je déménage le 15 décembre", {"date_demenagement": date(2026, 12, 15)}),
    ("changement_adresse", "Jeanne Martin", {"nom": "Jeanne Martin"}),
    ("acte_naissance", "la copie intégrale de l'acte de naissance de ma fille",
     {"document": "copie", "pour_qui": "enfant"})])
def test_what_could_mean_something_else_is_not_taken(hearing, name, text, expected):
    assert hear(hearing, Engine(SHIPPED[name], date(2026, 11, 22)), text) == expected


def test_a_word_that_has_answered_yes_or_no_answers_nothing_else(hearing):
    engine = Engine(SHIPPED["inscription_electorale"], date(2026, 11, 22))
    answers = {"nationalite": "francaise", "date_naissance": date(1990, 1, 1)}
    assert engine.next(answers).path == "droits"
    assert hear(hearing, engine, "non jamais", **answers) == {"droits": False}


def test_two_days_answer_two_questions_in_their_order(hearing, journey):
    assert hear(hearing, journey, "du 3 mars 2027 au 5 mars 2027") == {
        "arrivee": date(2027, 3, 3), "depart": date(2027, 3, 5)}


def test_one_day_for_two_questions_answers_only_the_one_that_is_asked(hearing, journey):
    assert hear(hearing, journey, "le 3 mars 2027") == {"arrivee": date(2027, 3, 3)}


def test_a_place_and_a_number_are_told_by_their_form(hearing, journey):
    heard = hear(hearing, journey,
                 "le 3 mars 2027, je suis né à Nancy, appelez-moi au 06 12 34 56 78")
    assert heard["ne_a"]["name"] == "Nancy" and heard["numero"] == "+33612345678"


def test_a_persons_name_is_heard_without_what_follows_it(hearing, engine):
    answers = {"pour_qui": "moi", "seul": True, "occupation": ["travail"], "loyer": Decimal(650),
               "enfants": [{}]}
    assert hear(hearing, engine, "Zoé, née le 3 avril 2015", **answers) == {
        "enfants.0.prenom": "Zoé", "enfants.0.ne_le": date(2015, 4, 3)}
    assert hear(hearing, engine, "Jean-Marc", **answers) == {"enfants.0.prenom": "Jean-Marc"}


@pytest.mark.parametrize("text, is_one", [
    ("oui", True), ("j'en ai deux", True), ("non", False), ("aucun", False), ("zéro", False),
    ("un", True)])
def test_whether_there_are_any_is_heard_from_their_number_too(hearing, engine, text, is_one):
    answers = {"pour_qui": "moi", "seul": True, "occupation": ["travail"], "loyer": Decimal(650)}
    assert hear(hearing, engine, text, **answers) == {"enfants.autre": is_one}


@pytest.mark.parametrize("text, is_more", [
    ("encore un", True), ("j'en ai deux", True), ("j'en ai un", False), ("c'est tout", False)])
def test_whether_there_is_one_more_is_heard_from_their_number_too(hearing, engine, text, is_more):
    answers = {"pour_qui": "moi", "seul": True, "occupation": ["travail"], "loyer": Decimal(650),
               "enfants": [{"prenom": "Zoé", "ne_le": date(2015, 4, 3)}]}
    assert hear(hearing, engine, text, **answers) == {"enfants.autre": is_more}


@pytest.mark.parametrize("text, command", [
    ("je ne sais pas", Command.UNKNOWN), ("Je sais pas...", Command.UNKNOWN),
    ("jsp", Command.UNKNOWN),
    ("euh aucune idée", Command.UNKNOWN), ("je n'en sait rien", Command.UNKNOWN),
    ("pourquoi ?", Command.WHY), ("pourqoi", Command.WHY), ("à quoi ça sert ?", Command.WHY),
    ("je reviens plus tard", Command.LATER), ("je revien plus tar", Command.LATER),
    ("plus tard svp", Command.LATER), ("RETOUR", Command.BACK),
    ("question precedente", Command.BACK),
    ("je me suis trompée", Command.BACK), ("recommencer", Command.RESTART),
    ("recomencer", Command.RESTART), ("annuler", Command.CANCEL), ("anuler", Command.CANCEL),
    ("Annuler s'il vous plaît", Command.CANCEL), ("stop", Command.CANCEL), ("passer", Command.SKIP),
    ("je passe", Command.SKIP)])
def test_words_that_work_at_any_question(hearing, text, command):
    assert hearing.command(text) is command


@pytest.mark.parametrize("text", [
    "oui", "Martin", "mon passeport", "3 mars 2027", "pour ma fille", "je reviens de Paris",
    "rue du Retour", "pourquoi pas", "", "!!!", "passage des Lilas", "je sais"])
def test_answers_are_not_taken_for_such_words(hearing, text):
    assert hearing.command(text) is None


def test_an_option_of_the_question_goes_before_such_a_word(hearing, journey):
    question = journey.procedure.question("suite")
    assert hearing.command("retour", question) is None
    assert hearing.command("passer", question) is None
    assert hearing.command("annuler", question) is Command.CANCEL


def test_every_command_has_its_words():
    assert set(TEXTS.under("procedures.commands")) == {command.value for command in Command}


PIECES = (
    "oui", "non", "moi", "ma fille", "né le", "3 avril 2015", "31/02/2020", "demain", "à Nancy",
    "à l'étranger", "650 euros", "deux", "12 rue des Lilas, 69003 Lyon", "a.b@exemple.fr",
    "06 12 34 56 78", "732 829 320 00074", "tous", "aucun", "sans filiation", "je crois", "pas",
    "?", ",", "et", "1", "35h30", "déménagement", "Camille", "\u200b", "😀", "{nom}", "%s")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SHIPPED)), st.lists(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join), max_size=25))
def test_whatever_is_said_a_shipped_procedure_goes_on(hearing, name, texts):
    engine, answers = Engine(SHIPPED[name], date(2026, 11, 22)), {}
    for text in texts:
        step = engine.next(answers)
        if not isinstance(step, Ask):
            break
        hearing.command(text, step.question)
        heard = hearing.hear(engine, answers, step, text)
        if isinstance(heard, Objection):
            assert hearing.words(heard)
            continue
        for path, value in heard.items():
            objection = engine.objection(answers, path, value)
            assert objection is None or hearing.words(objection)
            answers = answers if objection else engine.answer(answers, path, value)
    assert engine.prune(answers) == answers


@pytest.mark.parametrize("text, is_taken", [
    ("oui à Paris", False), ("non, à Lyon", False), ("ouais, à Paris 12e", False),
    ("oui et j'habite à Nancy", True), ("non, je veux m'inscrire à Nancy", True),
])
def test_a_place_that_only_completes_a_yes_or_no_answers_no_other_question(hearing, text, is_taken):
    answers = {"nationalite": "francaise", "date_naissance": date(1990, 1, 1), "droits": True}
    heard = hearing.hear(VOTER, answers, Ask(VOTER.procedure.question("inscrit"), "inscrit"), text)
    assert (not isinstance(heard, Objection) and "commune" in heard) is is_taken
