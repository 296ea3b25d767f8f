// Texts of the actions on a conversation that the page does not hold itself.
const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long' });
const moment = new Intl.DateTimeFormat('fr-FR', {
  weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit',
});
const count = (number, one, many) => (number === 1 ? one : many(number));
const presences = { available: 'disponible', busy: 'occupé' };
const teams = {
  queue: 'quelqu’un est là', busy: 'tous les agents sont occupés', nobody: 'personne n’est connecté',
  closed: 'fermée',
};

export const texts = {
  shortcuts: {
    transfer: 'Transférer la conversation',
    end: 'Terminer la conversation',
    schedule: 'Programmer un message',
    actions: 'Aller aux actions sur la conversation',
  },
  failed: 'Le serveur n’a pas répondu. Rien n’a changé. Réessayez.',
  toMend: (number) => count(number, '1 champ à corriger.', (all) => `${all} champs à corriger.`),
  day: (iso) => day.format(new Date(`${iso}T12:00`)),
  moment: (iso) => moment.format(new Date(iso)),
  choose: 'Choisir…',
  agents: 'Agents',
  teams: 'Équipes',
  agent: ({ name, presence, is_online: isOnline, load, most }) => {
    const state = isOnline ? presences[presence] : 'hors ligne';
    const conversations = count(load, '1 conversation', (all) => `${all} conversations`);
    return `${name} – ${state}, ${conversations} sur ${most}`;
  },
  team: ({ name, outcome, goes_to: goesTo }) =>
    `${name} – ${goesTo ? `personne n’est là, ira à ${goesTo}` : teams[outcome]}`,
  awayHint: (name) => `${name} est hors ligne. Sans son retour dans quelques minutes, la conversation reviendra en tête de la file.`,
  fullHint: (name) => `${name} a déjà autant de conversations que prévu.`,
  teamHints: {
    queue: 'La personne passe en tête de la file de cette équipe.',
    busy: 'La personne passe en tête de la file. Tous les agents sont occupés : elle est prévenue.',
    nobody: 'Personne n’est connecté. La personne est prévenue ; elle peut attendre ou laisser un message.',
    closed: 'L’équipe est fermée. La personne est prévenue ; elle peut laisser un message.',
  },
  opens: (when) => ` Ouverture : ${when}.`,
  goesTo: (name) => `Personne de cette équipe n’est là : la conversation ira à « ${name} ».`,
  notReady: (name) => `${name} – pas encore réglé`,
  byMail: 'Par courriel. La conversation reste ouverte ici, et la personne est prévenue.',
  byGuido: 'La personne reçoit un lien pour continuer là-bas. La conversation est terminée ici.',
  transferred: 'Vous avez transféré la conversation.',
  ended: 'Vous avez terminé la conversation.',
  blocked: 'Vous avez bloqué cette personne. L’assistant lui répond.',
  unblocked: 'Cette personne peut de nouveau demander un agent.',
  blockedUntil: (iso) => `Bloquée jusqu’au ${day.format(new Date(iso))}.`,
  forwarded: 'La conversation est envoyée.',
  scheduled: 'Le message est programmé.',
  cancelled: 'Le message programmé est annulé.',
  joined: 'Les conversations sont réunies.',
  separated: 'Les conversations sont séparées.',
  marked: 'C’est enregistré.',
  separate: 'Séparer',
  show: 'Ouvrir',
  cancel: 'Annuler l’envoi',
  dismiss: 'Supprimer',
  goesOut: (iso) => `Part ${moment.format(new Date(iso))}`,
  dropped: (iso) => `N’est pas parti (${moment.format(new Date(iso))}) : vous ne teniez plus la conversation.`,
  here: 'dans cette conversation',
  elsewhere: 'dans une autre conversation',
  noWords: 'rien d’écrit',
  noOther: 'Il n’y a pas d’autre conversation ouverte.',
  chooseOther: 'Choisissez une conversation.',
  why: (reasons) => `Peut-être la même personne : ${reasons.join(', ')}.`,
  heldBy: (name) => `Tenue par ${name} : demandez-lui de vous la transférer.`,
  removeTag: (tag) => `Retirer l’étiquette ${tag}`,
  tooManyTags: '10 étiquettes au plus.',
};
