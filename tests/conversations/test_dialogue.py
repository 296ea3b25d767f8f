"""All dialogue intents have a proper reply."""

from __future__ import annotations

import pytest

NUMBERS = ("15", "17", "18", "112", "114", "3919", "119", "3114")


@pytest.mark.parametrize(("said", "answered"), [
    ("bonjour", "Posez-moi une question"),
    ("slt", "Posez-moi une question"),
    ("au revoir et bonne journée", "Au revoir"),
    ("merci beaucoup", "Avec plaisir"),
    ("oui", "Quelle est votre question"),
    ("non", "poser votre question autrement"),
    ("tu sais faire quoi ?", "Je réponds aux questions sur cinquante démarches"),
    ("est-ce que tu es un robot", "Je suis un programme"),
    ("où en est ma demande", "référence"),
    ("je voudrais prendre un rendez-vous à la mairie", "par téléphone"),
    ("je veux commencer la démarche avec vous maintenant", "Quelle démarche"),
    ("je veux donner mon avis sur ce service", "de 1 (très mécontent) à 5"),
    ("c'est inadmissible, votre accueil est nul, je veux faire une réclamation", "désolé"),
    ("que gardez-vous comme données sur moi", "30 jours"),
    ("do you speak english?", "A person may be able to help"),
    ("raconte-moi une blague", "ne concerne pas les services publics"),
])
def test_each_has_its_reply(citizen, said, answered):
    assert answered in citizen.says(said).text


def test_asking_for_a_person_puts_into_the_queue(citizen):
    custom = citizen.says("je veux parler à un être humain").customs[0]
    assert custom["type"] == "handoff"
    assert custom["state"] == "waiting"
    assert custom["position"] >= 1


@pytest.mark.parametrize("said", [
    "mon mari me frappe aidez moi", "au secours il y a le feu dans ma cuisine",
    "je veux mourir je vais sauter", "mon bébé ne respire plus",
])
def test_in_an_emergency_the_numbers_come_first(citizen, said):
    replies = citizen.says(said)
    assert replies.kinds[0] == "emergency"
    shown = [entry["number"] for entry in replies.customs[0]["numbers"]]
    assert tuple(shown) == NUMBERS
    assert replies.text.startswith("En cas de danger, appelez tout de suite")
    assert "Parler à une personne" in replies.buttons


def test_an_emergency_in_the_middle_of_a_form_gets_the_numbers(citizen):
    citizen.says("suivre ma demande")
    assert citizen.says("mon mari me frappe aidez moi").kinds[0] == "emergency"


def test_an_emergency_told_while_waiting_gets_the_numbers(citizen):
    citizen.says("je veux parler à une personne")
    assert citizen.says("mon mari me frappe aidez moi").kinds[0] == "emergency"


def test_a_score_is_kept(citizen):
    citizen.says("je veux donner mon avis")
    assert "enregistré" in citizen.says("4").text


def test_starting_a_procedure_shows_how_for_the_service_spoken_of(citizen):
    citizen.says("combien coûte un passeport")
    replies = citizen.says("ok je veux commencer la démarche tout de suite avec vous")
    assert replies.cards == [("passeport", "demarche")]


def test_erasing_asks_first_and_then_really_erases(live, citizen):
    citizen.says("je m'appelle Hippolyte et je veux un passeport")
    replies = citizen.says("supprimez toutes mes données")
    assert replies.buttons == ["Oui, tout effacer", "Non, garder"]
    assert citizen.says("Oui, tout effacer").kinds == ["erased"]
    database = b"".join(p.read_bytes() for p in (live.folder / "var").glob("guido.sqlite3*"))
    assert b"Hippolyte" not in database
    assert "De quelle démarche" in citizen.says("et ça coûte combien ?").text


@pytest.mark.parametrize("between", ["attestation de droits", "je veux suivre ma demande"])
def test_a_yes_to_another_question_does_not_erase(citizen, between):
    citizen.says("effacez mes données")
    citizen.says(between)
    assert "erased" not in citizen.says("oui").kinds


def test_erasing_can_be_declined(citizen):
    citizen.says("je veux un passeport")
    citizen.says("effacez mes données")
    assert "rien n'est effacé" in citizen.says("non").text
    assert citizen.says("et ça coûte combien ?").cards == [("passeport", "cout")]


def test_who_waits_is_told_and_can_go_back_to_the_assistant(citizen):
    replies = citizen.says("je veux parler à quelqu'un")
    assert sorted(replies.buttons) == ["Laisser un message", "Revenir à l'assistant"]
    assert "noté pour l'agent" in citizen.says("c'est pour mon dossier").text
    assert citizen.says("revenir à l'assistant").customs[0]["state"] == "abandoned"
    assert citizen.says("combien coûte un passeport").cards == [("passeport", "cout")]


def test_a_person_answers_over_the_rest_channel_and_gives_back(live, citizen):
    text = f"je veux parler à un agent {citizen.sender}"
    citizen.says(text)
    agent = live.add_agent("Camille")
    conversation = agent.finds(text)
    agent.takes(conversation)
    agent.writes(conversation, "Bonjour, je vous écoute.")
    replies = citizen.says("c'est pour un passeport")
    assert "Camille a pris votre conversation" in replies.text
    assert "Bonjour, je vous écoute." in replies.text
    assert replies.cards == []
    agent.does(f"conversations/{conversation}/return")
    replies = citizen.says("combien coûte un passeport")
    assert "vous remet à l'assistant" in replies.text
    assert replies.cards == [("passeport", "cout")]


def test_asking_for_an_appointment_offers_to_make_one_here(citizen):
    replies = citizen.says("je voudrais prendre un rendez-vous à la mairie")
    assert "Commencer la démarche : Prendre rendez-vous à la mairie" in replies.buttons
    begun = citizen.says("Commencer la démarche : Prendre rendez-vous à la mairie")
    assert "Pour quoi voulez-vous un rendez-vous ?" in begun.text
    assert "Pour quoi voulez-vous" in citizen.says("c'est quoi un pacs ?").text, "asked again"


def test_asking_to_begin_at_once_offers_what_can_be_done_here(citizen):
    buttons = citizen.says("je veux commencer la démarche avec vous maintenant").buttons
    assert len([each for each in buttons if each.startswith("Commencer la démarche")]) == 8
