"""A small procedure for tests: a yearly parking permit."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from guido.relay.procedure_ports import FiledCase, Finished, Paper, Ports
from guido.storage import Transaction

TITLE = "Demander une carte de stationnement"
CONTENT = """
title: Demander une carte de stationnement
service: passeport
words: [carte de stationnement, stationnement résidentiel]
minutes: 3
verified: 2026-11-20
sources:
  - {name: Ville de Valmont, url: "https://www.example.org/stationnement", verified: 2026-11-20}
introduction: Préparez votre carte grise.
questions:
  - name: pour_qui
    type: choice
    label: Pour qui
    ask: Pour qui demandez-vous la carte ?
    why: Les professionnels ont une autre carte.
    options:
      moi: {label: Pour moi, words: [moi]}
      societe: {label: Pour mon entreprise, words: [entreprise, société]}
  - name: nom
    type: text
    label: Nom
    ask: Quel est votre nom ?
    why: Le nom figure sur la carte.
    example: Jeanne Martin
  - name: siret
    type: siret
    label: SIRET
    ask: Quel est le SIRET de l'entreprise ?
    why: Il identifie l'entreprise.
    example: 732 829 320 00074
    when: "pour_qui == 'societe'"
  - name: emmenagement
    type: date
    label: Date d'emménagement
    ask: Quand avez-vous emménagé ?
    why: La carte est pour les habitants.
    example: 14 mars 2019
    max: aujourdhui
  - name: duree
    type: number
    label: Durée en mois
    ask: Pour combien de mois ?
    why: Le prix dépend de la durée.
    example: "6"
    min: 1
    max: 12
  - name: hors_zone
    type: yes_no
    label: Hors de la zone
    ask: Habitez-vous hors de la zone payante ?
    why: Hors de la zone, aucune carte n'est nécessaire.
  - name: courriel
    type: email
    label: Adresse électronique
    ask: Quelle est votre adresse électronique ?
    why: La carte est envoyée par courriel.
    example: prenom.nom@exemple.fr
    optional: true
stops:
  - name: hors_zone
    when: "hors_zone"
    say: Vous n'avez pas besoin de carte hors de la zone payante.
    links: [{label: Le plan de la zone, url: "https://www.example.org/plan"}]
    correct: [hors_zone]
computed:
  - name: prix
    label: Prix
    formula: "duree * 10"
    unit: euro
    in_words: 10 € par mois, pendant {duree} mois
consent: J'accepte que la mairie garde ces réponses pendant un an.
document: {title: Demande de carte, recipient: [Mairie]}
case: {delay_days: 10, contact: courriel}
"""


def write_trial(folder: Path, content: str = CONTENT, name: str = "carte") -> Path:
    """Put it into a folder of content files; returns the folder."""
    place = folder / "procedures"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.yml").write_text(content, encoding="utf-8")
    return folder


class FakeOffice:
    """Files, prints and tells news by remembering what it was asked for."""

    has_mail = True

    def __init__(self) -> None:
        self.reference = "D26K7M2QX4P"
        self.filed: list[Finished] = []
        self.planned: list[str] = []
        self.agreed: list[tuple[str, str | None]] = []
        self.agreed_for: list[str | None] = []
        self.letters: list[tuple[str, str]] = []

    @property
    def ports(self) -> Ports:
        return Ports(self, self, self, self,
                     case_answers=lambda tx, reference: {"nom": "Ada Lovelace"})

    def file(self, tx: Transaction, finished: Finished) -> FiledCase:
        self.filed.append(finished)
        return FiledCase(self.reference, finished.day + timedelta(days=10), "K7M2-QX4P")

    def make(
        self, tx: Transaction, finished: Finished, case: FiledCase | None
    ) -> list[Paper]:
        return [Paper("Demande de carte", "/documents/abc", 2048, date(2026, 12, 1))]

    def agree(
        self, tx: Transaction, conversation_id: str, way: str, reference: str | None,
        address: str | None = None,
    ) -> None:
        self.agreed.append((way, address))
        self.agreed_for.append(reference)

    def send_code(
        self, tx: Transaction, conversation_id: str, address: str, code: str, title: str,
        until: date,
    ) -> bool:
        self.letters.append((address, code))
        return True

    def plan(self, tx: Transaction, finished: Finished, case: FiledCase) -> None:
        self.planned.append(case.reference)


VISIT_TITLE = "Signaler un dégât"
VISIT = """
title: Signaler un dégât
service: voisinage
words: [dégât]
minutes: 2
verified: 2026-11-20
sources:
  - {name: Ville de Valmont, url: "https://www.example.org/degats", verified: 2026-11-20}
introduction: Préparez une photo ou un devis.
questions:
  - name: lieux
    type: choices
    label: Lieux touchés
    ask: Quels lieux sont touchés ?
    why: Chaque lieu a son service.
    options:
      rue: {label: La rue, words: [rue]}
      toit: {label: Le toit, words: [toit]}
      cave: {label: La cave, words: [cave]}
  - name: piece
    type: file
    label: Justificatif
    ask: Envoyez une photo ou un devis.
    why: Le service voit ainsi l'étendue du dégât.
  - name: temoins
    type: persons
    label: Témoins
    ask: Y a-t-il un témoin ?
    why: Le service peut l'appeler.
    one: témoin
    least: 0
    most: 3
    fields:
      - name: nom
        type: text
        label: Nom
        ask: Quel est son nom ?
        why: Pour le reconnaître.
        example: Ada Lovelace
"""
