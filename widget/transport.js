// Speaking with the server: sends messages once and in order, follows a feed, survives bad lines.
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10000;
const POLL_PAUSE = 2500;
// The server sends something at least every 15 seconds; a longer silence is a dead line.
const SILENCE = 40000;
// Its first sign comes at once; where a proxy holds streams back, there is none.
const FIRST_SIGN = 5000;
const LONGEST_REQUEST = 15000;
const STREAMS_BEFORE_POLLING = 2;
const POLLS_BEFORE_STREAM = 40;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

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
  const signal = AbortSignal.timeout(LONGEST_REQUEST);
  const response = await fetch(url, {
    cache: 'no-store', credentials: 'same-origin', signal, ...options,
  });
  if (response.ok) return response.json();
  const body = await response.json().catch(() => ({}));
  if (response.status >= 400 && response.status < 500 && response.status !== 429) {
    throw new Refused(response.status, body);
  }
  throw new Error(`HTTP ${response.status}`);
}

/** Calls `work` until it succeeds or is refused, with growing pauses. */
export async function persist(work, onTrouble = () => {}) {
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused) throw error;
      onTrouble(error);
      await pause(wait * (0.75 + Math.random() / 2));
    }
  }
}

/**
 * Follows a feed from `position.after` on, for ever: as a stream, or by asking again where
 * streams don't get through. `onEntries` gets the entries, `onStatus` how things stand now;
 * `onState` gets 'live' or 'broken'. `poll(after)` gives the entries above a number, alone or as
 * `{messages, status}`. Ends when refused (`onRefused`) or aborted.
 */
export async function follow({
  stream, poll, headers, position, onEntries, onStatus = () => {}, onState, onRefused, signal,
}) {
  const take = (lines) => {
    const statuses = lines.filter((line) => line.status !== undefined && !line.sequence);
    takeEntries(lines.filter((line) => line.sequence), position, onEntries);
    if (statuses.length) onStatus(statuses.at(-1).status);
  };
  let emptyStreams = 0;
  for (let wait = FIRST_PAUSE; !signal?.aborted; ) {
    try {
      if (emptyStreams < STREAMS_BEFORE_POLLING) {
        emptyStreams += 1;
        const hasCome = () => { emptyStreams = 0; wait = FIRST_PAUSE; onState('live'); };
        await readStream(stream, headers, position, take, hasCome, signal);
      } else {
        await pollForAWhile(poll, position, take, onState, signal);
        emptyStreams = 0;
        wait = FIRST_PAUSE;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof Refused) return onRefused?.(error);
      onState('broken');
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
    }
  }
}

async function pollForAWhile(poll, position, take, onState, signal) {
  for (let count = 0; count < POLLS_BEFORE_STREAM && !signal?.aborted; count += 1) {
    const answer = await poll(position.after);
    if (signal?.aborted) return;
    take(Array.isArray(answer) ? answer : [...answer.messages, { status: answer.status }]);
    onState('live');
    await pause(POLL_PAUSE);
  }
}

function takeEntries(entries, position, onEntries) {
  const fresh = entries.filter((entry) => entry.sequence > position.after);
  if (!fresh.length) return;
  position.after = fresh.at(-1).sequence;
  onEntries(fresh);
}

/** Reads one stream to its end; `hasCome` is called whenever something comes through it. */
async function readStream(url, headers, position, take, hasCome, signal) {
  const silence = new AbortController();
  const stop = () => silence.abort();
  signal?.addEventListener('abort', stop);
  let timer = setTimeout(stop, FIRST_SIGN);
  try {
    const response = await fetch(`${url}?after=${position.after}`, {
      headers, cache: 'no-store', credentials: 'same-origin', signal: silence.signal,
    });
    if (response.status >= 400 && response.status < 500) {
      throw new Refused(response.status, await response.json().catch(() => ({})));
    }
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(stop, SILENCE);
      hasCome();
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      take(lines.filter(Boolean).map((line) => JSON.parse(line)));
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
