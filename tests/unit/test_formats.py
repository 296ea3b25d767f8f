"""Every type of answer: right ones as people write them, and what is said of wrong ones."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guido.french.texts import Texts
from guido.procedures.answers import fits
from guido.procedures.engine import Engine
from guido.procedures.formats import Writer, write_number
from guido.procedures.model import Option, Question, Type
from guido.procedures.places import Places
from guido.procedures.reader import read_procedure
from guido.procedures.reading import Heard, Reader
from tests.procedures import PROCEDURE

TODAY = date(2026, 11, 22)
TEXTS = Texts.load(Path("data/messages.yml"))
WRITER = Writer(TEXTS)
OPTIONS = (Option("moi", "Pour moi", ("moi", "moi-même")),
           Option("enfant", "Pour mon enfant", ("fille", "fils", "enfant")),
           Option("voisin", "Pour un voisin"))


@pytest.fixture(scope="module")
def reader():
    return Reader(TEXTS, Places())


def question(type_, **more):
    return Question("q", type_, "Quoi ?", "Quoi", example="un exemple", **more)


def read(reader, type_, text, least=None, most=None, **more):
    heard = reader.read(question(type_, **more), text, TODAY, least, most)
    return heard.value if isinstance(heard, Heard) else WRITER.objection(heard)


CHOICE = {"options": OPTIONS}


@pytest.mark.parametrize("text", [
    "enfant", "Pour mon enfant", "c'est pour ma fille", "mon FILS", "pour mon enfnat", "2",
    "la deuxième", "le 2", "pas pour moi, pour mon fils", "pour mon enfant svp"])
def test_a_choice_is_heard_by_label_word_number_and_with_a_typing_error(reader, text):
    assert read(reader, Type.CHOICE, text, **CHOICE) == "enfant"


@pytest.mark.parametrize("text, said", [
    ("le chien", "Je n'ai pas reconnu cette réponse. Choisissez parmi : Pour moi ; Pour mon "
                 "enfant ; Pour un voisin. Exemple : un exemple."),
    ("moi et ma fille", "Une seule réponse est possible ici"), ("7", "Choisissez parmi")])
def test_a_choice_that_is_none_or_two_is_said_so(reader, text, said):
    assert said in read(reader, Type.CHOICE, text, **CHOICE)


@pytest.mark.parametrize("text, expected", [
    ("moi et mon fils", ["moi", "enfant"]), ("1 et 3", ["moi", "voisin"]),
    ("1, 2", ["moi", "enfant"]),
    ("tous", ["moi", "enfant", "voisin"]), ("un voisin", ["voisin"])])
def test_several_choices_come_in_the_order_of_the_question(reader, text, expected):
    assert read(reader, Type.CHOICES, text, **CHOICE) == expected


@pytest.mark.parametrize("text, expected", [
    ("oui", True), ("Ouais !", True), ("ui", True), ("tout à fait", True),
    ("oui, j'habite seul", True),
    ("euh oui merci", True), ("non", False), ("nan", False), ("pas du tout", False),
    ("Non, jamais", False), ("nn", False)])
def test_yes_and_no(reader, text, expected):
    assert read(reader, Type.YES_NO, text) is expected


def test_what_is_neither_yes_nor_no_is_said_so(reader):
    assert read(reader, Type.YES_NO, "peut-être").startswith("Répondez par oui ou par non.")


BIRTH = {"least": date(1900, 1, 1), "most": TODAY}


@pytest.mark.parametrize("text", [
    "14 mars 1985", "14/03/1985", "14-3-85", "14.03.1985", "le 14 mars 85", "14031985",
    "1985-03-14",
    "né le quatorze mars mille neuf cent quatre-vingt-cinq", "14 mrs 1985", "14 MARS 1985 à Nancy"])
def test_a_date_of_birth_in_many_ways(reader, text):
    assert read(reader, Type.DATE, text, **BIRTH) == date(1985, 3, 14)


@pytest.mark.parametrize("text, expected", [
    ("demain", date(2026, 11, 23)), ("dans trois semaines", date(2026, 12, 13)),
    ("le 3 mars", date(2027, 3, 3)), ("lundi prochain", date(2026, 11, 23)),
    ("1er février 2027", date(2027, 2, 1)), ("3 fevirer 2027", date(2027, 2, 3)),
    ("hier", date(2026, 11, 21)), ("31/12/26", date(2026, 12, 31))])
def test_a_day_near_today_needs_no_year(reader, text, expected):
    assert read(reader, Type.DATE, text) == expected


@pytest.mark.parametrize("text, said", [
    ("31/02/2020", "n'existe pas dans le calendrier : 31/02/2020"), ("12/25/2020", "calendrier"),
    ("14 mars", "Il manque l'année"), ("mars 1985", "Il manque le jour"),
    ("1985", "manque le jour"),
    ("bientôt", "Je n'ai pas lu de date"),
    ("du 1er mars 2020 au 3 mars 2020", "plusieurs dates : 1er mars 2020 ; 3 mars 2020")])
def test_what_is_wrong_with_a_date_is_said(reader, text, said):
    told = read(reader, Type.DATE, text, **BIRTH)
    assert said in told and told.endswith("Exemple : un exemple.")


@pytest.mark.parametrize("text, expected", [
    ("1250", "1250"), ("1 250,50 €", "1250.50"), ("1.250,50 euros", "1250.50"), ("12 € 50", "12.5"),
    ("mille deux cents euros", "1200"), ("environ 600 par mois", "600"), ("1,5 k€", "1500"),
    ("zéro", "0"), ("rien", "0"), ("650 euros pour 2 pièces", "650"), ("2\u202f000", "2000")])
def test_a_sum_in_many_ways(reader, text, expected):
    assert read(reader, Type.AMOUNT, text) == Decimal(expected)


@pytest.mark.parametrize("text, said", [
    ("beaucoup", "Je n'ai pas lu de somme"), ("-3 €", "négative"),
    ("650 euros et 50 euros", "plusieurs sommes : 650 euros ; 50 euros")])
def test_what_is_wrong_with_a_sum_is_said(reader, text, said):
    assert said in read(reader, Type.AMOUNT, text)


@pytest.mark.parametrize("text, unit, expected", [
    ("3", "", "3"), ("deux enfants", "", "2"), ("un seul", "", "1"), ("aucun", "", "0"),
    ("151,67", "hours", "151.67"), ("35h30", "hours", "35.50"),
    ("2 heures et demie", "hours", "2.5"),
    ("trente-cinq heures", "hours", "35")])
def test_a_number_in_many_ways(reader, text, unit, expected):
    assert read(reader, Type.NUMBER, text, unit=unit) == Decimal(expected)


@pytest.mark.parametrize("text, said", [
    ("2 ou 3", "plusieurs nombres : 2 ; 3"), ("moins 5", "négatif"), ("9" * 20, "trop long"),
    ("quelques-uns", "de nombre")])
def test_what_is_wrong_with_a_number_is_said(reader, text, said):
    assert said in read(reader, Type.NUMBER, text)


@pytest.mark.parametrize("text, code", [
    ("Nancy", "54395"), ("j'habite à nancy", "54395"), ("54000", "54395"), ("St Etienne", "42218"),
    ("Saint-Denis 93200", "93066"), ("Lyon 3", "69383"), ("Bully (69)", "69032")])
def test_a_commune_by_name_or_postal_code(reader, text, code):
    assert read(reader, Type.COMMUNE, text)["code"] == code


@pytest.mark.parametrize("text, said", [
    ("Naancy", "Est-ce : Nancy"), ("Xyzabc", "Je ne trouve pas cette commune"),
    ("Saint-Denis", "Précisez le code postal : Saint-Denis (97400) ; Saint-Denis (93200)")])
def test_a_commune_that_is_not_certain_is_said_so(reader, text, said):
    assert said in read(reader, Type.COMMUNE, text)


def test_an_address_is_kept_in_one_line_with_the_name_of_its_town(reader):
    for text in ("12 rue des Lilas, 69003 Lyon", "12 rue des Lilas 69 003 Lyon"):
        assert read(reader, Type.ADDRESS, text) == "12 rue des Lilas, 69003 Lyon"
    assert read(reader, Type.ADDRESS, "8 rue de la Gare 54000").endswith(", 54000 Nancy")


@pytest.mark.parametrize("text, said", [
    ("12 rue des Lilas, Lyon", "Il manque le code postal"), ("69003 Lyon", "Il manque la rue"),
    ("12 rue des Lilas 99999 Lyon", "Le code postal 99999 n'existe pas"),
    ("12 rue des Lilas 54000 Lyon", "n'est pas celui de Lyon")])
def test_what_is_wrong_with_an_address_is_said(reader, text, said):
    assert said in read(reader, Type.ADDRESS, text)


@pytest.mark.parametrize("type_, text, expected", [
    (Type.EMAIL, "mon mail : Jean.Martin@exemple.fr.", "Jean.Martin@exemple.fr"),
    (Type.EMAIL, "jean arobase exemple point fr", "jean@exemple.fr"),
    (Type.TELEPHONE, "c'est le 06 12 34 56 78", "+33612345678"),
    (Type.TELEPHONE, "+33 6.12.34.56.78", "+33612345678"),
    (Type.NIR, "2 94 03 75 120 005 91", "294037512000591"),
    (Type.NIR, "mon numéro est 294037512000591", "294037512000591"),
    (Type.NIR, "1 85 05 2A 004 048 34", "185052A00404834"),
    (Type.IBAN, "FR14 2004 1010 0505 0001 3M02 606 merci", "FR1420041010050500013M02606"),
    (Type.IBAN, "fr1420041010050500013m02606", "FR1420041010050500013M02606"),
    (Type.IBAN, "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
    (Type.SIRET, "732 829 320 00074", "73282932000074"),
    (Type.CASE_REFERENCE, "d26 k7m2 qx4p", None), (Type.TEXT, "  Jeanne  d'Arc ", "Jeanne d'Arc")])
def test_what_can_be_checked_by_itself_is_kept_in_one_form(reader, type_, text, expected):
    if type_ is Type.CASE_REFERENCE:
        text = expected = _reference()
    assert read(reader, type_, text) == expected


def _reference():
    import random

    from guido.cases.reference import make_reference
    return make_reference(2026, random.Random(1))


@pytest.mark.parametrize("type_, text, said", [
    (Type.EMAIL, "jean.exemple.fr", "Il manque le signe @"),
    (Type.EMAIL, "jean@exemple", "complète"),
    (Type.EMAIL, "je n'en ai pas", "Je n'ai pas lu d'adresse électronique"),
    (Type.TELEPHONE, "06 12 34", "Il manque des chiffres"),
    (Type.TELEPHONE, "06 12 34 56 78 90 12", "trop de chiffres"),
    (Type.TELEPHONE, "0899 12 34 56", "surtaxé"), (Type.TELEPHONE, "aucun", "pas lu de numéro"),
    (Type.NIR, "294037512000592", "contient une erreur"),
    (Type.NIR, "2940375120005", "Il manque la clé"),
    (Type.NIR, "29403751200", "15 chiffres, j'en ai lu 11"),
    (Type.NIR, "je l'ai perdu", "carte Vitale"),
    (Type.IBAN, "FR14 2004 1010 0505 0001 3M02 607", "contient une erreur"),
    (Type.IBAN, "FR14 2004 1010 0505", "27 caractères, j'en ai lu 16"),
    (Type.IBAN, "chez moi", "RIB"),
    (Type.SIRET, "73282932000075", "contient une erreur"), (Type.SIRET, "732829320", "SIREN"),
    (Type.SIRET, "7328293200", "14 chiffres, j'en ai lu 10"), (Type.SIRET, "non", "14 chiffres"),
    (Type.CASE_REFERENCE, "D26-K7M2-QX4Q", "faute de frappe"),
    (Type.CASE_REFERENCE, "je sais plus", "pas lu de référence"),
    (Type.TEXT, " !?", "avec des mots"), (Type.TEXT, "a" * 1001, "1000 caractères"),
    (Type.TEXT, "  ", "pas lu de réponse"), (Type.FILE, "voilà", "envoyez un fichier"),
    (Type.SLOT, "mardi", "créneaux proposés")])
def test_what_is_wrong_with_them_is_said_with_a_right_example(reader, type_, text, said):
    told = read(reader, type_, text)
    assert said in told and told.endswith("Exemple : un exemple.")


def test_every_sentence_about_a_wrong_answer_is_said_somewhere():
    code = "".join(path.read_text("utf-8") for path in Path("guido").glob("procedures/*.py"))
    code += Path("guido/french/contact_details.py").read_text("utf-8")
    made = {f"{kind}_{end}" for kind in ("amount", "number") for end in ("several", "negative")}
    made |= {"too_small", "too_large", "too_small_date", "too_large_date", "no_email",
             "no_telephone", "bad_email", "bad_telephone",
             *(f"telephone_{end}" for end in ("short", "long", "dear"))}
    made |= {each.value for each in (Type.FILE, Type.SLOT, Type.CHOICE)}
    for key in TEXTS.under("procedures.wrong"):
        assert key in made or re.search(rf'["\']{key}["\']', code), key


@pytest.mark.parametrize("type_, value, written", [
    (Type.DATE, date(2026, 3, 1), "1er mars 2026"), (Type.AMOUNT, Decimal("1250.5"), "1 250,50 €"),
    (Type.AMOUNT, Decimal("600.00"), "600 €"), (Type.NUMBER, Decimal("151.67"), "151,67"),
    (Type.YES_NO, False, "Non"), (Type.CHOICE, "moi", "Pour moi"),
    (Type.CHOICES, ["moi", "voisin"], "Pour moi ; Pour un voisin"),
    (Type.TEXT, None, "(pas de réponse)"),
    (Type.COMMUNE, {"code": "54395", "name": "Nancy", "postal_codes": ["54000"]}, "Nancy (54000)"),
    (Type.TELEPHONE, "+33612345678", "06 12 34 56 78"),
    (Type.NIR, "294037512000591", "2 94 03 75 120 005 91"),
    (Type.SIRET, "73282932000074", "732 829 320 00074"),
    (Type.IBAN, "FR1420041010050500013M02606", "FR14 2004 1010 0505 0001 3M02 606"),
    (Type.FILE, {"id": "1", "name": "bail.pdf"}, "bail.pdf")])
def test_values_are_written_as_people_read_them(type_, value, written):
    asked = question(type_, options=OPTIONS)
    said = re.sub("[\u00a0\u202f]", " ", WRITER.answer(asked, value))
    assert said == written


def test_units_follow_the_number():
    said = [WRITER.value(Decimal(number), "hours") for number in ("1", "1.5", "2")]
    assert [each.replace("\u00a0", " ") for each in said] == ["1 heure", "1,5 heure", "2 heures"]
    assert write_number(Decimal("1234567.80")) == "1\u202f234\u202f567,8"


def test_names_in_texts_stand_for_their_values(tmp_path):
    path = tmp_path / "essai.yml"
    path.write_text(PROCEDURE, encoding="utf-8")
    engine = Engine(read_procedure(path), TODAY)
    answers = {"pour_qui": "moi", "seul": True, "loyer": Decimal(700)}
    said = WRITER.fill(engine, answers, "{pour_qui} : {retenu}, le {echeance}, {rien}{plafond}.")
    assert said.replace("\u00a0", " ") == "Pour moi : 600 €, le 22 janvier 2027, 600 €."
    kept = next(each for each in engine.computed(answers) if each.computation.name == "retenu")
    assert WRITER.how(engine, answers, kept) == "le loyer, au plus 600\u00a0€"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([type_ for type_ in Type if type_ is not Type.PERSONS]), st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789 .,/-€+@ABFRabdefhimnoprstuxé'", max_size=40)))
def test_whatever_is_written_is_an_answer_or_told_to_be_none(reader, type_, text):
    asked = question(type_, options=OPTIONS)
    heard = reader.read(asked, text, TODAY, *((date(1900, 1, 1), TODAY) if "1" in text else ()))
    if isinstance(heard, Heard):
        assert fits(asked, heard.value)
        assert WRITER.answer(asked, heard.value)
    else:
        assert WRITER.objection(heard)
