"""From the answers of a procedure to its documents: all of it is on them, and only the owner's."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest

from guido.conversations import Author, Conversations, Message
from guido.documents import Documents
from guido.french.texts import Texts
from guido.organisation import load_organisation
from guido.procedures.model import Procedure
from guido.procedures.reader import read_all, read_procedure
from guido.relay.papers import Papers, form_problems
from guido.relay.procedure_commands import start_command
from guido.relay.procedure_ports import FiledCase, Finished, Ports
from guido.relay.transcript import for_agents
from guido.storage import Database
from guido.storage.migrate import migrate
from tests.acroform import write_form
from tests.house import House

TEXTS = Texts.load(Path("data/messages.yml"))
ORIGIN = "https://guido.example"
DAY = date(2026, 11, 22)
BEGINNING = """
title: Demander une aide au logement
service: aide_logement
minutes: 5
verified: 2026-11-20
sources: [{name: Service-Public.fr, url: "https://www.service-public.fr/", verified: 2026-11-20}]
introduction: Quelques questions sur votre logement.
parameters:
  plafond:
    label: Plafond de loyer
    unit: euro
    values:
      - {value: "1250.50", from: 2026-01-01, to: 2026-12-31,
         source: {name: Arrêté du 1er janvier, url: "https://a.fr/plafond", verified: 2026-01-02}}
