// What the button says before anything else is loaded; all other texts are in texts-fr.js and texts-en.js.
export const launcherTexts = {
  fr: {
    open: 'Une question ? Écrivez-nous',
    lost: 'L’assistant ne s’ouvre pas. Réessayez, ou appelez-nous. ',
  },
  en: {
    open: 'A question? Write to us',
    lost: 'The assistant does not open. Try again, or call us. ',
  },
};
