// Runs in a page before its own scripts: tells where the chat is opened as soon as that can be done,
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

  // The browser tells of it a little after it has painted.
  async function painted() {
    const told = () => performance.getEntriesByName('first-contentful-paint')[0];
    await until(told);
    return told().startTime;
  }

  let clicked = null;
  let usable = null;
  addEventListener('click', () => { clicked ??= performance.now(); }, true);

  window.probe = {
    /** Where the launcher's middle is, once it is shown; from now on the field is waited for. */
    async launcher({ launcher, field }) {
      usable = until(() => {
        const input = root().querySelector(field);
        return isShown(input) && !input.disabled && root().activeElement === input;
      });
      await until(() => isShown(root().querySelector(launcher)));
      const { left, top, width, height } = root().querySelector(launcher).getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    },

    /** When the page was painted, the launcher clicked, and the field ready to be written in. */
    times: async () => ({ usable: await usable, clicked, painted: await painted() }),

    /** Waits until so many elements are there. */
    shows: ({ selector, count }) => until(() => root().querySelectorAll(selector).length >= count),

    /** Durations of the tasks over 50 ms that began after a moment. */
    tasks: (since) => tasks.filter(({ startTime }) => startTime >= since)
      .map(({ duration }) => duration),
  };
})();
