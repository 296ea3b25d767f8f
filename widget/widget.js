// <guido-chat>: the button on the page. The conversation itself is loaded when it is opened.
const FOLDER = new URL('widget/', import.meta.url);
const OPEN_KEY = 'guido.open';

class GuidoChat extends HTMLElement {
  #panel = null;
  #button = null;

  async connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: 'open' });
    const [{ texts }, styles] = await Promise.all([import(`${FOLDER}texts.js`), loadStyles()]);
    root.adoptedStyleSheets = [styles];
    this.#button = document.createElement('button');
    this.#button.type = 'button';
    this.#button.className = 'launcher';
    this.#button.textContent = texts.open;
    this.#button.setAttribute('aria-haspopup', 'dialog');
    this.#button.setAttribute('aria-expanded', 'false');
    this.#button.addEventListener('click', () => this.open());
    root.append(this.#button);
    if (wasOpen()) await this.open({ focus: false });
  }

  async open({ focus = true } = {}) {
    if (!this.#panel) {
      const { createPanel } = await import(`${FOLDER}panel.js`);
      this.#panel = createPanel(new URL('webhooks/widget', import.meta.url).href, () => this.close());
      this.shadowRoot.append(this.#panel.element);
    }
    this.#panel.show(focus);
    this.#button.hidden = true;
    this.#button.setAttribute('aria-expanded', 'true');
    remember(true);
  }

  close() {
    this.#panel.hide();
    this.#button.hidden = false;
    this.#button.setAttribute('aria-expanded', 'false');
    this.#button.focus();
    remember(false);
  }
}

async function loadStyles() {
  const response = await fetch(new URL('widget.css', FOLDER));
  return new CSSStyleSheet().replace(await response.text());
}

// Storage may be blocked; the widget then starts closed on every page.
function wasOpen() {
  try {
    return sessionStorage.getItem(OPEN_KEY) === 'yes';
  } catch {
    return false;
  }
}

function remember(open) {
  try {
    sessionStorage.setItem(OPEN_KEY, open ? 'yes' : 'no');
  } catch {
    // See wasOpen.
  }
}

customElements.define('guido-chat', GuidoChat);
