// <guido-chat>: the button on the page. The conversation itself is loaded when it is opened.
const FOLDER = new URL('widget/', import.meta.url);
const BASE = new URL('webhooks/widget', import.meta.url).href;
const STYLES = ['widget.css', 'handoff.css', 'procedure.css'];
const OPEN_KEY = 'guido.open';
const CASE = /^#case=([0-9A-Z-]{5,20})$/; // the address behind the QR code of a document
const EXPECTS_KEY = 'guido.expects'; // set by unread.js

class GuidoChat extends HTMLElement {
  #panel = null;
  #button = null;
  #news = null;
  #texts = null;

  async connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: 'open' });
    const [{ texts }, styles] = await Promise.all([import(`${FOLDER}texts.js`), loadStyles()]);
    root.adoptedStyleSheets = styles;
    this.#texts = texts;
    this.#button = document.createElement('button');
    this.#button.type = 'button';
    this.#button.className = 'launcher';
    this.#button.textContent = texts.open;
    this.#button.setAttribute('aria-haspopup', 'dialog');
    this.#button.setAttribute('aria-expanded', 'false');
    this.#button.addEventListener('click', () => this.open());
    this.#news = document.createElement('p');
    this.#news.className = 'unseen';
    this.#news.setAttribute('role', 'status');
    root.append(this.#button, this.#news);
    if (location.hash.startsWith('#continue=')) await this.#goOn();
    else if (CASE.test(location.hash)) await this.#followCase();
    else if (stored(() => sessionStorage, OPEN_KEY)) await this.open({ focus: false });
    // Somebody is to answer: what they write is told although the panel is closed.
    else if (stored(() => localStorage, EXPECTS_KEY)) await this.#prepare();
  }

  async #prepare() {
    if (this.#panel) return;
    const { createPanel } = await import(`${FOLDER}panel.js`);
    this.#panel = createPanel(BASE, {
      onClose: () => this.close(),
      onUnread: (count) => this.#tellUnread(count),
      onEvent: (name, detail) => this.#tell(name, detail),
    }, { name: this.getAttribute('name') });
    this.#news.before(this.#panel.element);
  }

  // For the page's own statistics: nothing in it tells who writes or what.
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`guido:${name}`, { bubbles: true, composed: true, detail }));
  }

  #tellUnread(count) {
    const news = count ? this.#texts.unread(count) : '';
    const mark = document.createElement('span');
    mark.className = 'count';
    mark.textContent = news;
    this.#button.replaceChildren(this.#texts.open, ...(count ? [mark] : []));
    // While the panel is open it tells the news itself, by showing them.
    this.#news.textContent = this.#button.hidden ? '' : news;
  }

  async open({ focus = true } = {}) {
    await this.#prepare();
    this.#panel.show(focus);
    this.#button.hidden = true;
    this.#button.setAttribute('aria-expanded', 'true');
    remember(true);
  }

  // Another institution has passed a conversation on: it becomes the one of this browser.
  async #goOn() {
    const { goOn } = await import(`${FOLDER}continue.js`);
    const trouble = await goOn(BASE);
    await this.open();
    if (trouble) this.#panel.tell(trouble);
  }

  // Only written down: whoever opened the address sends it, or doesn't.
  async #followCase() {
    const [, reference] = CASE.exec(location.hash);
    history.replaceState(null, '', location.pathname + location.search);
    await this.open();
    this.#panel.write(this.#texts.followCase(reference));
  }

  close() {
    this.#button.hidden = false;
    this.#button.setAttribute('aria-expanded', 'false');
    this.#panel.hide(this.#button);
    remember(false);
  }
}

async function loadStyles() {
  return Promise.all(STYLES.map(async (name) => {
    const response = await fetch(new URL(name, FOLDER));
    return new CSSStyleSheet().replace(await response.text());
  }));
}

// Storage may be blocked; the widget then starts closed on every page.
function stored(storage, key) {
  try {
    return storage().getItem(key) === 'yes';
  } catch {
    return false;
  }
}

function remember(open) {
  try {
    sessionStorage.setItem(OPEN_KEY, open ? 'yes' : 'no');
  } catch {
    // See stored.
  }
}

customElements.define('guido-chat', GuidoChat);
