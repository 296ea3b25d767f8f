"""Citizens ask about services, in their own words, and get the card of service and facet."""

from __future__ import annotations

import pytest

# One question a service and facet, in different voices.
QUESTIONS = {
    "carte_identite": {
        "demarche": "comment je fais pour refaire ma carte d'identité",
        "documents": "quels papiers il faut pour une carte d'identité pour mon fils",
        "cout": "la carte d'identité c'est payant ?",
        "delai": "combien de temps pour avoir sa carte d'identité",
        "lieu": "jpeu fair ma cni ou",
        "conditions": "est-ce que la carte d'identité est obligatoire",
    },
    "passeport": {
        "demarche": "comment faire un passeport",
        "documents": "quelles pièces dois-je fournir pour un passeport",
        "cout": "combien coûte un passeport",
        "delai": "combien de temps est valable un passeport",
        "lieu": "dans quelle mairie faire son passeport",
        "conditions": "a partir de quel age on peut avoir un passeport",
    },
    "perte_vol_papiers": {
        "demarche": "on m'a volé mon portefeuille avec tous mes papiers, comment je fais",
        "documents": "j'ai perdu ma carte d'identité, quels documents faut-il apporter",
        "cout": "combien ça coûte de refaire une carte d'identité perdue",
        "delai": "on m'a volé mon permis, j'ai combien de temps pour le déclarer",
        "lieu": "où déclarer la perte de mon passeport",
        "conditions": "est ce obligatoire de déclarer la perte de sa carte d'identité",
    },
    "permis_conduire": {
        "demarche": "comment s'inscrire au permis de conduire",
        "documents": "quels documents pour renouveler mon permis de conduire",
        "cout": "combien coûte l'inscription au permis de conduire",
        "delai": "combien de temps pour recevoir son permis de conduire",
        "lieu": "où faire la demande de permis de conduire",
        "conditions": "à quel âge peut-on passer le permis de conduire",
    },
    "carte_grise": {
        "demarche": "j'ai acheté une voiture d'occasion comment faire la carte grise",
        "documents": "quels papiers pour une carte grise",
        "cout": "c'est combien une carte grise",
        "delai": "j'ai combien de temps pour faire la carte grise après l'achat",
        "lieu": "où faire une carte grise",
        "conditions": "est-ce obligatoire de changer la carte grise quand on achète une voiture",
    },
    "acte_etat_civil": {
        "demarche": "comment demander un acte de naissance",
        "documents": "quels justificatifs pour obtenir une copie d'acte de mariage",
        "cout": "un extrait d'acte de naissance c'est gratuit ?",
        "delai": "en combien de temps on reçoit un acte de naissance",
        "lieu": "à quelle mairie demander mon acte de naissance",
        "conditions": "qui a le droit de demander un acte de naissance",
    },
    "declaration_naissance": {
        "demarche": "comment déclarer la naissance de mon bébé",
        "documents": "quels documents pour déclarer une naissance",
        "cout": "déclarer une naissance c'est payant ?",
        "delai": "combien de jours pour déclarer la naissance",
        "lieu": "où déclarer la naissance de ma fille",
        "conditions": "qui peut déclarer la naissance d'un enfant",
    },
    "mariage": {
        "demarche": "comment se marier à la mairie",
        "documents": "quels papiers pour un dossier de mariage",
        "cout": "ça coûte combien de se marier à la mairie",
        "delai": "combien de temps avant le mariage faut-il déposer le dossier",
        "lieu": "dans quelle mairie peut-on se marier",
        "conditions": "quel âge faut-il avoir pour se marier",
    },
    "changement_adresse": {
        "demarche": "je viens de déménager comment signaler mon changement d'adresse",
        "documents": "quels documents pour un changement d'adresse",
        "cout": "changer d'adresse sur la carte grise c'est payant ?",
        "delai": "j'ai combien de temps pour déclarer mon changement d'adresse",
        "lieu": "à qui signaler mon changement d'adresse, à quel service",
        "conditions": "est-ce obligatoire de signaler son changement d'adresse",
    },
    "aide_logement": {
        "demarche": "comment demander les APL",
        "documents": "quels justificatifs pour une demande d'apl",
        "cout": "combien je peux toucher d'apl",
        "delai": "quand est versée la première APL",
        "lieu": "où faire la demande d'APL",
        "conditions": "qui a droit à l'aide au logement",
    },
    "inscription_chomage": {
        "demarche": "comment m'inscrire à pôle emploi",
        "documents": "quels documents pour s'inscrire à France Travail",
        "cout": "l'inscription à France Travail est-elle gratuite",
        "delai": "j'ai combien de temps pour m'inscrire au chômage après la fin de mon contrat",
        "lieu": "où s'inscrire comme demandeur d'emploi",
        "conditions": "qui peut s'inscrire à France Travail",
    },
    "impot_revenu": {
        "demarche": "comment déclarer mes revenus",
        "documents": "quels documents pour faire ma déclaration d'impôts sur le revenu",
        "cout": "combien je vais payer d'impôt sur le revenu",
        "delai": "quelle est la date limite pour déclarer ses revenus",
        "lieu": "où envoyer ma déclaration de revenus",
        "conditions": "est-ce que je dois déclarer mes revenus à 18 ans",
    },
}
CASES = [
    (service, facet, question)
    for service, facets in QUESTIONS.items() for facet, question in facets.items()
]


@pytest.mark.parametrize(("service", "facet", "question"), CASES,
                         ids=[f"{service}-{facet}" for service, facet, _ in CASES])
def test_the_question_gets_its_card_with_source_and_date(citizen, service, facet, question):
    replies = citizen.says(question)
    assert replies.cards == [(service, facet)]
    card = replies.customs[0]
    assert card["source"]["url"].startswith("https://")
    assert "Source : " in replies.text
    assert "vérifié le" in replies.text
    assert card["body"] in replies.text
    assert all(link["url"] in replies.text for link in card["links"])
