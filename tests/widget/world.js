// A world for the widget's modules without a browser: a clock that is wound by hand, a server, a
// network that fails as it is told or at random, and the tabs of one browser.
import { setImmediate as turn } from 'node:timers/promises';

const BASE = 'widget';
const HEARTBEAT = 15000;

const events = new EventTarget();
for (const name of ['addEventListener', 'removeEventListener']) {
  globalThis[name] = events[name].bind(events);
}

/** The line of the machine comes or goes, as the browser tells it. */
export function goes(name, ...tabs) {
  Object.defineProperty(navigator, 'onLine', { value: name === 'online', configurable: true });
  for (const target of [events, ...tabs.map((tab) => tab.events)]) target.dispatchEvent(new Event(name));
}

/** Random numbers that are the same each time. */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Time that passes only when `run` is called. */
export class Clock {
  now = Date.UTC(2026, 10, 23, 8);
  #timers = new Map();
  #number = 0;
  #real = { setTimeout, clearTimeout, setInterval, clearInterval, dateNow: Date.now };

  constructor() {
    const add = (act, milliseconds = 0, every = null) => {
      this.#timers.set(++this.#number, { act, at: this.now + milliseconds, every });
      return this.#number;
    };
    globalThis.setTimeout = (act, milliseconds) => add(act, milliseconds);
    globalThis.setInterval = (act, milliseconds) => add(act, milliseconds, milliseconds);
    globalThis.clearTimeout = globalThis.clearInterval = (number) => this.#timers.delete(number);
    Date.now = () => this.now;
  }

  restore() {
    const { dateNow, ...timers } = this.#real;
    Object.assign(globalThis, timers);
    Date.now = dateNow;
  }

  /** Lets time pass, with all that happens in it. */
  async run(milliseconds) {
    const end = this.now + milliseconds;
    for (;;) {
      await turn();
      await turn();
      let next = null;
      for (const [number, timer] of this.#timers) {
        if (timer.at <= end && (!next || timer.at < next[1].at)) next = [number, timer];
      }
      if (!next) break;
      const [number, timer] = next;
      this.now = Math.max(this.now, timer.at);
      if (timer.every === null) this.#timers.delete(number);
      else timer.at = this.now + timer.every;
      timer.act();
    }
    this.now = end;
  }

  /** The machine sleeps: time passes, and nothing happens in it. */
  sleep(milliseconds) {
    this.now += milliseconds;
    for (const timer of this.#timers.values()) timer.at += milliseconds;
  }
}

/** The server as the widget knows it: conversations by token, each message once by its id. */
export class Server {
  conversations = new Map();
  received = []; // what came, with all that came twice
  #streams = new Set();
  #opened = 0;

  /** The messages of the one conversation that has some. */
  get messages() {
    const used = [...this.conversations.values()].filter(({ length }) => length);
    if (used.length > 1) throw new Error(`${used.length} conversations instead of one`);
    return used[0] ?? [];
  }

  get texts() {
    return this.messages.map(({ text }) => text);
  }

