// What is said to the server: French, whatever the interface speaks.
export const words = {
  lang: 'fr',
  locale: 'fr-FR',
  person: 'Parler à une personne',
  assistant: "Revenir à l'assistant",
  followCase: (reference) => `Je veux suivre ma demande ${reference}`,
  contact: {
    open: 'Laisser un message',
  },
  menu: {
    erase: 'Effacer mes données',
  },
  procedure: {
    change: (label) => `Corriger : ${label}`,
    ways: {
      back: 'Retour',
      unknown: 'Je ne sais pas',
      later: 'Je reviens plus tard',
      cancel: 'Annuler la démarche',
    },
  },
};
