// <guido-chat>: the button on the page. Everything else is loaded when it is first needed.
import { PANEL, ROOT, TELEPHONE } from './assets.js';
import { LAUNCHER_STYLE } from './launcher-style.js';
import { launcherTexts } from './launcher-texts.js';

const CALLED = /^#(continue|case)=/; // see embedding.js
const OPEN_KEY = 'guido.open'; // set by embedding.js
const EXPECTS_KEY = 'guido.expects'; // set by unread.js

let shown = null; // the one element of the page
let failures = 0; // an address that failed once fails for ever: the next try takes another

class GuidoChat extends HTMLElement {
  #texts;
  #button;
  #news;
  #loading = null;

  connectedCallback() {
    if (shown && shown !== this) return console.warn('guido: one <guido-chat> a page');
    shown = this;
    if (!this.#button) this.#build();
    if (this.matches('[page],[open]') || CALLED.test(location.hash) || isKept()) this.#load();
  }

  // Moving the element on its page takes it off for a moment only.
  disconnectedCallback() {
    queueMicrotask(async () => {
      if (this.isConnected || shown !== this) return;
      const loading = this.#loading;
      shown = this.#loading = null;
      (await loading)?.stop();
    });
  }

  /** Opens the panel; a wish is `{service, question, focus}`, all optional. */
  async open(wish) {
    // Only while something that a person did is going on; loading may take longer.
    const isByHand = navigator.userActivation?.isActive;
    (await this.#load())?.open({ ...wish, isByHand });
  }

  /** Closes the panel; the focus goes back to where it came from. */
  async close() {
    (await this.#loading)?.close();
  }

  /** Opens or closes the panel. */
  async toggle() {
    return (await this.#loading)?.isOpen ? this.close() : this.open();
  }

  #build() {
    const lang = this.closest('[lang]')?.lang.startsWith('en') ? 'en' : 'fr';
    this.#texts = launcherTexts[lang];
    const root = this.attachShadow({ mode: 'open' });
    const style = new CSSStyleSheet();
    style.replaceSync(LAUNCHER_STYLE);
    root.adoptedStyleSheets = [style];
    root.innerHTML = `<div lang="${lang}"><button class="launcher" aria-haspopup="dialog" aria-expanded="false">${this.#texts.open}</button><p class="unseen" role="status"></p></div>`;
    [this.#button, this.#news] = root.firstChild.children;
    this.#button.hidden = this.matches('[page]');
    this.#button.onpointerdown = () => this.#load(); // on a slow line a press gains a tenth
    this.#button.onclick = () => this.open();
  }

  // What embedding.js makes of this element, once; null if it can't be had, which is told.
  #load() {
    this.#loading ??= this.#fetch().catch((error) => {
      console.error(error);
      failures += 1;
      this.#button.hidden = false;
      this.#news.className = 'lost';
      this.#news.innerHTML = this.#texts.lost + TELEPHONE;
      this.#loading = null;
    });
    return this.#loading;
  }

  async #fetch() {
    const root = this.shadowRoot;
    const { embed } = await loadModule(root, PANEL[root.firstChild.lang]);
    this.#news.className = 'unseen';
    this.#news.innerHTML = '';
    return embed(this, `${ROOT}webhooks/widget`, this.#button, this.#news);
  }
}

// A script element checks a module's integrity in every browser; then it is there to be imported.
async function loadModule(place, [path, integrity]) {
  const script = document.createElement('script');
  Object.assign(script, { type: 'module', crossOrigin: '', integrity, src: `${ROOT}${path}?${failures}` });
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
    place.append(script);
  });
  return import(script.src);
}

// Where storage is blocked, the widget starts closed on every page.
function isKept() {
  try {
    return [sessionStorage[OPEN_KEY], localStorage[EXPECTS_KEY]].includes('yes');
  } catch {
    return false;
  }
}

customElements.define('guido-chat', GuidoChat);
window.guido = {
  open: (wish) => shown?.open(wish),
  close: () => shown?.close(),
  toggle: () => shown?.toggle(),
};
