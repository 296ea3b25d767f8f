// <guido-chat>: the button on the page. Everything else is loaded when it is first needed.
import { PANEL, ROOT, STYLES, TELEPHONE } from './assets.js';
import { LAUNCHER_STYLE } from './launcher-style.js';
import { launcherTexts } from './launcher-texts.js';

const CALLED = /^#(continue|case)=/; // see embedding.js, which also keeps these
const KEPT = ['guido.open', 'guido.expects'];

let shown = null; // the one element of the page
let failures = 0; // an address that failed once fails for ever: the next try takes another

class GuidoChat extends HTMLElement {
  #texts;
  #button;
  #news;
  #loading = null;

  connectedCallback() {
    if (shown && shown !== this) return console.warn('guido: a page has one <guido-chat>; this one does nothing.', this);
    shown = this;
    if (!this.#button) this.#build();
    const isWanted = CALLED.test(location.hash) || ['page', 'open'].some((name) => this.hasAttribute(name));
    if (isWanted || isKept()) this.#load();
  }

  // Moving the element on its page takes it off for a moment only.
  disconnectedCallback() {
    queueMicrotask(async () => {
      if (this.isConnected || shown !== this) return;
      shown = null;
      const loading = this.#loading;
      this.#loading = null;
      (await loading)?.stop();
    });
  }

  /** Opens the panel; a wish is `{service, question, focus}`, all optional. */
  async open(wish) {
    // Only while something that a person did is going on; loading may take longer.
    const isByHand = Boolean(navigator.userActivation?.isActive);
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
    const lang = /^en\b/i.test(this.closest('[lang]')?.lang) ? 'en' : 'fr';
    this.#texts = launcherTexts[lang];
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets.push(sheet(LAUNCHER_STYLE));
    root.innerHTML = `<div lang="${lang}"><button type="button" aria-haspopup="dialog" aria-expanded="false" class="launcher"></button><p class="unseen" role="status"></p></div>`;
    [this.#button, this.#news] = root.firstChild.children;
    this.#button.textContent = this.#texts.open;
    this.#button.hidden = this.hasAttribute('page');
    this.#button.onclick = () => this.open();
  }

  // What embedding.js makes of this element, once; null if it can't be had, which is told.
  #load() {
    this.#loading ??= this.#fetch().catch((error) => {
      console.error('guido:', error);
      this.#loading = null;
      failures += 1;
      this.#news.className = 'lost';
      this.#news.textContent = this.#texts.lost;
      if (TELEPHONE) this.#news.insertAdjacentHTML('beforeend', ` ${this.#texts.call} <a href="tel:${TELEPHONE.replace(/ /g, '')}">${TELEPHONE}</a>`);
      return null;
    }).finally(() => { this.#button.classList.remove('busy'); });
    return this.#loading;
  }

  async #fetch() {
    this.#button.classList.add('busy');
    const root = this.shadowRoot;
    const [{ embed }, ...styles] = await Promise.all([loadModule(root), ...STYLES.map(loadStyle)]);
    root.adoptedStyleSheets = [root.adoptedStyleSheets[0], ...styles];
    this.#news.className = 'unseen';
    this.#news.textContent = '';
    return embed(this, `${ROOT}webhooks/widget`, this.#button, this.#news);
  }
}

// A script element checks a module's integrity in every browser; then it is there to be imported.
async function loadModule(place) {
  const script = document.createElement('script');
  Object.assign(script, {
    type: 'module', crossOrigin: '', integrity: PANEL.integrity, src: `${ROOT}${PANEL.path}?${failures}`,
  });
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
    place.append(script);
  }).finally(() => script.remove());
  return import(script.src);
}

async function loadStyle({ path, integrity }) {
  const response = await fetch(ROOT + path, { integrity });
  if (!response.ok) throw new Error(path);
  return sheet(await response.text());
}

function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

// Where storage is blocked, the widget starts closed on every page.
function isKept() {
  try {
    return KEPT.some((key) => (sessionStorage[key] ?? localStorage[key]) === 'yes');
  } catch {
    return false;
  }
}

customElements.define('guido-chat', GuidoChat);
window.guido = {};
for (const name of ['open', 'close', 'toggle']) window.guido[name] = (wish) => shown?.[name](wish);
