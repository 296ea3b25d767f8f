"""A procedure for tests, with a question of nearly every type."""

PROCEDURE = """
title: Demander une aide au logement
service: aide_logement
words: [aide au logement]
minutes: 5
verified: 2026-11-20
sources: [{name: Service-Public.fr, url: "https://www.service-public.fr/", verified: 2026-11-20}]
introduction: Quelques questions sur votre logement. Ayez votre bail sous la main.
parameters:
  plafond:
    label: Plafond de loyer
    unit: euro
    values:
      - {value: "600.00", from: 2026-01-01, to: 2026-12-31,
         source: {name: Arrêté, url: "https://a.fr/", verified: 2026-11-20}}
      - {value: "620.00", from: 2027-01-01,
         source: {name: Arrêté, url: "https://a.fr/", verified: 2026-11-20}}
questions:
  - name: pour_qui
    type: choice
    ask: Pour qui demandez-vous l'aide ?
    label: Pour qui
    why: La personne qui habite le logement signe la demande.
    options:
      moi: {label: Pour moi, words: [moi, moi-même]}
      enfant: {label: Pour mon enfant, words: [fille, fils, enfant]}
      autre: {label: Pour quelqu'un d'autre, words: [voisin]}
  - name: naissance
    type: date
    ask: Quelle est la date de naissance de votre enfant ?
    example: 3 avril 2015
    when: pour_qui == 'enfant'
    min: 1990-01-01
    max: aujourdhui
    check: [{that: "age(naissance) < 30", say: Votre enfant a plus de 30 ans.}]
  - name: seul
    type: yes_no
    ask: Habitez-vous seul ?
  - name: occupation
    type: choices
    ask: Que faites-vous en ce moment ?
    options:
      etudes: {label: Des études, words: [étudiant]}
      travail: {label: Un travail, words: [salarié]}
      recherche: {label: Une recherche d'emploi, words: [chômage]}
  - name: loyer
    type: amount
    ask: Quel est votre loyer par mois, sans les charges ?
    example: 612,50 €
    min: 1
    max: 20000
  - name: colocataires
    type: number
    ask: Combien de personnes habitent avec vous ?
    example: "2"
    when: not seul
    min: 1
    max: 20
  - name: enfants
    type: persons
    ask: Avez-vous des enfants ?
    label: Enfants
    one: enfant
    most: 4
    fields:
      - {name: prenom, type: text, ask: "Quel est son prénom ?"}
      - {name: ne_le, type: date, ask: "Quelle est sa date de naissance ?", example: 3 avril 2015,
         max: aujourdhui}
  - name: courriel
    type: email
    ask: À quelle adresse électronique vous écrire ?
    example: prenom.nom@exemple.fr
    optional: true
stops:
  - name: pas_pour_autrui
    when: pour_qui == 'autre'
    say: Seule la personne qui habite le logement peut faire cette demande.
    links: [{label: CAF, url: "https://www.caf.fr/"}]
    correct: [pour_qui]
checks:
  - {that: "loyer < 5000 or 'travail' in occupation", say: Ce loyer est très élevé.,
     correct: [loyer, occupation]}
computed:
  - {name: retenu, label: Loyer retenu, formula: "min(loyer, plafond)", unit: euro,
     in_words: "le loyer, au plus {plafond}"}
  - {name: aide, label: Aide, unit: euro,
     formula: "arrondi(0.4 * retenu + 50 * nombre(enfants, age(ne_le) < 18), 2)"}
  - {name: echeance, label: Date de décision, formula: "ouvre(ajoute_mois(aujourdhui, 2))",
     unit: date}
consent: J'accepte que la mairie garde ces réponses un an.
case: {delay_days: 60, contact: courriel}
"""
