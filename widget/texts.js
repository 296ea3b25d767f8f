// All texts of the widget that do not come from the server: [in French, in English].
const pairs = {
  lang: ['fr', 'en'],
  locale: ['fr-FR', 'en-GB'],
  open: ['Une question ? Écrivez-nous', 'A question? Write to us'],
  title: ['Assistant de la mairie', 'Town hall assistant'],
  close: ['Fermer', 'Close'],
  log: ['Messages', 'Messages'],
  scroll: ['Conversation', 'Conversation'],
  input: ['Votre message', 'Your message'],
  send: ['Envoyer', 'Send'],
  person: ['Parler à une personne', 'Talk to a person'],
  assistant: ["Revenir à l'assistant", 'Back to the assistant'],
  welcome: [
    "Bonjour ! Je suis un assistant automatique. Posez-moi une question sur une démarche, avec vos mots. Ne m'écrivez pas de mot de passe ni de numéro de carte bancaire.",
    'Hello! I am an automatic assistant. Ask me about a public service, in your own words, in French if you can: I answer in French. Never send me a password or a bank card number.',
  ],
  with: {
    assistant: ['Un assistant automatique vous répond', 'An automatic assistant answers you'],
    waiting: ['Vous attendez une personne', 'You are waiting for a person'],
    assigned: [(name) => `${name} vous répond`, (name) => `${name} answers you`],
  },
  author: {
    citizen: ['Vous', 'You'],
    assistant: ['Assistant', 'Assistant'],
    system: ['Information', 'Information'],
    agent: ['Agent', 'Agent'],
  },
  followCase: (reference) => `Je veux suivre ma demande ${reference}`, // it is said to the server
  typing: ["L'assistant prépare sa réponse…", 'The assistant is preparing an answer…'],
  agentTyping: [(name) => `${name} écrit…`, (name) => `${name} is writing…`],
  read: ['Lu', 'Read'],
  corrected: ['corrigé', 'corrected'],
  withdrawn: ['Message retiré.', 'Message withdrawn.'],
  unread: [
    (count) => (count > 1 ? `${count} nouveaux messages d’un agent` : '1 nouveau message d’un agent'),
    (count) => (count > 1 ? `${count} new messages from an agent` : '1 new message from an agent'),
  ],
  notices: {
    label: ['Annonces', 'Notices'],
    hide: [(text) => `Masquer l’annonce : ${text}`, (text) => `Hide the notice: ${text}`],
    hideShort: ['Masquer', 'Hide'],
  },
  waiting: {
    queue: [
      (position, wait) => `Vous êtes numéro ${position} dans la file. ${wait}`,
      (position, wait) => `You are number ${position} in the queue. ${wait}`,
    ],
    nobody: [
      (position) => `Aucun agent n’est connecté en ce moment. Vous êtes numéro ${position} dans la file.`,
      (position) => `No agent is connected now. You are number ${position} in the queue.`,
    ],
    closed: [
      (opening) => `Les agents ne sont pas là en ce moment. ${opening}`,
      (opening) => `The agents are not there now. ${opening}`,
    ],
    left: {
      telephone: [
        (words) => `Votre message est transmis. Un agent vous appelle au ${words}.`,
        (words) => `Your message has been passed on. An agent will call you on ${words}.`,
      ],
      email: [
        (words) => `Votre message est transmis. Un agent vous écrit à ${words}.`,
        (words) => `Your message has been passed on. An agent will write to ${words}.`,
      ],
    },
  },
  contact: {
    open: ['Laisser un message', 'Leave a message'],
    text: ['Ce que vous voulez dire à l’agent', 'What you want to tell the agent'],
    how: ['Comment vous répondre ?', 'How should we answer you?'],
    kinds: {
      telephone: ['Par téléphone', 'By telephone'],
      email: ['Par courriel', 'By e-mail'],
    },
    values: {
      telephone: ['Votre numéro de téléphone, par exemple 06 12 34 56 78', 'Your number, for example 06 12 34 56 78'],
      email: [
        'Votre adresse électronique, par exemple prenom.nom@exemple.fr',
        'Your address, for example first.last@example.fr',
      ],
    },
    use: [
      (days) => `Sert seulement à vous répondre. Effacé avec la conversation${days ? `, ${days} jours après le dernier message` : ''}, ou dès que vous écrivez « effacer mes données ».`,
      (days) => `Used only to answer you. Erased with the conversation${days ? `, ${days} days after the last message` : ''}, or as soon as you write “effacer mes données”.`,
    ],
    send: ['Envoyer le message', 'Send the message'],
    cancel: ['Annuler', 'Cancel'],
  },
  rating: {
    scores: [(scale) => `Votre note, de 1 à ${scale}`, (scale) => `Your score, from 1 to ${scale}`],
    score: [(score, scale) => `${score} sur ${scale}`, (score, scale) => `${score} out of ${scale}`],
    comment: ['Voulez-vous ajouter un mot ? (facultatif)', 'Do you want to add a word? (optional)'],
    send: ['Envoyer mon avis', 'Send my opinion'],
    skip: ['Passer', 'Skip'],
  },
  thumbs: {
    label: ['Cette réponse vous est-elle utile ?', 'Is this answer useful to you?'],
    up: ['Utile', 'Useful'],
    down: ['Pas utile', 'Not useful'],
  },
  form: {
    asks: {
      document: ['J’ai besoin d’un document :', 'I need a document:'],
      reference: ['J’ai besoin d’une référence :', 'I need a reference:'],
      consent: ['J’ai besoin de votre accord :', 'I need your consent:'],
    },
    file: ['Votre fichier', 'Your file'],
    reference: ['La référence', 'The reference'],
    files: ['PDF, JPEG ou PNG, 5 Mo au plus.', 'PDF, JPEG or PNG, 5 MB at most.'],
    sendFile: ['Envoyer le document', 'Send the document'],
    sendReference: ['Envoyer la référence', 'Send the reference'],
    yes: ['Oui', 'Yes'],
    no: ['Non', 'No'],
    noFile: ['Choisissez d’abord un fichier.', 'Choose a file first.'],
    tooLarge: [
      'Ce fichier est trop lourd. Il peut faire 5 Mo au plus.',
      'This file is too large. It can have 5 MB at most.',
    ],
    noReference: ['Écrivez la référence demandée.', 'Write the reference asked for.'],
    sent: ['Envoyé.', 'Sent.'],
    interrupted: [
      'L’envoi a été interrompu. Vérifiez votre connexion et réessayez.',
      'Sending was interrupted. Check your connection and try again.',
    ],
    answered: ['Vous avez répondu à cette demande.', 'You have answered this request.'],
    over: ['Cette demande n’est plus ouverte.', 'This request is no longer open.'],
  },
  procedure: {
    step: [(place, of) => `Étape ${place} sur ${of}`, (place, of) => `Step ${place} of ${of}`],
    why: ['Pourquoi cette question ?', 'Why this question?'],
    summary: ['Résumé', 'Summary'],
    computed: ['Ce qui est calculé', 'What is calculated'],
    isRight: ['Est-ce que tout est juste ?', 'Is everything right?'],
    change: [(label) => `Corriger : ${label}`, (label) => `Correct: ${label}`],
    changeShort: ['Corriger', 'Correct'],
    documents: ['Vos documents', 'Your documents'],
    document: [
      (title, kind, kilobytes) => `${title} (${{ pdf: 'PDF', calendar: 'agenda' }[kind]}, ${kilobytes} ko)`,
      (title, kind, kilobytes) => `${title} (${{ pdf: 'PDF', calendar: 'calendar' }[kind]}, ${kilobytes} kB)`,
    ],
    expires: [(date) => `À télécharger avant le ${date}.`, (date) => `Download before ${date}.`],
    lost: [
      'Ce document n’a pas pu être ouvert. Le lien n’est peut-être plus valable.',
      'This document could not be opened. The link may no longer be valid.',
    ],
    several: ['Vous pouvez choisir plusieurs réponses', 'You can choose several answers'],
    choose: ['Envoyer mes choix', 'Send my choices'],
    noneChosen: ['Cochez au moins une réponse.', 'Tick at least one answer.'],
    around: ['Autres possibilités', 'Other possibilities'],
    ways: {
      back: ['Retour', 'Back'],
      unknown: ['Je ne sais pas', 'I don’t know'],
      later: ['Je reviens plus tard', 'I will come back later'],
      cancel: ['Annuler la démarche', 'Cancel the procedure'],
    },
  },
  choices: ['Réponses proposées', 'Suggested answers'],
  sending: ['envoi en cours…', 'sending…'],
  sent: ['Envoyé', 'Sent'],
  again: ['Réessayer', 'Try again'],
  giveUp: ['Retirer', 'Remove'],
  failed: [(reason) => `Non envoyé. ${reason}`, (reason) => `Not sent. ${reason}`],
  offline: [
    'Pas de connexion. Vos messages partiront dès son retour.',
    'No connection. Your messages will go when it is back.',
  ],
  reconnecting: ['Reconnexion…', 'Reconnecting…'],
  steps: ['Les étapes', 'The steps'],
  documents: ['Les documents', 'The documents'],
  source: [(name, day) => `Source : ${name}, vérifié le ${day}`, (name, day) => `Source: ${name}, checked on ${day}`],
  checklist: [(title) => `${title} : votre liste de démarches`, (title) => `${title}: your list of things to do`],
  countedFrom: [(date) => `Les dates sont comptées à partir du ${date}.`, (date) => `Dates are counted from ${date}.`],
  goOnAt: [(partner) => `Continuer chez ${partner}`, (partner) => `Go on at ${partner}`],
  call: [(number, label) => `${number} : ${label}`, (number, label) => `${number}: ${label}`],
  next: [(text) => `La suite : ${text}`, (text) => `Next: ${text}`],
  expected: [(day) => `Réponse prévue au plus tard le ${day}`, (day) => `Answer expected by ${day}`],
  tooLong: [(left) => `Message trop long de ${left} caractères.`, (left) => `Message too long by ${left} characters.`],
  newWindow: [' (nouvelle fenêtre)', ' (new window)'],
  menu: {
    open: ['Options', 'Options'],
    size: ['Taille du texte', 'Text size'],
    colours: ['Couleurs', 'Colours'],
    colour: {
      auto: ['Automatiques', 'Automatic'],
      light: ['Claires', 'Light'],
      dark: ['Sombres', 'Dark'],
    },
    simple: ['Réponses courtes et simples', 'Short and simple answers'],
    voice: ['Dicter au lieu d’écrire', 'Dictate instead of writing'],
    voiceUse: [
      'Votre navigateur peut envoyer votre voix à son fabricant.',
      'Your browser may send your voice to its maker.',
    ],
    copy: ['Copier la conversation', 'Copy the conversation'],
    print: ['Imprimer', 'Print'],
    save: ['Télécharger la conversation', 'Download the conversation'],
    erase: ['Effacer mes données', 'Erase my data'],
    copied: ['La conversation est copiée.', 'The conversation is copied.'],
    failed: [
      'Cela n’a pas marché. Vous pouvez télécharger la conversation.',
      'That did not work. You can download the conversation.',
    ],
    saved: ['La conversation est téléchargée.', 'The conversation is downloaded.'],
    empty: ['La conversation est vide.', 'The conversation is empty.'],
    notNow: [
      'Vous pourrez effacer vos données après la réponse de l’agent.',
      'You can erase your data after the agent’s answer.',
    ],
    on: ['oui', 'on'],
    off: ['non', 'off'],
  },
  voice: {
    speak: ['Dicter', 'Dictate'],
    stop: ['Arrêter', 'Stop'],
    listening: ['Parlez maintenant.', 'Speak now.'],
    heard: ['Relisez, puis envoyez.', 'Read it, then send.'],
    troubles: {
      'not-allowed': [
        'Le micro est bloqué. Autorisez-le dans votre navigateur, ou écrivez.',
        'The microphone is blocked. Allow it in your browser, or write.',
      ],
      other: ['Je n’ai rien entendu. Réessayez, ou écrivez.', 'I heard nothing. Try again, or write.'],
    },
  },
  readAll: ['Tout lire', 'Read all'],
};

const pick = (tree, place) => Object.fromEntries(Object.entries(tree).map(([name, value]) => {
  if (Array.isArray(value)) return [name, value[place]];
  return [name, typeof value === 'object' ? pick(value, place) : value];
}));

/** What the server understands when it is said to it: French, whatever the interface speaks. */
export const words = pick(pairs, 0);

/** The texts of the interface, in the language that useLanguage has chosen. */
export const texts = { ...words };

/** Chooses the language of the interface; French unless it is English. */
export function useLanguage(lang) {
  Object.assign(texts, pick(pairs, /^en\b/i.test(lang) ? 1 : 0));
}
