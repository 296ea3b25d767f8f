// Style sheets of the shadow root.
import { sheets } from './sheets.js';

/** Gives a shadow root the panel's style sheets, after that of the launcher. */
export async function adoptStyles(root) {
  const made = (await sheets()).map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  root.adoptedStyleSheets = [root.adoptedStyleSheets[0], ...made];
}
