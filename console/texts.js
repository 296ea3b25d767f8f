// All texts of the console that its pages do not hold themselves.
export const texts = {
  keys: { Control: 'Ctrl', Shift: 'Maj', ArrowDown: '↓', ArrowUp: '↑' },
  shortcuts: {
    lists: 'Aller à la liste des conversations',
    panel: 'Aller à l’aide et aux actions, ou revenir à la conversation',
  },
  reconnecting: 'Reconnexion… Ce que vous écrivez partira dès que possible.',
};
