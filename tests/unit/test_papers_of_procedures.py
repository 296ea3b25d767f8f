"""What the documents of four shipped procedures say, before they are set as PDF."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from guido.documents import Paper
from guido.french.texts import Texts
from guido.organisation import load_organisation
from guido.procedures.engine import Engine
from guido.procedures.model import Answers
from guido.procedures.reader import read_procedure
from guido.relay.paper_content import Content

TODAY = date(2026, 11, 23)
NANCY = {"code": "54395", "name": "Nancy", "postal_codes": ["54000", "54100"]}
MOVE = {
    "nom": "Nadia Benali", "date_demenagement": date(2026, 12, 1), "ancienne": "3 rue du Moulin",
    "nouvelle": "8 rue de la Gare", "autre_commune": True, "retour": False, "situation": "salarie",
    "caf": False, "vehicule": True, "titre": False, "electeur": True, "enfants": False}


def _content(name: str, answers: Answers) -> Content:
    procedure = read_procedure(Path(f"data/procedures/{name}.yml"))
    return Content(Engine(procedure, TODAY), answers, Texts.load(Path("data/messages.yml")),
                   load_organisation(Path("data/organisation.yml")))


def _words(paper: Paper) -> str:
    return "\n".join(
        [line for section in paper.sections
         for line in (*(f"{row.label} : {row.value}" for row in section.rows),
                      *(f"{each.label} : {each.value}" for each in section.results),
                      *(" | ".join(row) for table in section.tables for row in table.rows),
                      *section.paragraphs)]).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(("where", "recipient"), [
    ({"ne_ou": "france", "commune": NANCY},
     ("Mairie de naissance, service de l’état civil", "Nancy")),
    ({"ne_ou": "etranger", "francaise": "francaise", "ville_pays": "Oran, Algérie"},
     ("Service central d’état civil, à Nantes",
      "11, rue de la Maison Blanche, 44941 Nantes Cedex 09")),
])
def test_the_request_for_a_birth_certificate_goes_where_the_record_is(where, recipient):
    answers = {"document": "sans", "pour_qui": "moi", "livraison": "courrier", **where}
    assert _content("acte_naissance", answers).request("Demande", "", "").recipient == recipient


def test_there_is_a_letter_for_each_that_was_chosen_and_for_nobody_else():
    content = _content("changement_adresse", {**MOVE, "lettres": ["banque", "medecin"]})
    rules = read_procedure(Path("data/procedures/changement_adresse.yml")).document.letters
    papers = [paper for rule in rules for paper in content.letters(rule)]
    assert [paper.title for paper in papers] == [
        "Mon changement d'adresse (banque)", "Mon changement d'adresse (médecin)"]
    for paper in papers:
        assert "Je change d'adresse le 1er décembre 2026" in _words(paper)
        assert "8 rue de la Gare" in _words(paper)
        assert "Nadia Benali" in _words(paper)


def test_who_must_be_told_depends_on_the_answers():
    told = _words(_content("changement_adresse", MOVE).request("Liste", "", ""))
    assert "Carte grise : à changer au plus tard le : 1er janvier 2027" in told
    assert "Employeur : Donnez-lui la nouvelle adresse" in told
    assert "Titre de séjour" not in told
    assert "Caf ou MSA" not in told
    assert "France Travail" not in told


def test_the_request_for_short_time_work_shows_each_employee_and_the_figures_it_rests_on():
    people = [{"initiales": "A. B.", "salaire": Decimal("15.40"), "heures": Decimal(120)},
              {"initiales": "C. D.", "salaire": Decimal(31), "heures": Decimal(60)}]
    words = _words(_content("activite_partielle", {
        "employeur": True, "entreprise": "Menuiserie Lambert", "motif": "conjoncture",
        "debut": date(2026, 12, 7), "fin": date(2027, 2, 26), "salaries": people,
        "salaries.autre": False}).request("Demande", "", ""))
    assert "A. B. | 15,40 € | 120 heures" in words
    assert "9,74 € | 8,57 € | 1 168,80 € | 1 028,40 €" in words
    assert "18,60 € | 11,16 € | 1 116 € | 669,60 €" in words
    assert "Reste à payer par l'entreprise : 586,80 €" in words
    assert "Smic horaire brut : 12,31 €" in words
