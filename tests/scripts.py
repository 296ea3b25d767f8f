"""What citizens say in each of the shipped procedures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from guido.procedures.model import Procedure
from guido.procedures.reader import read_procedure


@dataclass(frozen=True)
class Script:
    """What a citizen says from the first question to the summary, and three corrections.

    A correction is the label of an answer, then what is said until the summary comes back.
    """

    name: str
    says: tuple[str, ...]
    answers: dict[str, Any]
    told: tuple[str, ...]
    corrections: tuple[tuple[str, ...], ...]
    corrected: dict[str, Any]

    @property
    def procedure(self) -> Procedure:
        return read_procedure(Path(f"data/procedures/{self.name}.yml"))

    @property
    def middle(self) -> int:
        """How much of it is said when half of it is."""
        return (len(self.says) + 1) // 2


SHORT_TIME = Script(
    "activite_partielle",
    ("oui, je suis la gérante", "Menuiserie Lambert", "732 829 320 00074", "Metz", "Claire Lambert",
     "claire.lambert@exemple.fr", "passer", "moins de commandes",
     "Un gros client a annulé ses commandes", "on va réduire les horaires", "7 décembre 2026",
     "26 février 2027", "24 salariés", "non", "A. B.", "15,40 €", "120 heures", "oui", "C. D.",
     "31", "60", "non"),
    {"siret": "73282932000074", "motif": "conjoncture", "telephone": None,
     "debut": date(2026, 12, 7), "effectif": Decimal(24), "deja": False,
     "salaries": [
         {"initiales": "A. B.", "salaire": Decimal("15.40"), "heures": Decimal(120)},
         {"initiales": "C. D.", "salaire": Decimal("31"), "heures": Decimal(60)}]},
    # 120 hours at 9.74 (the floor) and 60 at 18.60; 8.57 (the floor) and 11.16 come back.
    ("9,74 €", "18,60 €", "2 284,80 €", "1 698 €", "586,80 €", "60 % du salaire brut"),
    (("Dernier jour", "31 janvier 2027"),
     ("Salariés de l'entreprise", "60", "oui, il a donné son avis"),
     ("Activité partielle ces trois dernières années", "oui", "2", "former les salariés")),
    {"fin": date(2027, 1, 31), "effectif": Decimal(60), "avis_cse": "donne",
     "mois_deja": Decimal(2), "engagements": ["formation"]})
BIRTH = Script(
    "acte_naissance",
    ("un extrait avec filiation", "de ma fille", "en France", "Nancy", "Martin", "Léa Jeanne",
     "14 mars 2015", "Paul Martin", "Anne Bernard", "Paul Martin", "le livret de famille",
     "par courrier", "8 rue de la Gare, 54000 Nancy", "passer"),
    {"document": "avec", "pour_qui": "enfant", "date_naissance": date(2015, 3, 14),
     "preuve": "livret", "courriel": None},
    ("Mairie de naissance", "Nancy", "Une copie de la preuve du lien"),
    (("Pays de naissance", "à l'étranger", "elle est française", "Oran, Algérie"),
     ("Prénoms", "Léa Anne"), ("Document demandé", "un extrait sans filiation")),
    {"ne_ou": "etranger", "ville_pays": "Oran, Algérie", "prenoms": "Léa Anne", "document": "sans"})
ADDRESS = Script(
    "changement_adresse",
    ("Nadia Benali", "1er décembre 2026", "3 rue du Moulin, 57000 Metz",
     "8 rue de la Gare, 54000 Nancy", "oui", "non", "je suis salariée", "oui, les APL", "oui",
     "non", "oui", "non", "la banque et l'assurance"),
    {"date_demenagement": date(2026, 12, 1), "situation": "salarie", "vehicule": True,
     "lettres": ["banque", "assurance"]},
    ("1er janvier 2027", "135 €", "Demandez votre inscription à la mairie"),
    (("Jour du déménagement", "15 décembre 2026"), ("Titre de séjour", "oui"),
     ("Situation", "je suis à la retraite")),
    {"date_demenagement": date(2026, 12, 15), "titre": True, "situation": "retraite"})
ROLL = Script(
    "inscription_electorale",
    ("je suis française", "14 mars 1985", "oui", "dans mon ancienne commune", "j'y habite",
     "Rennes", "Martin", "Léa Marie", "Lyon", "12 rue des Lilas, 35000 Rennes",
     "oui, je suis locataire", "un passeport", "lea.martin@exemple.fr"),
    {"nationalite": "francaise", "inscrit": "ailleurs", "attache": "domicile",
     "identite": "passeport", "logement": "nom"},
    ("18 avril 2027", "10 mars 2027", "12 mars 2027", "8 avril 2027", "cerfa n° 12669"),
    (("Date de naissance", "2 février 2004"), ("Lien avec la commune", "mes parents y habitent"),
     ("Nationalité", "je suis italienne", "les deux")),
    {"date_naissance": date(2004, 2, 2), "attache": "parents", "nationalite": "europeenne",
     "elections": ["municipales", "europeennes"]})
LOST = Script(
    "perte_papiers",
    ("on me les a volés", "ma carte d'identité et ma carte bancaire", "pas encore", "non",
     "14 novembre 2026", "Strasbourg", "dans le tramway, avec mon sac", "non", "Samira Benali",
     "14 mars 1985", "passer"),
    {"cas": "vol", "papiers": ["carte_identite", "carte_bancaire"], "opposition": False,
     "quand": date(2026, 11, 14), "plainte": False, "courriel": None},
    ("0 892 705 705", "au commissariat ou à la gendarmerie",
     "en mairie équipée, avec le récépissé du vol"),
    (("Ce qui est arrivé", "je les ai perdus"), ("Jour", "15 novembre 2026"),
     ("Ce qui manque", "mon passeport et mon permis")),
    {"cas": "perte", "plainte": None, "quand": date(2026, 11, 15),
     "papiers": ["passeport", "permis"], "opposition": None})
BULKY = Script(
    "encombrants",
    ("oui", "de mon logement", "un canapé et un matelas", "1,5", "12 rue des Tilleuls, 57000 Metz",
     "passer", "le 2 décembre au matin", "Karim Lefèvre", "06 12 34 56 78", "passer"),
    {"objets": ["meubles", "matelas"], "volume": Decimal("1.5"), "telephone": "+33612345678"},
    ("mercredi 2 décembre 2026, entre 8 h 00 et 12 h 00",),
    (("Volume (mètres cubes)", "2"), ("Objets", "un vélo"),
     ("Jour de la collecte", "le 4 décembre")),
    {"volume": Decimal(2), "objets": ["ferraille"]})
VISIT = Script(
    "rendez_vous",
    ("pour ma carte d'identité", "jeudi 3 décembre à 9h30", "Jeanne Diallo", "14 mars 1985",
     "passer"),
    {"motif": "papiers", "date_naissance": date(1985, 3, 14)},
    ("jeudi 3 décembre 2026 à 9 h 30, Hôtel de ville",),
    (("Rendez-vous", "le 4 décembre à 10h10"), ("Nom", "Jeanne Diallo-Petit"),
     ("Motif", "aide pour internet", "France services", "mardi 1er décembre à 14h")),
    {"motif": "aide", "lieu": "france_services", "nom": "Jeanne Diallo-Petit"})
BENEFITS = Script(
    "aides",
    ("1er mai 1990", "je suis française", "non", "non", "je suis au foyer", "0", "non", "non",
     "Strasbourg", "locataire, logement vide", "450 euros", "non"),
    {"nationalite": "france", "couple": False, "enfants": [], "salaire": Decimal(0),
     "loyer": Decimal(450), "colocation": False},
    (),
    (("Nationalité", "italienne"),
     ("En couple", "oui", "2 juin 1988", "elle travaille", "900 euros"),
     ("Logement", "hébergé gratuitement")),
    {"nationalite": "europe", "salaire_conjoint": Decimal(900), "loyer": None})
SCRIPTS = (SHORT_TIME, BIRTH, ADDRESS, ROLL, LOST, BULKY, VISIT, BENEFITS)
