// Speaking with the server: sends messages once and in order, follows a feed, survives bad lines.
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10000;
const GROWTH = 1.5;
const LONGEST_WISH = 300000; // for how long at most the server may ask to be left alone
const POLL_PAUSE = 2500;
// The server sends something at least every 15 seconds; a longer silence is a dead line.
const SILENCE = 40000;
// Its first sign comes at once; where a proxy holds streams back, there is none.
const FIRST_SIGN = 5000;
const LISTEN = 2500; // how often is looked for silence: after a laptop's sleep soon, too
const LONGEST_SENDING = 15000;
const LONGEST_READING = 45000; // a page of messages on a slow line
const LASTING = 10000; // a stream that was cut sooner is one of those that don't get through
const STREAMS_BEFORE_POLLING = 2;
const FEW_POLLS = 4;
const MANY_POLLS = 64;
const PASSING = [408, 425, 429]; // what may be answered otherwise soon

/** An answer of the server that asking again would not change. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.error;
    this.body = body;
  }
}

/** Fetches JSON; throws Refused for 4xx answers, and TypeError or Error for those to try again. */
export async function request(url, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(
    () => patience.abort(), options.method ? LONGEST_SENDING : LONGEST_READING);
  try {
    const response = await fetch(url, {
      cache: 'no-store', credentials: 'same-origin', signal: patience.signal, ...options,
    });
    if (!response.ok) throw await failure(response);
    return await response.json();
  } finally {
    clearTimeout(timer);
  }
}

async function failure(response) {
  const { status, headers } = response;
  if (status >= 400 && status < 500 && !PASSING.includes(status)) {
    return new Refused(status, (await response.json().catch(() => null)) ?? {});
  }
  const error = new Error(`HTTP ${status}`);
  const wish = headers.get('Retry-After'); // seconds or a date
  error.pause = Math.min(LONGEST_WISH, (wish * 1000 || Date.parse(wish) - Date.now()) || 0);
  return error;
}

/**
 * Waits as the server wishes, or else about so long: many who lost it at once don't come back at
 * once. The pause is over when the line is back, or nobody waits any more.
 */
function pause(milliseconds, signal, wish = 0) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      globalThis.removeEventListener('online', end);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(wish, milliseconds * (0.5 + Math.random())));
    if (!(wish > 0)) globalThis.addEventListener('online', end);
    signal?.addEventListener('abort', end);
  });
}

/** Calls `work` until it succeeds or is refused, with growing pauses; throws if aborted. */
export async function persist(work, onTrouble = () => {}, signal = null) {
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * GROWTH, LONGEST_PAUSE)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused) throw error;
      onTrouble(error);
      await pause(wait, signal, error.pause);
      if (signal?.aborted) throw error;
    }
  }
}

/**
 * Follows a feed from `position.after` on, for ever: as a stream, or by asking again where
 * streams don't get through. `onEntries` gets the entries, `onStatus` how things stand now;
 * `onState` gets 'live' or 'broken'. `poll(after)` gives the entries above a number, alone or as
 * `{messages, status}`. Ends when the server refuses (`onRefused`) or aborted.
 */
export async function follow({
  stream, poll, headers, position, onEntries, onStatus = () => {}, onState, onRefused, signal,
}) {
  const take = (lines) => {
    if (signal?.aborted) return;
    const statuses = lines.filter((line) => line.status !== undefined && !line.sequence);
    takeEntries(lines.filter((line) => line.sequence), position, onEntries);
    if (statuses.length) onStatus(statuses.at(-1).status);
  };
  const way = new Way();
  const come = () => {
    way.hasCome = true;
    onState('live');
  };
  while (!signal?.aborted) {
    try {
      way.begin();
      if (way.isStream) await readStream(stream, headers, position, take, come, signal);
      else await pollForAWhile(way.polls, poll, position, take, come, signal);
      way.end(null);
    } catch (error) {
      if (signal?.aborted) return;
      // Whoever is between may refuse, too, in words of its own: that passes.
      if (error instanceof Refused && error.code) return onRefused?.(error);
      // That a stream was cut is nothing to tell of: only if it cannot be had again.
      if (way.end(error)) onState('broken');
    }
    if (way.pause) await pause(way.pause, signal, way.wish);
  }
}

/** Which way the feed is followed next, and after which pause. */
class Way {
  #cut = 0; // how many streams in a row have not got through
  #next = FIRST_PAUSE;
  #begun;
  #hasStreamed = false;
  polls = FEW_POLLS;

  get isStream() {
    return this.#cut < STREAMS_BEFORE_POLLING;
  }

  begin() {
    this.hasCome = false;
    this.#begun = Date.now();
  }

  /** Returns whether the error of this turn is trouble. */
  end(error) {
    const { isStream, hasCome } = this;
    const lasted = hasCome && Date.now() - this.#begun >= LASTING;
    const isHeldBack = error instanceof HeldBack;
    // Where streams got through before, one that is held back is a dead line.
    const isTrouble = error && !(isHeldBack ? !this.#hasStreamed : isStream && hasCome);
    this.#hasStreamed ||= isStream && hasCome;
    if (lasted) this.#next = FIRST_PAUSE;
    if (!isStream) this.#cut = STREAMS_BEFORE_POLLING - 1; // it may be otherwise by now
    else if (lasted) this.#cut = 0;
    else this.#cut += isHeldBack ? STREAMS_BEFORE_POLLING : 1;
    if (isStream && lasted) this.polls = FEW_POLLS;
    if (!isStream && !error) this.polls = Math.min(this.polls * 2, MANY_POLLS);
    this.wish = error?.pause;
    this.pause = isHeldBack || !(isStream || error) ? 0 : this.#next;
    if (error && !lasted) this.#next = Math.min(this.#next * GROWTH, LONGEST_PAUSE);
    return isTrouble;
  }
}

async function pollForAWhile(times, poll, position, take, come, signal) {
  for (let count = 0; count < times && !signal?.aborted; count += 1) {
    const answer = await poll(position.after);
    if (signal?.aborted) return;
    take(Array.isArray(answer) ? answer : [...answer.messages, { status: answer.status }]);
    come();
    await pause(POLL_PAUSE, signal);
  }
}

function takeEntries(entries, position, onEntries) {
  const fresh = entries.filter((entry) => entry.sequence > position.after);
  if (!fresh.length) return;
  position.after = fresh.at(-1).sequence;
  onEntries(fresh);
}

/** A stream that was opened, and through which nothing has come. */
class HeldBack extends Error {}

/** Reads one stream to its end; `come` is called whenever something comes through it. */
async function readStream(url, headers, position, take, come, signal) {
  const silence = new AbortController();
  const stop = () => silence.abort();
  let patience = FIRST_SIGN;
  let last = Date.now();
  const timer = setInterval(() => { if (Date.now() - last > patience) stop(); }, LISTEN);
  signal?.addEventListener('abort', stop);
  globalThis.addEventListener('offline', stop);
  try {
    const response = await fetch(`${url}?after=${position.after}`, {
      headers, cache: 'no-store', credentials: 'same-origin', signal: silence.signal,
    });
    if (!response.ok) throw await failure(response);
    if (!response.headers.get('Content-Type')?.includes('json')) throw new Error('no feed');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      last = Date.now();
      patience = SILENCE;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      take(lines.filter(Boolean).map((line) => JSON.parse(line)));
      come();
    }
  } catch (error) {
    throw patience === FIRST_SIGN && Date.now() - last > patience ? new HeldBack() : error;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
    globalThis.removeEventListener('offline', stop);
  }
}
