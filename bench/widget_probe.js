// Runs in a page before its own scripts: opens the chat as soon as that can be done, and notes
// when its field can be written in, and what kept the page busy.
(() => {
  const PATIENCE = 60000;
  const tasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });

  const root = () => document.querySelector('guido-chat')?.shadowRoot ?? document;
  const isShown = (node) => Boolean(node?.getClientRects().length);

  async function until(condition) {
    const began = performance.now();
    while (!condition()) {
      if (performance.now() - began > PATIENCE) throw new Error(`waited in vain: ${condition}`);
      await new Promise(requestAnimationFrame);
    }
    return performance.now();
  }

  window.probe = {
    /** Clicks the launcher once it is shown; when it did, and when the field had the focus. */
    async open({ launcher, field }) {
      const clicked = await until(() => isShown(root().querySelector(launcher)));
      root().querySelector(launcher).click();
      const usable = await until(() => {
        const input = root().querySelector(field);
        return isShown(input) && !input.disabled && root().activeElement === input;
      });
      return { clicked, usable };
    },

    /** Waits until so many elements are there. */
    shows: ({ selector, count }) => until(() => root().querySelectorAll(selector).length >= count),

    /** Durations of the tasks over 50 ms that began after a moment. */
    tasks: (since) => tasks.filter(({ startTime }) => startTime >= since)
      .map(({ duration }) => duration),
  };
})();
