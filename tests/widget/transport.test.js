// Following and sending on lines that are cut, held back, slow or asleep.
import assert from 'node:assert/strict';
import { page, test } from './setup.js';

const { follow, persist, Refused, request } = await import('../../widget/transport.js');
const MINUTE = 60000;

/** A reader of the conversation « t ». */
function read(server, { after = 0 } = {}) {
  server.conversations.set('t', server.conversations.get('t') ?? []);
  const reader = { seen: [], states: [], refused: null, aborter: new AbortController() };
  const headers = { Authorization: 'Bearer t' };
  follow({
    stream: 'http://one/widget/stream',
    poll: (from) => request(`http://one/widget/messages?after=${from}`, { headers }),
    headers,
    position: { after },
    onEntries: (entries) => reader.seen.push(...entries.map(({ sequence }) => sequence)),
    onState: (state) => { if (state !== reader.states.at(-1)) reader.states.push(state); },
    onRefused: (error) => { reader.refused = error; },
    signal: reader.aborter.signal,
  });
  return reader;
}

const ways = (network, from = 0) => network.requests.slice(from).map(({ path }) => path.split('?')[0].slice(1));

test('a stream that is cut goes on after the last number, without a word to anybody', async ({ clock, server, network }) => {
  const reader = read(server);
  for (let number = 1; number <= 3; number += 1) {
    server.append('t', { text: 'x' });
    await clock.run(20000);
    server.cut();
  }
  await clock.run(1000);
  assert.deepEqual(reader.seen, [1, 2, 3]);
  assert.deepEqual(reader.states, ['live']);
  assert.deepEqual(network.requests.map(({ path }) => path),
    [0, 1, 2, 3].map((after) => `/stream?after=${after}`));
  reader.aborter.abort();
});

test('behind a proxy that holds streams back it is asked again and again, and no trouble told', async ({ clock, server, network }) => {
  network.lines.set('one', () => ({ holds: true }));
  const reader = read(server);
  server.append('t', { text: 'x' });
  await clock.run(9000);
  assert.deepEqual(reader.seen, [1]);
  server.append('t', { text: 'y' });
  await clock.run(30 * MINUTE);
  assert.deepEqual(reader.seen, [1, 2]);
  assert.deepEqual(reader.states, ['live']);
  const all = ways(network);
  const streams = all.filter((way) => way === 'stream').length;
  assert.ok(streams > 3 && streams < all.length / 20, `${streams} of ${all.length}`);
  network.lines.clear();
  await clock.run(7 * MINUTE);
  const from = network.requests.length;
  await clock.run(5 * MINUTE);
  assert.deepEqual(ways(network, from), [], 'where streams get through again, one is enough');
  reader.aborter.abort();
});

test('where streams are cut after some seconds it is asked again instead', async ({ clock, server, network }) => {
  network.lines.set('one', ({ path }) => (path.startsWith('/stream') ? { cutAfter: 1 } : {}));
  const reader = read(server);
  await clock.run(3 * MINUTE);
  server.append('t', { text: 'x' });
  await clock.run(5000);
  assert.deepEqual(reader.seen, [1]);
  assert.ok(ways(network).filter((way) => way === 'messages').length > 30);
  reader.aborter.abort();
});

test('a server that is away is asked less and less often, and never by all at once', async ({ clock, server, network }) => {
  const reader = read(server);
  await clock.run(MINUTE);
  const begin = network.requests.length;
  network.lines.set('one', () => ({ before: 0, lost: true }));
  server.cut();
  await clock.run(10 * MINUTE);
  assert.equal(reader.states.at(-1), 'broken');
  const times = network.requests.slice(begin).map(({ at }) => at);
  const pauses = times.slice(1).map((at, place) => at - times[place]);
  assert.ok(Math.max(...pauses) <= 15000, `${Math.max(...pauses)}`);
  assert.ok(pauses[0] <= 1500 && Math.min(...pauses.slice(9)) >= 4000, pauses.join());
  assert.equal(new Set(pauses.slice(6)).size, pauses.slice(6).length, 'no two pauses are the same');
  server.append('t', { text: 'x' });
  network.lines.clear();
  await clock.run(16000);
  assert.deepEqual(reader.seen, [1]);
  assert.equal(reader.states.at(-1), 'live');
  reader.aborter.abort();
});

test('a laptop that wakes up notices within seconds that its stream is dead', async ({ clock, server }) => {
  const reader = read(server);
  await clock.run(MINUTE);
  server.lose();
  server.append('t', { text: 'x' });
  clock.sleep(60 * MINUTE);
  await clock.run(4000);
  assert.deepEqual(reader.seen, [1]);
  reader.aborter.abort();
});

test('a line that says nothing any more is taken for dead', async ({ clock, server, network }) => {
  const reader = read(server);
  await clock.run(MINUTE);
  server.lose();
  network.lines.set('one', () => ({ before: Infinity }));
  await clock.run(55000);
  assert.equal(reader.states.at(-1), 'broken');
  reader.aborter.abort();
});

test('only what the server itself refuses ends the feed', async ({ clock, server, network }) => {
  network.lines.set('one', () => ({ answer: page(403) }));
  const reader = read(server);
  await clock.run(MINUTE);
  assert.equal(reader.refused, null);
  server.conversations.delete('t');
  network.lines.clear();
  await clock.run(20000);
  assert.equal(reader.refused.code, 'unknown_conversation');
  const from = network.requests.length;
  await clock.run(MINUTE);
  assert.equal(network.requests.length, from);
});

test('a request without an answer is given up and made again', async ({ clock, server, network }) => {
  network.lines.set('one', () => ({ before: network.requests.length ? 5 : Infinity }));
  const answer = persist(() => request('http://one/widget/conversations', { method: 'POST' }));
  await clock.run(20000);
  assert.deepEqual(await answer, { token: 'token-1' });
});

test('what the server refuses is told in its own words, and asked once', async ({ clock, server, network }) => {
  const refused = assert.rejects(
    persist(() => request('http://one/widget/messages?after=0')),
    (error) => error instanceof Refused && error.status === 401 && error.message === 'Fini.');
  await clock.run(1000);
  await refused;
  assert.equal(network.requests.length, 1);
});
