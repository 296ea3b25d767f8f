// Where the focus goes: into the panel, around in it, and back to where it came from.

const COVERED = '(max-width: 639px), (max-height: 479px)'; // where widget.css lets it fill the window

/**
 * Opens and closes the panel. Beside the page it is a dialog among the rest; where it covers the
 * page it is modal, and the browser itself keeps the rest out of reach, without a touch on the
 * host page. `onClose` is called when Escape or the browser's own way back is to close it.
 */
export function createFrame(panel, isPage, onClose, signal) {
  let opener = null;
  let isOpen = false;
  const covered = matchMedia(COVERED);

  function display() {
    if (panel.open) panel.close();
    panel.setAttribute('aria-modal', String(covered.matches));
    // Not show(): it would take the focus even when nobody has asked for it.
    if (covered.matches) panel.showModal();
    else panel.setAttribute('open', '');
  }

  if (!isPage) {
    closeOnEscape(panel, onClose);
    // The browser's way back; a file chooser that is left tells « cancel », too.
    panel.addEventListener('cancel', (event) => {
      if (event.target !== panel) return;
      event.preventDefault();
      onClose();
    });
    panel.addEventListener('close', () => { if (isOpen && !panel.open) onClose(); });
    covered.addEventListener('change', () => {
      if (!isOpen) return;
      const focused = panel.getRootNode().activeElement;
      display();
      focused?.focus({ preventScroll: true });
    }, { signal });
  }
  return {
    get isOpen() { return isOpen; },
    open() {
      if (isOpen) return;
      opener = activeElement();
      isOpen = true;
      if (isPage) panel.hidden = false;
      else display();
    },
    /** `fallback` gets the focus if what had it before the opening cannot take it back. */
    close(fallback) {
      isOpen = false;
      panel.close();
      opener?.focus();
      if (opener === document.body || activeElement() !== opener) fallback.focus();
    },
  };
}

// What lies open inside is closed first.
function closeOnEscape(panel, onClose) {
  const isEscape = ({ key, isComposing }) => key === 'Escape' && !isComposing;
  panel.addEventListener('keydown', (event) => {
    if (isEscape(event)) event.preventDefault(); // or the browser would close a modal dialog itself
  }, true);
  panel.addEventListener('keydown', (event) => {
    if (!isEscape(event)) return;
    const opener = event.target.closest('details[open]')?.querySelector('summary')
      ?? panel.querySelector('[aria-expanded="true"]');
    if (!opener) return onClose();
    opener.click();
    opener.focus();
  });
}

function activeElement() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Does `work`; if it takes away what had the focus, the element that `refuge` gives gets it. */
export function keepFocus(panel, work, refuge) {
  const focused = panel.getRootNode().activeElement;
  work();
  if (!focused || (focused.isConnected && !focused.closest('[hidden]'))) return;
  if (!panel.getRootNode().activeElement || focused.closest('[hidden]')) refuge().focus();
}
