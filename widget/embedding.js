// The panel in its host page: when it opens by itself, what the page may ask of it and is told.
import { goOn } from './continue.js';
import { createPanel } from './panel.js';
import { safeStorage } from './storage.js';
import { adoptStyles } from './styles.js';
import { texts } from './texts.js';

const OPEN_KEY = 'guido.open';
const CONTINUED = '#continue=';
const CASE = /^#case=([0-9A-Z-]{5,20})$/; // the address behind the QR code of a document

/** Makes the panel of a <guido-chat>, with its launcher and the place where news are told. */
export async function embed(host, base, launcher, news) {
  await adoptStyles(host.shadowRoot);
  const isPage = host.hasAttribute('page');
  // Another institution has passed a conversation on: it becomes the one of this browser.
  const isContinued = location.hash.startsWith(CONTINUED);
  const trouble = isContinued ? await goOn(base) : null;
  const panel = createPanel(base, {
    onClose: () => embedded.close(),
    onUnread: (count) => tellUnread(launcher, news, count),
    onEvent: (name, detail) => tell(host, name, detail),
  }, {
    lang: launcher.parentNode.lang,
    name: host.getAttribute('name'),
    logo: host.getAttribute('logo'),
    isPage,
  });
  const embedded = new Embedded(host, panel, launcher, isPage);
  news.before(panel.element);
  if (isContinued) embedded.show();
  else embedded.begin();
  if (trouble) panel.tell(trouble);
  return embedded;
}

class Embedded {
  #host;
  #panel;
  #launcher;
  #isPage;
  #session = safeStorage(() => sessionStorage);
  isOpen = false;

  constructor(host, panel, launcher, isPage) {
    this.#host = host;
    this.#panel = panel;
    this.#launcher = launcher;
    this.#isPage = isPage;
  }

  /** Opens by itself where that is due; the focus stays with the page, unless its address asks. */
  begin() {
    const kept = this.#session.get(OPEN_KEY);
    const [, reference] = CASE.exec(location.hash) ?? [];
    if (reference) {
      history.replaceState(null, '', location.pathname + location.search);
      this.show(true);
      this.#panel.ask({ reference });
    } else if (this.#isPage || (this.#host.hasAttribute('open') && kept !== 'no')) {
      this.open({ focus: false });
    } else if (kept === 'yes') {
      this.show();
    }
  }

  /**
   * Opens for a wish of the page: a `service` of the catalogue is asked for, a `question` only
   * written down; without them those of the element's attributes. `isByHand`: somebody pressed
   * something. What nobody pressed for is never sent.
   */
  open({ focus = true, isByHand = false, ...given } = {}) {
    const { service, question } = this.#host.dataset;
    const wish = given.service || given.question ? given : { service, question };
    this.show(focus);
    if (wish.service || wish.question) this.#panel.ask({ ...wish, isByHand });
  }

  /** Shows the panel, as it is. */
  show(focus = false) {
    this.#panel.show(focus); // which remembers what has the focus now
    if (this.isOpen) return;
    this.#mark(true);
    tell(this.#host, 'open', {});
  }

  /** Closes the panel; the focus goes back to where it came from. */
  close() {
    if (!this.isOpen || this.#isPage) return;
    this.#mark(false);
    this.#panel.hide(this.#launcher);
    tell(this.#host, 'close', {});
  }

  /** Ends all that goes on by itself; the element has left its page. */
  stop() {
    this.#panel.stop();
    this.#panel.element.remove();
    this.#launcher.hidden = this.#isPage;
  }

  #mark(isOpen) {
    this.isOpen = isOpen;
    this.#launcher.hidden = isOpen || this.#isPage;
    this.#launcher.setAttribute('aria-expanded', String(isOpen));
    if (!this.#isPage) this.#session.set(OPEN_KEY, isOpen ? 'yes' : 'no');
  }
}

// For the page's own statistics: nothing in it tells who writes or what.
function tell(host, name, detail) {
  host.dispatchEvent(new CustomEvent(`guido:${name}`, { bubbles: true, composed: true, detail }));
}

function tellUnread(launcher, news, count) {
  const told = count ? texts.unread(count) : '';
  const mark = document.createElement('span');
  mark.className = 'count';
  mark.textContent = told;
  launcher.replaceChildren(launcher.firstChild, ...(count ? [mark] : []));
  // While the panel is open it tells the news itself, by showing them.
  news.textContent = launcher.hidden ? '' : told;
}
