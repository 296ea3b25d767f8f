// The texts of the supervision page that it does not hold itself.
const some = (number, one, many) => `${number} ${number < 2 ? one : many}`;

export const texts = {
  summary: (waiting, missed) => {
    const waits = waiting ? some(waiting, 'personne attend', 'personnes attendent') : 'Personne n’attend';
    return missed ? `${waits}, ${some(missed, 'délai dépassé', 'délais dépassés')}.` : `${waits}.`;
  },
  reconnecting: 'Reconnexion… Ces informations ne sont peut-être plus à jour.',
  open: 'ouverte',
  closed: 'fermée',
  opensAt: (when) => `ouvre ${when}`,
  waiting: (number) => (number ? some(number, 'personne attend', 'personnes attendent') : 'personne n’attend'),
  longest: (minutes) => `la plus longue attente : ${minutes}`,
  held: (number) => (number ? some(number, 'conversation en cours', 'conversations en cours') : 'aucune conversation en cours'),
  online: (online, members) => `${some(online, 'agent présent', 'agents présents')} sur ${members}`,
  missed: (number) => some(number, 'délai dépassé', 'délais dépassés'),
  warning: (number) => some(number, 'délai bientôt dépassé', 'délais bientôt dépassés'),
  minutes: (number) => (number < 1 ? 'moins d’une minute' : `${number} min`),
  since: (duration) => `depuis ${duration}`,
  waits: 'attend',
  with: (name) => `avec ${name}`,
  noTeam: 'sans équipe',
  test: 'essai',
  clock: { first_answer: 'Première réponse', answer: 'Réponse', whole: 'Toute la conversation' },
  due: (name, when) => `${name} : avant ${when}`,
  never: (name) => `${name} : à la réouverture`,
  state: { missed: 'dépassé', warning: 'bientôt dépassé' },
  join: 'Ouvrir',
  reassign: 'Réattribuer',
  presence: { available: 'disponible', busy: 'occupé', away: 'absent' },
  notSeen: 'console fermée',
  load: (load, most) => `${some(load, 'conversation', 'conversations')} sur ${most}`,
  inTeams: (names) => (names.length ? names.join(', ') : 'dans aucune équipe'),
  setAway: 'Passer en absence',
  choose: 'Choisir…',
  teams: 'Équipes',
  agents: 'Agents',
  candidate: ({ name, is_online: isOnline, presence, load, most }) =>
    `${name} (${isOnline ? texts.presence[presence] : texts.notSeen}, ${load} sur ${most})`,
  reassigned: 'La conversation est réattribuée.',
  isAway: (name) => `${name} ne reçoit plus de conversations.`,
  failed: 'Le serveur n’a pas répondu. Rien n’est perdu, réessayez dans un instant.',
};