questions:
  - {name: nom, type: text, ask: Votre nom ?, label: Nom, example: Zoé}
  - {name: seul, type: yes_no, ask: Vivez-vous seul ?, label: Vit seul}
  - {name: loyer, type: amount, ask: Votre loyer ?, label: Loyer, example: 612 €}
  - name: livraison
    type: choice
    ask: Comment recevoir la réponse ?
    label: Réponse
    options: {courrier: {label: Par courrier}, mairie: {label: À la mairie}}
  - name: prevenir
    type: choices
    ask: Qui prévenir ?
    label: À prévenir
    options: {caf: {label: La CAF}, banque: {label: La banque}, ecole: {label: L'école}}
  - name: enfants
    type: persons
    ask: Vos enfants ?
    label: Enfants
    one: enfant
    most: 4
    fields:
      - {name: prenom, type: text, ask: Prénom ?, label: Prénom, example: Zoé}
      - {name: ne_le, type: date, ask: Né le ?, label: Naissance, example: 3 avril 2015}
  - {name: note, type: text, ask: Une remarque ?, label: Remarque, optional: true, example: Rien}
computed:
  - name: retenu
    label: Loyer retenu
    formula: min(loyer, plafond)
    unit: euro
    in_words: le loyer, au plus {plafond}
    source: {name: "Code de la construction, article L. 821-1", url: "https://a.fr/code",
             verified: 2026-02-03}
  - {name: ages, label: Âge, each: enfants, formula: age(ne_le), unit: number, in_words: en années}
  - {name: conseil, label: Conseil, formula: "'Gardez votre bail.'", unit: text, in_words: 3 ans}
consent: J'accepte que la mairie garde ces réponses un an.
case: {delay_days: 60}
"""
DOCUMENT = """
document:
  title: Demande d'aide au logement
  recipient: ["Service du logement", "Dossier de {nom}", "{note}"]
"""
LETTERS = DOCUMENT + """
  sections:
    - {title: Le logement, show: [loyer, retenu], text: "Bonjour {nom} ; mon loyer est de {loyer}."}
  letters:
    - {name: avis, title: "Avis : {option}", for_each: prevenir, recipient: ["{option}"],
       text: "Je change de loyer.\\n\\nCordialement, {nom}"}
    - {name: seul, title: Attestation, when: seul, text: Je vis seul.}
"""
FORM = DOCUMENT + """
  form: cerfa.pdf
  fields: {nom: "{nom} ({reference})", prenom: "{loyer}", copie: seul, livraison: livraison}
"""
ANSWERS = {
    "enfants.autre": False,
    "nom": "Nguyễn Œuvrard 王", "seul": False, "loyer": Decimal("1612.5"), "livraison": "mairie",
    "prevenir": ["banque", "caf"], "note": None,
    "enfants": [{"prenom": "Zoé", "ne_le": date(2020, 3, 1)},
                {"prenom": "Иван", "ne_le": date(2022, 5, 2)}]}


class Desk:
    """Makes the papers of a procedure in a conversation of each channel."""

    def __init__(self, database, data: Path) -> None:
        self.database = database
        self.data = data
        self.conversations = Conversations(b"key")
        self.documents = Documents(b"key")
        self.papers = Papers(
            self.documents, self.conversations, TEXTS,
            load_organisation(Path("data/organisation.yml")), ORIGIN, data)

    def procedure(self, document: str) -> Procedure:
        path = self.data / "procedures" / "aide.yml"
        path.write_text(BEGINNING + document, encoding="utf-8")
        return read_procedure(path)

    def make(self, document: str, channel: str = "rest", **answers):
        conversation = self.database.run(self.conversations.open, channel, channel).id
        finished = Finished("draft", conversation, self.procedure(document),
                            {**ANSWERS, **answers}, DAY)
        return self.database.run(self.papers.make, finished, FiledCase("D26K7M2QX4P"))

    def read(self, paper) -> pypdf.PdfReader:
        token = paper.url.rpartition("/")[2]
        return pypdf.PdfReader(io.BytesIO(
            self.database.run(self.documents.fetch_by_token, token)[1]))

    def text(self, paper) -> str:
        text = "\n".join(page.extract_text() for page in self.read(paper).pages)
        return text.replace("\u202f", "_").replace("\u00a0", "~")


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "procedures").mkdir()
    write_form(tmp_path / "procedures" / "cerfa.pdf")
    database = Database(f"sqlite:///{tmp_path}/guido.sqlite3")
    migrate(database)
    yield Desk(database, tmp_path)
    database.close()


def test_every_answer_and_every_computed_value_is_on_the_document(desk):
    [paper] = desk.make(DOCUMENT)
    lines = desk.text(paper).split("\n")
    assert paper.title == "Demande d'aide au logement"
    for line in (
        "Ville de Valmont-sur-Seille", "Service du logement", "Dossier de Nguyễn Œuvrard 王",
        "Référence~: D26-K7M2-QX4P", "Établi le 22 novembre 2026",
        "Nom Nguyễn Œuvrard 王", "Vit seul Non", "Loyer 1_612,50~€", "Réponse À la mairie",
        "À prévenir La CAF_; La banque", "Prénom Naissance", "Zoé 1er~mars 2020",
        "Иван 2 mai 2022", "Loyer retenu", "1_250,50~€",
        "Calcul~: le loyer, au plus 1_250,50~€", "Conseil Gardez votre bail.",
        "À savoir~: 3 ans",
        "Personne Âge", "Zoé 6", "Иван 4", "Calcul~: en années", "voir le tableau",
        "J'accepte que la mairie garde ces réponses un an.", "Accepté le 22 novembre 2026.",
        f"{ORIGIN}/#case=D26-K7M2-QX4P",
    ):
        assert line in lines, line
    text = " ".join(lines).replace("  ", " ")
    assert ("Valeurs utilisées Élément Valeur Plafond de loyer "
            "Valable~: du 1er~janvier 2026 au 31 décembre 2026 "
            "Source~: Arrêté du 1er~janvier, vérifié le 2 janvier 2026 1_250,50~€") in text
    assert "Source~: Code de la construction, article L. 821-1, vérifié le 3 février 2026" in text
    assert "Remarque" not in text, "what was not answered is left out"


def test_a_document_shows_the_parts_that_its_file_names_and_fills_in_its_texts(desk):
    text = desk.text(desk.make(LETTERS)[0])
    assert "Bonjour Nguyễn Œuvrard 王_; mon loyer est de 1_612,50~€." in text
    assert "Le logement" in text and "Vit seul" not in text


def test_there_is_a_letter_for_each_chosen_option_and_those_whose_condition_holds(desk):
    letters = desk.make(LETTERS)[1:]
    assert [paper.title for paper in letters] == ["Avis : La CAF", "Avis : La banque"]
    letters = desk.make(LETTERS, "other", seul=True, prevenir=["ecole"])[1:]
    assert [paper.title for paper in letters] == ["Avis : L'école", "Attestation"]
    assert desk.text(letters[0]).split("\n")[:5] == [
        "L'école", "Avis~: L'école", "Le 22 novembre 2026", "Je change de loyer.",
        "Cordialement, Nguyễn Œuvrard 王"]


def test_an_administrations_own_form_is_filled_in_instead(desk):
    [paper] = desk.make(FORM, seul=True)
    fields = desk.read(paper).get_fields()
    assert {name: field["/V"] for name, field in fields.items()} == {
        "nom": "Nguyễn Œuvrard 王 (D26-K7M2-QX4P)", "prenom": "1\u202f612,50\u00a0€",
        "copie": "/Oui", "livraison": "/mairie"}


def test_a_wrong_field_of_a_form_is_told_to_those_who_write_the_file(desk):
    assert form_problems(desk.data, desk.procedure(FORM)) == []
    wrong = FORM.replace("prenom:", "prenoms:").replace("copie: seul", "copie: 'seul =='")
    problems = form_problems(desk.data, desk.procedure(wrong))
    assert [("'prenoms'" in problem, "'copie'" in problem) for problem in problems] == [
        (True, False), (False, True)]
    (desk.data / "procedures" / "cerfa.pdf").write_text("no PDF", encoding="utf-8")
    assert "cerfa.pdf: the PDF cannot be read" in form_problems(
        desk.data, desk.procedure(FORM))[0]
    assert form_problems(desk.data, desk.procedure(DOCUMENT)) == []


def test_what_was_filed_stays_filed_if_a_document_cannot_be_made(desk, caplog):
    (desk.data / "procedures" / "cerfa.pdf").write_text("no PDF", encoding="utf-8")
    assert desk.make(FORM) == []
    assert "documents of aide cannot be made" in caplog.text


def test_a_procedure_without_a_document_makes_none(desk):
    assert desk.make("") == []


def test_on_the_widget_no_link_is_enough_and_elsewhere_it_is_a_secret(desk):
    [here], [elsewhere] = desk.make(DOCUMENT, "widget"), desk.make(DOCUMENT, "rest")
    assert here.url.startswith(f"{ORIGIN}/webhooks/widget/documents/")
    assert elsewhere.url.startswith(f"{ORIGIN}/documents/")
    assert len(elsewhere.url.rpartition("/")[2]) == 64
    assert (elsewhere.expires - date.today()).days in (7, 8)


def test_agents_do_not_see_the_secret_of_a_link(desk):
    [paper] = desk.make(DOCUMENT)
    secret = paper.url.rpartition("/")[2]
    message = Message(
        Author.ASSISTANT, f"Vos documents :\n{paper.title} : {paper.url}", custom={
            "type": "procedure", "step": "document",
            "documents": [{"title": paper.title, "url": paper.url}]})
    [seen] = for_agents([message])
    assert secret not in str(seen.for_agents())
    assert paper.title in seen.text
    assert secret in message.text, "the citizen still has it"


async def test_what_is_answered_in_a_conversation_is_on_the_document_that_it_ends_in(desk):
    desk.procedure(DOCUMENT)
    url = desk.database.url
    house = House(url, data=desk.data, ports=Ports(papers=desk.papers))
    await house.wishes(start_command("aide"))
    for place, said in enumerate((
            "Zoé Martin", "oui", "612,50 €", "à la mairie", "la CAF", "non", "passer",
            "C'est juste", "J'accepte")):
        await house.says(said, f"said-{place}")
    [step] = [each for each in house.database.run(house.conversations.messages, house.id)
              if (each.custom or {}).get("step") == "document"]
    [given] = step.custom["documents"]
    assert given["url"] in step.text
    content = desk.database.run(
        desk.documents.fetch_by_token, given["url"].rpartition("/")[2])[1]
    assert given["size"] == len(content)
    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    for line in ("Nom Zoé Martin", "Vit seul Oui", "Réponse À la mairie", "À prévenir La CAF"):
        assert line in text
    house.database.close()


@pytest.mark.parametrize("procedure", [
    each for each in read_all(Path("data")).values() if each.document], ids=lambda each: each.name)
def test_a_shipped_procedure_can_be_printed_before_anything_is_known(desk, procedure):
    finished = Finished("draft", desk.database.run(desk.conversations.open, "rest", "x").id,
                        procedure, {}, DAY)
    papers = desk.database.run(desk.papers.make, finished, None)
    assert procedure.document.title in desk.text(papers[0])
    assert form_problems(Path("data"), procedure) == []
