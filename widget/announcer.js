// States that come and go: read out only if they last.
const LASTING = 1000;

/** Gives a function that has `show` tell a text; what is over within a second is not told. */
export function createAnnouncer(show) {
  let told = '';
  let timer = null;
  return (text, isUrgent = false) => {
    if (text === told) return;
    told = text;
    clearTimeout(timer);
    if (text && !isUrgent) timer = setTimeout(() => show(text), LASTING);
    else show(text);
  };
}
