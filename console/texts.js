// All texts of the console that its pages do not hold themselves.
export const texts = {
  keys: { Control: 'Ctrl', Shift: 'Maj', ArrowDown: '↓', ArrowUp: '↑' },
  shortcuts: {
    lists: 'Aller à la liste des conversations',
    panel: 'Aller à l’aide et aux actions, ou revenir à la conversation',
  },
  nothingOpen: 'Aucune conversation ouverte',
  empty: 'Personne n’attend.',
  waiting: (number) => (number === 1 ? '1 personne attend.' : `${number} personnes attendent.`),
  state: { waiting: 'attend', assigned: (holder) => `avec ${holder}` },
  mine: 'avec vous',
  since: (minutes) => (minutes < 1 ? 'depuis moins d’une minute' : `depuis ${minutes} min`),
  authors: { citizen: 'Citoyen', assistant: 'Assistant', system: 'Information', agent: 'Agent' },
  waitingNotice: 'Cette personne attend. Lisez la conversation, puis prenez-la pour répondre.',
  mineNotice: 'Vous répondez à cette personne.',
  othersNotice: (holder) => `${holder} répond à cette personne. Vous pouvez lire, mais pas écrire.`,
  taken: (holder) => (holder
    ? `${holder} vient de prendre cette conversation.`
    : 'Cette personne n’attend plus : elle est revenue à l’assistant.'),
  ended: 'Cette conversation n’est plus dans la file.',
  returned: 'Vous avez rendu la conversation à l’assistant.',
  closed: 'Vous avez terminé la conversation.',
  notHolder: 'Vous ne tenez plus cette conversation : votre message n’est pas parti.',
  found: (number) => (number ? `${number} réponses trouvées.` : 'Rien n’a été trouvé. Essayez d’autres mots.'),
  searchFailed: 'La recherche n’a pas répondu. Réessayez dans un instant.',
  dated: (date) => `fiche du ${date}`,
  put: 'Mettre dans ma réponse',
  takeFirst: 'Prenez d’abord une conversation.',
  newWindow: ' (nouvelle fenêtre)',
  reconnecting: 'Reconnexion… Ce que vous écrivez partira dès que possible.',
  sending: 'envoi en cours…',
  failed: (reason) => `Non envoyé. ${reason}`,
};
