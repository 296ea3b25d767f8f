// Texts of the lists, the alerts and the presence.
const minutes = (number) => (number === 1 ? '1 minute' : `${number} minutes`);
const several = (number, one, more) => `${number} ${number === 1 ? one : more}`;

/** « 3 minutes », « 2 h 05 », « 4 jours ». */
function length(number) {
  if (number < 1) return 'moins d’une minute';
  if (number < 60) return minutes(number);
  if (number < 48 * 60) return `${Math.floor(number / 60)} h ${String(number % 60).padStart(2, '0')}`;
  return `${Math.floor(number / 1440)} jours`;
}

export const texts = {
  waiting: (number) => `attend depuis ${length(number)}`,
  withMe: 'avec vous',
  with: (holder) => `avec ${holder}`,
  awaiting: (number) => `réponse attendue depuis ${length(number)}`,
  unread: (number) => several(number > 99 ? '99+' : number, 'nouveau', 'nouveaux'),
  typing: 'écrit en ce moment…',
  clocks: { first_answer: 'Première réponse', answer: 'Réponse', whole: 'Fin de la conversation' },
  warning: (name, number) => `${name} : il reste ${length(number)}`,
  missed: (name, number) => `${name} : en retard de ${length(number)}`,
  contact: {
    telephone: 'Téléphone laissé', email: 'Adresse électronique laissée', other: 'Contact laissé',
  },
  offered: 'Proposée à vous',
  mentioned: 'On vous a cité',
  followUp: (day) => `À relancer le ${day}`,
  followUpNow: 'À relancer aujourd’hui',
  test: 'Essai',
  joined: 'Jointe à une autre',
  word: 'Avec un mot d’un collègue',
  quote: (author, text) => `${author === 'agent' ? 'Agent' : 'Citoyen'} : ${text}`,
  authors: { citizen: 'Citoyen', assistant: 'Assistant', system: 'Information', agent: 'Agent' },
  ends: { returned: 'Rendue à l’assistant', closed: 'Terminée', abandoned: 'La personne a quitté la file' },
  ended: (end, holder, when) => `${end}${holder ? ` par ${holder}` : ''}, ${when}`,
  counts: {
    waiting: (number) => (number ? `${several(number, 'personne attend', 'personnes attendent')}.` : 'Personne n’attend.'),
    mine: (number) => (number ? `Vous avez ${several(number, 'conversation', 'conversations')}.` : 'Vous n’avez aucune conversation.'),
    all: (number) => (number ? `${several(number, 'conversation ouverte', 'conversations ouvertes')}.` : 'Aucune conversation ouverte.'),
    closed: (number) => (number ? '' : 'Aucune conversation fermée.'),
  },
  filtered: (shown, all) => `${shown} sur ${all} avec vos filtres.`,
  found: (number, hasMore) => (number
    ? `${several(number, 'conversation trouvée', 'conversations trouvées')}${hasMore ? ', et d’autres' : ''}.`
    : 'Aucune conversation trouvée. Essayez d’autres mots ou moins de filtres.'),
  loading: 'Chargement…',
  searching: 'Recherche en cours…',
  failed: 'La liste n’a pas pu être chargée. Réessayez dans un instant.',
  filters: (number) => (number ? `(${number})` : ''),

  alerts: {
    waiting: 'Une personne attend une réponse.',
    offered: 'Une conversation vous est proposée.',
    given: 'Une conversation vous a été donnée.',
    givenWithWord: (word) => `Une conversation vous a été donnée, avec un mot : « ${word} »`,
    clock: 'Un délai de réponse est presque dépassé.',
    missed: 'Un délai de réponse est dépassé.',
    mention: 'On vous a cité dans une note.',
  },
  notificationTitle: 'Guido',
  denied: 'Votre navigateur refuse les notifications. Autorisez-les pour ce site dans ses réglages.',
  noSound: 'Votre navigateur ne peut pas jouer de son.',
  saved: 'C’est enregistré.',
  notSaved: 'Ce réglage n’a pas pu être enregistré. Réessayez dans un instant.',

  presence: { available: 'Disponible', busy: 'Occupé(e)', away: 'Absent(e)' },
  wentAway: 'Votre présence est passée à « Absent(e) » : rien n’a bougé ici depuis 10 minutes.',
  cameBack: (name) => `Votre présence est de nouveau « ${name} ».`,

  shortcuts: {
    next: 'Conversation suivante de la liste',
    previous: 'Conversation précédente de la liste',
    nextWaiting: 'Première personne qui attend',
    tab: (name) => `Liste « ${name} »`,
    find: 'Chercher dans les conversations',
    alert: 'Voir la dernière alerte',
  },
  tabs: { waiting: 'En attente', mine: 'Les miennes', all: 'Toutes', closed: 'Fermées' },
};
