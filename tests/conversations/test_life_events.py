"""A life event leads to a personal checklist, from its date and a few answers."""

from __future__ import annotations

import json
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
from icalendar import Calendar

from guido.catalogue.life_events import LifeEvents
from guido.french.dates import write_date

EVENTS = LifeEvents(Path("data/life_events")).all()


def start(citizen, question, title):
    replies = citizen.says(question)
    button = f"Ma liste de démarches : {title}"
    assert button in replies.buttons, replies.buttons
    return citizen.says(button)


QUESTIONS = {
    "attendre_enfant": "je suis enceinte, que dois-je faire ?",
    "naissance": "comment déclarer la naissance de mon bébé",
    "mariage": "je voudrais me marier",
    "separation": "je veux divorcer comment faire",
    "deces_proche": "mon père vient de décéder que faire",
    "demenagement": "je vais déménager comment changer mon adresse partout",
    "devenir_locataire": "je loue un appartement, comment se passe le bail",
    "perte_emploi": "comment m'inscrire à France Travail",
    "depart_retraite": "comment demander ma retraite",
    "creation_entreprise": "comment créer ma micro-entreprise",
    "enfant_16_ans": "mon fils a 16 ans comment faire son recensement",
    "arrivee_france": "comment demander un titre de séjour",
}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_the_event_leads_from_its_question_to_a_checklist_with_dates(citizen, event):
    replies = start(citizen, QUESTIONS[event.name], event.title)
    assert event.date.question in replies.text
    day = date.today() + timedelta(days=20 if event.date.future_days >= 20 else -20)
    replies = citizen.says(write_date(day))
    for question in event.questions:
        assert question.question in replies.text
        replies = citizen.says(next(iter(question.options.values())))
    assert replies.kinds == ["checklist"], replies
    checklist = replies.customs[0]
    schema = Path("docs/schemas/checklist.json").read_text(encoding="utf-8")
    jsonschema.validate(checklist, json.loads(schema))
    assert checklist["date"] == day.isoformat()
    assert len(checklist["items"]) >= 5
    assert "Source : " in replies.text
    page, calendar = (link["url"] for link in checklist["links"])
    with urllib.request.urlopen(page, timeout=10) as answer:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        shown = answer.read().decode()
    assert all(f"<h2>{item['title']}".split("'")[0] in shown for item in checklist["items"])
    with urllib.request.urlopen(calendar, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        dated = [item for item in checklist["items"] if "date" in item]
        assert len(Calendar.from_ical(answer.read()).walk("VEVENT")) == len(dated)


@pytest.mark.parametrize("group", ["Papiers, permis et séjour", "Citoyenneté et justice", "Famille",
                                   "Logement et voisinage", "Travail, impôts et aides"])
def test_the_menu_leads_over_the_five_groups_to_events_and_services(citizen, group):
    menu = citizen.says("que sais-tu faire ?")
    assert group in menu.buttons
    replies = citizen.says(group)
    lists = [each for each in replies.buttons if each.startswith("Ma liste de démarches")]
    services = [each for each in replies.buttons if each not in lists]
    assert lists
    assert len(services) >= 7
    assert citizen.says(services[0]).kinds[0] == "card"


@pytest.fixture
def moving(citizen):
    start(citizen, QUESTIONS["demenagement"], "Je déménage")
    return citizen


def test_a_message_without_a_date_is_asked_again_and_a_far_one_is_told(moving):
    assert "pas trouvé de date" in moving.says("je ne sais pas encore").text
    assert "doit se trouver entre" in moving.says("12 mai 1984").text
    assert "locataire" in moving.says("le 3 du mois prochain, non : dans trois semaines").text


def test_answers_may_be_written(moving):
    moving.says("dans trois semaines")
    first = moving.says("oui je suis locataire")
    assert "voiture" in first.text
    assert "Je n'ai pas compris" in moving.says("je ne sais pas trop").text


def test_a_question_in_the_middle_is_answered_and_the_list_goes_on(moving):
    moving.says("dans trois semaines")
    replies = moving.says("combien coûte un passeport ?")
    assert ("passeport", "cout") in replies.cards
    assert "locataire" in replies.text, "the form asks again"
    assert "voiture" in moving.says("non").text


def test_one_may_stop_at_any_moment(moving):
    moving.says("dans trois semaines")
    assert "C'est arrêté" in moving.says("annuler").text
    assert moving.says("combien coûte un passeport ?").cards == [("passeport", "cout")]


def test_an_address_that_is_not_whole_says_what_to_do(live):
    for path, status in (("/demarches/demenagement?date=hier", 400), ("/demarches/rien", 404)):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(live.origin + path, timeout=10)
        assert refused.value.code == status
        refused.value.close()
