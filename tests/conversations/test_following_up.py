"""What was said before counts: service, facet, two questions in one."""

from __future__ import annotations


def test_a_facet_asked_without_the_service_keeps_the_service(citizen):
    assert citizen.says("je veux un passeport").cards == [("passeport", "demarche")]
    assert citizen.says("et ça coûte combien ?").cards == [("passeport", "cout")]
    assert citizen.says("il me faut quoi comme papiers").cards == [("passeport", "documents")]
    assert citizen.says("c'est long ?").cards == [("passeport", "delai")]
    assert citizen.says("et je dois aller où").cards == [("passeport", "lieu")]


def test_a_service_named_without_the_facet_keeps_the_facet(citizen):
    citizen.says("combien coûte un passeport")
    assert citizen.says("et pour la carte d'identité ?").cards == [("carte_identite", "cout")]
    assert citizen.says("et la carte grise").cards == [("carte_grise", "cout")]


def test_a_new_wish_does_not_keep_the_old_facet(citizen):
    citizen.says("combien coûte un passeport")
    assert citizen.says("je voudrais me marier").cards == [("mariage", "demarche")]


def test_two_questions_in_one_message_are_both_answered(citizen):
    citizen.says("je veux un passeport")
    replies = citizen.says("c'est combien et il faut quoi ?")
    assert set(replies.cards) == {("passeport", "cout"), ("passeport", "documents")}


def test_two_questions_with_the_service_in_the_same_message_are_both_answered(citizen):
    replies = citizen.says("pour une carte d'identité il faut quels papiers et ça coûte combien")
    assert set(replies.cards) == {("carte_identite", "documents"), ("carte_identite", "cout")}


def test_buttons_offer_the_other_facets_and_work(citizen):
    replies = citizen.says("combien coûte un passeport")
    assert [each["title"] for each in replies[0]["buttons"]] == [
        "Comment faire", "Les documents", "Les délais", "Où aller", "Qui y a droit"]
    assert citizen.says("Les délais").cards == [("passeport", "delai")]
    assert citizen.says("où aller ?").cards == [("passeport", "lieu")]


def test_a_follow_up_without_anything_before_is_asked_back(citizen):
    replies = citizen.says("et ça coûte combien ?")
    assert replies.cards == []
    assert "De quelle démarche" in replies.text


def test_the_service_named_after_being_asked_gets_the_facet_asked_before(citizen):
    citizen.says("et ça coûte combien ?")
    assert citizen.says("passeport").cards == [("passeport", "cout")]


def test_small_talk_in_between_does_not_lose_the_service(citizen):
    citizen.says("je veux un passeport")
    citizen.says("merci beaucoup")
    assert citizen.says("et ça coûte combien ?").cards == [("passeport", "cout")]


def test_a_following_question_after_a_case_is_about_its_service(live, citizen):
    reference, birth_date, service, _ = live.guido("cases", "demonstration").splitlines()[0].split()
    citizen.says(f"où en est ma demande {reference}")
    assert citizen.says(birth_date).kinds == ["case"]
    assert citizen.says("c'est combien le prix ?").cards == [(service, "cout")]


def test_a_long_story_with_the_question_at_the_end_is_understood(citizen):
    replies = citizen.says(
        "Bonjour, je suis arrivée à Lyon il y a trois semaines avec mes deux enfants pour mon "
        "nouveau travail, et comme nous partons en Tunisie chez ma mère en février je me demande "
        "combien ça me coûterait de faire faire un passeport pour le petit qui a 4 ans")
    assert replies.cards == [("passeport", "cout")]


def test_two_services_in_one_message_are_both_answered(citizen):
    replies = citizen.says("combien coûte un passeport et comment déclarer une naissance ?")
    assert replies.cards == [("passeport", "cout"), ("declaration_naissance", "demarche")]
    assert citizen.says("et il faut quoi comme papiers").cards == [
        ("declaration_naissance", "documents")]


def test_the_commune_that_was_named_is_taken_up_where_a_place_is_asked(citizen):
    citizen.says("bonjour, j'habite à marseille et je veux un passeport")
    replies = citizen.says("je dois aller où ?")
    assert replies.cards == [("passeport", "lieu")]
    assert "Marseille (13, Bouches-du-Rhône)" in replies.text
