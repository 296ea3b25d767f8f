// The texts of the side panel's help.
const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long' });

export const texts = {
  shortcuts: {
    search: 'Chercher une réponse',
    note: 'Écrire une note privée',
    suggestions: 'Aller aux réponses proposées',
  },
  failed: 'Le serveur n’a pas répondu. Réessayez dans un instant.',

  // What was before, and what the assistant knew
  context: {
    reason: 'Motif', word: 'Mot du collègue', service: 'Démarche', theme: 'Thème',
    commune: 'Commune', contact: 'À joindre', understood: 'Compris', team: 'Équipe',
  },
  understood: (intent, facet, confidence) => [
    intent, facet, confidence && `sûr à ${Math.round(confidence * 100)} %`].filter(Boolean).join(' · '),
  times: {
    created: 'Demande', assigned: 'Prise', first_answer: 'Première réponse', ended: 'Fin',
  },
  clocks: 'Délais',
  clock: { first_answer: 'Première réponse', answer: 'Réponse', whole: 'Toute la conversation' },
  due: (name, when) => (when ? `${name} : avant ${when}` : `${name} : pas d’échéance connue`),
  clockState: { ok: 'à temps', warning: 'bientôt dépassé', missed: 'dépassé', met: 'tenu' },
  insertFacet: (facet) => `Insérer la fiche « ${facet} »`,
  cards: 'Fiches de cette démarche',
  case: (reference) => `Demande ${reference}`,
  joined: 'Conversations réunies',
  earlier: 'Échanges précédents avec un agent',
  next: (what) => `La suite : ${what}`,
  earlierState: {
    returned: 'rendue à l’assistant', closed: 'terminée', abandoned: 'file quittée',
    waiting: 'en attente', assigned: 'en cours',
  },
  withAgent: (name) => `avec ${name}`,
  tags: (tags) => `étiquettes : ${tags.join(', ')}`,
  readFrom: (when) => `Lire l’échange (${when})`,
  openJoined: (when) => `Ouvrir cette conversation (${when})`,

  // The guided procedure
  procedure: {
    states: {
      active: 'en cours', paused: 'mise de côté', filed: 'envoyée', abandoned: 'arrêtée', done: 'terminée',
    },
    asks: (place, of, question) => `Étape ${place} sur ${of} : ${question}`,
    none: 'Pas encore de réponse.',
    correct: (label) => `Corriger : ${label}`,
    correctShort: 'Corriger',
    before: (value) => `Réponse actuelle : ${value}`,
    options: (labels) => `Choix possibles : ${labels.join(' ; ')}`,
    example: (example) => `Exemple : ${example}`,
    corrected: 'La réponse est corrigée. Le citoyen est prévenu.',
    askAgain: (label) => `Redemander : ${label}`,
    askAgainShort: 'Redemander',
    askedAgain: 'La question sera posée de nouveau. Le citoyen est prévenu.',
  },

  // The documents of a conversation
  documents: {
    fetched: (times, until) => `${times === 0 ? 'Pas encore ouvert' : `Ouvert ${times} fois`} par le citoyen. Gardé jusqu’au ${day.format(until)}.`,
    over: 'Ce document n’est plus gardé.',
  },

  // Notes and mentions
  privateNote: 'Note privée',
  mentionsSome: (names) => `pour ${names.join(', ')}`,
  noteAdded: (names) => (names.length ? `Note ajoutée. ${names.join(', ')} : prévenu.` : 'Note ajoutée.'),
  mentionBadge: (number) => (number === 1 ? ' (1 mention)' : ` (${number} mentions)`),
  openMention: (author) => `Ouvrir la conversation : note de ${author}`,

  // Cards, sheets, suggestions
  found: (number) => (number === 0 ? 'Rien n’a été trouvé. Essayez d’autres mots.'
    : number === 1 ? '1 réponse trouvée.' : `${number} réponses trouvées.`),
  searchFailed: 'La recherche n’a pas répondu. Réessayez dans un instant.',
  dated: (date) => `fiche du ${date}`,
  kinds: { card: 'Fiche de l’assistant', sheet: 'Fiche officielle', canned: 'Réponse type' },
  put: 'Mettre dans ma réponse',
  insertCard: 'Insérer la fiche',
  takeFirst: 'Prenez d’abord une conversation.',
  cardSent: 'La fiche est envoyée.',
  question: (text) => `Dernière question : « ${text} »`,
  noQuestion: 'Le citoyen n’a pas encore écrit de question.',
  noSuggestions: 'Aucune réponse proposée pour cette question. Cherchez avec d’autres mots.',

  // Canned replies
  noCanned: 'Aucune réponse type.',
  own: 'à moi',
  insert: 'Insérer',
  edit: 'Modifier',
  insertCanned: (title) => `Insérer « ${title} »`,
  editCanned: (title) => `Modifier « ${title} »`,
  newCanned: 'Nouvelle réponse type',
  changeCanned: 'Modifier ma réponse type',
  wrong: 'La réponse type n’est pas enregistrée. Corrigez ce qui est indiqué.',
  saved: 'Réponse type enregistrée.',
  deleted: 'Réponse type supprimée.',
  fillGap: (gap) => `Complétez ${gap} avant d’envoyer.`,

  // What is offered while writing
  offered: (number) => (number === 0 ? 'Rien de proposé.'
    : `${number === 1 ? '1 proposition' : `${number} propositions`}. Flèches pour choisir, Entrée pour insérer.`),
  cannedList: 'Réponses types',
  colleagues: 'Collègues',
};
