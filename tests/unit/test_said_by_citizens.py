"""What citizens say at the questions of the shipped procedures, as old or hurried people write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from guido.french.texts import Texts
from guido.procedures.engine import Engine
from guido.procedures.hearing import Command, Hearing
from guido.procedures.reader import read_all
from guido.procedures.steps import Ask, Objection

SHIPPED = read_all(Path("data"))
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def hearing():
    return Hearing(Texts.load(Path("data/messages.yml")), "54")


@pytest.fixture
def hear(hearing):
    def hear(name, text, **answers):
        procedure, _, question = name.partition(".")
        engine = Engine(SHIPPED[procedure], DAY)
        ask = Ask(engine.question_at(question), question)
        heard = hearing.hear(engine, answers, ask, text)
        return hearing.words(heard) if isinstance(heard, Objection) else heard
    return hear


@pytest.mark.parametrize(("text", "said"), [
    ("31 février 2019", "31 février 2019"), ("le 30 fevrier", "30 février"),
    ("31 avril 2025", "31 avril 2025"), ("29 fév. 2023", "29 février 2023"),
    ("le trente et un juin", "31 juin"), ("45 mars 2019", "45 mars 2019"),
])
def test_a_day_that_no_month_has_is_told_to_be_none(hear, text, said):
    told = hear("perte_papiers.quand", text)
    assert told.startswith(f"Cette date n'existe pas dans le calendrier : {said}.")


def test_the_day_of_a_leap_year_is_taken(hear):
    assert hear("perte_papiers.quand", "29 février 2024") == {"quand": date(2024, 2, 29)}


@pytest.mark.parametrize("text", ["fin décembre", "début décembre", "mi-mars"])
def test_a_month_is_no_day(hear, text):
    assert hear("changement_adresse.date_demenagement", text).startswith("Il manque le jour.")


@pytest.mark.parametrize("text", ["14 novembre", "14/11", "vers le 10 novembre"])
def test_a_day_that_cannot_be_taken_answers_no_other_question(hear, text):
    assert hear("perte_papiers.quand", text).startswith("Il manque l'année.")


@pytest.mark.parametrize("text", [
    "12 rue du 11 novembre 54000 Nancy", "3 place du 4 septembre 54000 Nancy",
    "8 bis avenue du 8 mai 1945, 54000 Nancy"])
def test_the_name_of_a_street_is_no_day(hear, text):
    assert list(hear("changement_adresse.ancienne", text, nom="X")) == ["ancienne"]


@pytest.mark.parametrize(("text", "expected"), [
    ("ma carte d'identité et ma carte bleu et le permi",
     ["carte_identite", "permis", "carte_bancaire"]),
    ("carte didentité, passport, chequié", ["carte_identite", "passeport", "chequier"]),
    ("la carte vitale mais pas le passeport", ["carte_vitale"]),
    ("1 et 3", ["carte_identite", "permis"]),
])
def test_each_of_several_things_is_heard_in_spite_of_typing_errors(hear, text, expected):
    assert hear("perte_papiers.papiers", text) == {"papiers": expected}


@pytest.mark.parametrize("text", [
    "dans la ville de nancy", "ville de Nancy", "à l'hopital de nancy", "maternité de Nancy"])
def test_words_beside_a_commune_are_no_communes(hear, text):
    heard = hear("acte_naissance.commune", text, ne_ou="france")
    assert heard["commune"]["name"] == "Nancy"


@pytest.mark.parametrize(("text", "name"), [
    ("L'Hôpital", "L'Hôpital"), ("l'hopital 57490", "L'Hôpital"), ("Appelle", "Appelle"),
    ("Villé", "Villé")])
def test_communes_with_the_name_of_such_a_word_are_found(hear, text, name):
    heard = hear("acte_naissance.commune", f"{text} 67220" if text == "Villé" else text)
    assert heard["commune"]["name"] == name


def test_who_says_their_name_names_no_commune(hear):
    told = hear("acte_naissance.commune", "je m'appelle Martin", ne_ou="france")
    assert told.startswith("Je ne trouve pas cette commune.")


@pytest.mark.parametrize("text", [
    "Notre principal client a fermé, le 12 mars 2026 nous avons perdu 30 % des commandes.",
    "Nous sommes à Nancy et le carnet de commandes est vide. On va attendre jusqu'au printemps."])
def test_a_story_is_kept_whole(hear, text):
    assert hear("activite_partielle.circonstances", text, employeur=True)["circonstances"] == text


@pytest.mark.parametrize(("text", "expected"), [
    ("je m'appelle Jean Dupont", "Jean Dupont"), ("Mon nom est Dupont", "Dupont"),
    ("mon nom c'est Dupont", "Dupont"), ("Jean Dupont", "Jean Dupont"),
    ("moi c'est Jean", "Jean"), ("Je m'appelle", "Je m'appelle")])
def test_a_name_is_heard_without_what_introduces_it(hear, text, expected):
    assert hear("perte_papiers.nom", text) == {"nom": expected}


@pytest.mark.parametrize(("text", "expected"), [
    ("une quinzaine", 15), ("une vingtaine de salariés", 20), ("environ une dizaine", 10),
    ("quinze", 15), ("une douzaine", 12), ("une centaine", 100)])
def test_about_so_many_are_so_many(hear, text, expected):
    assert hear("activite_partielle.effectif", text) == {"effectif": Decimal(expected)}


@pytest.mark.parametrize("text", ["2 m3", "2m3", "2 m³", "deux m3", "2 mètres cubes"])
def test_the_sign_of_cubic_metres_is_no_number(hear, text):
    assert hear("encombrants.volume", text) == {"volume": Decimal(2)}


@pytest.mark.parametrize(("name", "text"), [
    ("perte_papiers.courriel", "je n'en ai pas"), ("perte_papiers.courriel", "j'ai pas de mail"),
    ("perte_papiers.courriel", "non"), ("perte_papiers.courriel", "aucun"),
    ("perte_papiers.courriel", "pas d'adresse"), ("perte_papiers.circonstances", "rien"),
    ("changement_adresse.lettres", "aucune"), ("changement_adresse.lettres", "pas besoin"),
    ("changement_adresse.lettres", "je ne veux pas"), ("acte_naissance.parent_deux", "personne")])
def test_who_has_nothing_to_answer_passes_an_optional_question(hearing, name, text):
    procedure, _, question = name.partition(".")
    asked = Engine(SHIPPED[procedure], DAY).question_at(question)
    assert hearing.command(text, asked) is Command.SKIP


def test_who_has_nothing_to_answer_does_not_pass_what_is_needed(hearing):
    asked = Engine(SHIPPED["activite_partielle"], DAY).question_at("courriel")
    assert hearing.command("je n'en ai pas", asked) is None


@pytest.mark.parametrize(("text", "command"), [
    ("je sais pas trop", Command.UNKNOWN), ("pas d'idée", Command.UNKNOWN),
    ("je ne m'en souviens plus", Command.UNKNOWN), ("je me souviens plus", Command.UNKNOWN),
    ("pourquoi vous voulez mon nom ?", Command.WHY), ("Pourquoi me demandez-vous ça", Command.WHY),
    ("pourquoi vous avez besoin de mon adresse ?", Command.WHY)])
def test_more_ways_to_say_that_one_does_not_know_or_asks_why(hearing, text, command):
    asked = Engine(SHIPPED["perte_papiers"], DAY).question_at("nom")
    assert hearing.command(text, asked) is command


@pytest.mark.parametrize(("text", "expected"), [
    ("ma grande mère", "grand_parent"), ("mémé", "grand_parent"), ("ma belle-mère", "autre"),
    ("mon beau père", "autre"), ("ma nièce", "autre"), ("ma mère", "parent"),
    ("de ma grand mère", "grand_parent")])
def test_relatives_are_told_apart(hear, text, expected):
    assert hear("acte_naissance.pour_qui", text) == {"pour_qui": expected}