  /** Puts a message into a conversation and into the streams of those who follow it. */
  append(token, message) {
    const messages = this.conversations.get(token);
    const known = messages.find(({ id }) => id && id === message.id);
    if (known) return { sequence: known.sequence, duplicate: true };
    const entry = { sequence: messages.length + 1, author: 'assistant', ...message };
    messages.push(entry);
    for (const stream of this.#streams) if (stream.token === token) stream.write(`${JSON.stringify(entry)}\n`);
    return { sequence: entry.sequence, duplicate: false };
  }

  /** Deletes a conversation, as when its days are over. */
  remove(token) {
    this.conversations.delete(token);
    this.cut();
  }

  /** Cuts all streams. */
  cut() {
    for (const stream of [...this.#streams]) stream.cut();
  }

  /** Forgets all streams without a word: their readers wait in vain. */
  lose() {
    for (const stream of [...this.#streams]) stream.onEnd();
  }

  /** The answer to a request: `[status, body]`, or a function that feeds a stream. */
  answer(method, path, token, body) {
    if (path === '/conversations') {
      const made = `token-${this.#opened += 1}`;
      this.conversations.set(made, []);
      return [201, { token: made }];
    }
    if (!this.conversations.has(token)) return [401, { error: 'unknown_conversation', message: 'Fini.' }];
    const [, name, after] = /^\/(\w+)(?:\?after=(\d+))?$/.exec(path);
    const later = () => this.conversations.get(token).filter(({ sequence }) => sequence > after);
    if (name === 'stream') return (stream) => this.#stream(stream, token, later);
    if (method === 'GET') return [200, { messages: later(), status: { handoff: null } }];
    if (name !== 'messages') return [200, { status: 'ok' }];
    if (body.text.startsWith('refusé')) return [422, { error: 'odd', message: 'Non.' }];
    this.received.push(body.text);
    return [202, this.append(token, { id: body.id, text: body.text, author: 'citizen' })];
  }

  #stream(stream, token, later) {
    stream.token = token;
    this.#streams.add(stream);
    const heartbeat = setInterval(() => stream.write('\n'), HEARTBEAT);
    stream.onEnd = () => {
      clearInterval(heartbeat);
      this.#streams.delete(stream);
    };
    stream.write('\n');
    for (const entry of later()) stream.write(`${JSON.stringify(entry)}\n`);
  }
}

/**
 * What lies between tabs and server. A tab's line is a function of the request that tells what
 * happens to it: `{before, after}` delays, `lost`, `answerLost`, `twice`, `answer`, `holds` for a
 * proxy that holds streams back, `cutAfter` for streams that are cut after so many bytes.
 */
export class Network {
  lines = new Map();
  requests = [];

  constructor(server) {
    globalThis.fetch = (url, options = {}) => this.#fetch(server, new URL(url), options);
  }

  async #fetch(server, url, { method = 'GET', headers = {}, body, signal }) {
    const path = url.pathname.replace(`/${BASE}`, '') + url.search;
    const line = this.lines.get(url.hostname)?.({ method, path }) ?? {};
    this.requests.push({ tab: url.hostname, method, path, at: Date.now() });
    const wait = (milliseconds) => new Promise((resolve, reject) => {
      const abort = () => reject(new DOMException('aborted', 'AbortError'));
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort);
      if (milliseconds !== Infinity) setTimeout(resolve, milliseconds);
    });
    const arrive = () => server.answer(
      method, path, headers.Authorization?.replace('Bearer ', ''), body && JSON.parse(body));
    const way = wait(line.before ?? 5);
    if (line.late) setTimeout(arrive, line.late); // it comes after its sender has given up
    await way;
    if (line.lost) throw new TypeError('Failed to fetch');
    if (line.answer) return line.answer();
    if (line.twice) arrive();
    const answer = arrive();
    await wait(line.after ?? 5);
    if (line.answerLost) throw new TypeError('Failed to fetch');
    if (typeof answer === 'function') return feed(answer, line, signal);
    return Response.json(answer[1], { status: answer[0] });
  }
}

function feed(start, { holds, cutAfter = Infinity, pieces = () => Infinity }, signal) {
  const bytes = new TextEncoder();
  let left = cutAfter;
  let isOver = false;
  const body = new ReadableStream({
    start(controller) {
      const end = (act) => {
        if (isOver) return;
        isOver = true;
        stream.onEnd?.();
        act();
      };
      const stream = {
        cut: () => end(() => controller.error(new TypeError('network error'))),
        write(text) {
          if (holds) return;
          for (let rest = bytes.encode(text); rest.length && !isOver;) {
            const piece = rest.slice(0, Math.min(pieces(), left));
            rest = rest.slice(piece.length);
            left -= piece.length;
            if (piece.length) controller.enqueue(piece);
            if (left <= 0) stream.cut();
          }
        },
      };
      signal?.addEventListener('abort', () => end(() => controller.error(signal.reason)));
      start(stream);
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'application/x-ndjson' } });
}

/** One browser: what its tabs share. */
export class Browser {
  data = new Map();
  #tabs = new Set();
  #queues = new Map();
  #hasLocks;

  constructor({ hasLocks = true } = {}) {
    this.#hasLocks = hasLocks;
  }

  /** A new tab with storage, events and locks. */
  tab(name) {
    const tab = { name, base: `http://${name}/${BASE}`, events: new EventTarget(), isDead: false };
    tab.storage = this.#storageOf(tab);
    tab.locks = this.#hasLocks ? { request: (lock, work) => this.#lock(tab, lock, work) } : undefined;
    this.#tabs.add(tab);
    return tab;
  }

  /** The tab is gone from one moment to the next; its locks are free. */
  kill(tab) {
    tab.isDead = true;
    this.#tabs.delete(tab);
    for (const queue of this.#queues.values()) for (const each of [...queue]) if (each.tab === tab) each.leave();
  }

  get keys() {
    return [...this.data.keys()].filter((key) => key.startsWith('guido.outbox'));
  }

  #storageOf(tab) {
    const { data } = this;
    const put = (key, newValue) => {
      if (tab.isDead) return;
      if (newValue === null) data.delete(key);
      else data.set(key, newValue);
      for (const other of this.#tabs) {
        if (other === tab) continue;
        setTimeout(() => other.isDead || other.events.dispatchEvent(
          Object.assign(new Event('storage'), { key, newValue })), 2);
      }
    };
    return new Proxy({
      getItem: (key) => data.get(key) ?? null,
      setItem: (key, value) => put(key, String(value)),
      removeItem: (key) => put(key, null),
    }, {
      ownKeys: () => [...data.keys()],
      getOwnPropertyDescriptor: (_, key) => (data.has(key)
        ? { value: data.get(key), enumerable: true, configurable: true } : undefined),
    });
  }

  #lock(tab, name, work) {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return new Promise((resolve, reject) => {
      const mine = {
        tab,
        async take() {
          try {
            resolve(await work());
          } catch (error) {
            reject(error);
          }
          mine.leave();
        },
        leave() {
          const place = queue.indexOf(mine);
          if (place < 0) return;
          queue.splice(place, 1);
          if (place === 0) queue[0]?.take();
        },
      };
      queue.push(mine);
      if (queue[0] === mine) mine.take();
    });
  }
}
