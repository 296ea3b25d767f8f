// The state of a conversation on one tab, on good lines and bad ones.
import assert from 'node:assert/strict';
import { page, test, texts } from './setup.js';
import { dice, goes } from './world.js';

const MINUTE = 60000;

test('a message is shown as sending, then as sent, and its answer follows', async ({ clock, server, browser, open }) => {
  const conversation = open(browser.tab('one'));
  conversation.say('bonjour');
  assert.deepEqual(conversation.messages.map(({ text, pending }) => [text, pending]), [['bonjour', true]]);
  await clock.run(1000);
  server.append('token-1', { text: 'Bonsoir.' });
  await clock.run(1000);
  assert.deepEqual(texts(conversation), ['bonjour', 'Bonsoir.']);
  assert.equal(conversation.messages[0].sequence, 1);
  assert.deepEqual(browser.keys, []);
});

for (let seed = 1; seed <= 12; seed += 1) {
  test(`whatever the network does, each message is there once and in order (${seed})`, async (world) => {
    const { clock, server, network, browser, open } = world;
    const roll = dice(seed);
    network.lines.set('one', () => ({
      before: roll() * 3000, after: roll() * 3000, lost: roll() < 0.3, answerLost: roll() < 0.3,
      twice: roll() < 0.2, late: roll() < 0.2 ? roll() * 60000 : 0,
      pieces: () => 1 + Math.floor(roll() * 40), cutAfter: roll() < 0.7 ? Math.floor(roll() * 600) : Infinity,
      answer: roll() < 0.1 ? page(roll() < 0.5 ? 200 : 502) : undefined,
    }));
    const conversation = open(browser.tab('one'));
    const written = Array.from({ length: 12 }, (_, number) => `message ${number} – « été »`);
    for (const text of written) {
      conversation.say(text);
      await clock.run(roll() * 8000);
      const [token] = [...server.conversations.keys()].filter((key) => server.conversations.get(key).length);
      if (token) server.append(token, { text: `réponse à ${text}` });
      if (roll() < 0.3) server.cut();
    }
    await clock.run(10 * MINUTE);
    network.lines.clear();
    await clock.run(2 * MINUTE);
    assert.deepEqual(server.texts.filter((text) => text.startsWith('message')), written);
    assert.deepEqual(texts(conversation), server.texts);
    assert.deepEqual(browser.keys, []);
    assert.equal(conversation.state, 'live');
  });
}

test('a refused message keeps its text, lets others pass, and goes when it is sent again', async ({ clock, server, network, browser, open }) => {
  const conversation = open(browser.tab('one'));
  conversation.say('refusé une fois');
  conversation.say('le suivant');
  await clock.run(1000);
  const failed = () => conversation.messages.find((message) => message.failed);
  assert.deepEqual([failed().text, failed().failed, failed().pending], ['refusé une fois', 'Non.', false]);
  assert.deepEqual(server.texts, ['le suivant']);
  network.lines.set('one', ({ method }) => (method === 'POST' ? { before: 500 } : {}));
  conversation.sendAgain(failed().id);
  assert.deepEqual(conversation.messages.map(({ text, pending }) => [text, pending]),
    [['le suivant', undefined], ['refusé une fois', true]]);
  await clock.run(2000);
  assert.equal(failed().text, 'refusé une fois');
  conversation.giveUp(failed().id);
  assert.deepEqual(texts(conversation), ['le suivant']);
  assert.deepEqual(browser.keys, []);
});

test('a page of somebody between is neither an answer nor a refusal of a conversation', async ({ clock, server, network, browser, open }) => {
  const conversation = open(browser.tab('one'));
  conversation.say('avant');
  await clock.run(1000);
  for (const status of [200, 401, 403, 404, 502]) {
    network.lines.set('one', ({ path }) => (path.startsWith('/messages') && status > 400 && status < 500
      ? {} : { answer: page(status) }));
    server.cut();
    conversation.say(`pendant ${status}`);
    await clock.run(20000);
  }
  assert.equal(conversation.state, 'broken');
  network.lines.clear();
  await clock.run(MINUTE);
  assert.equal(conversation.state, 'live');
  assert.deepEqual(server.texts, ['avant', ...[200, 401, 403, 404, 502].map((status) => `pendant ${status}`)]);
  assert.deepEqual(texts(conversation), server.texts);
});

test('a server that asks to be left alone is left alone as long as it says', async ({ clock, server, network, browser, open }) => {
  network.lines.set('one', () => ({ answer: page(429, { 'Retry-After': '90' }) }));
  const conversation = open(browser.tab('one'));
  conversation.say('patience');
  await clock.run(80000);
  goes('online');
  await clock.run(9000);
  assert.equal(network.requests.length, 1);
  network.lines.clear();
  await clock.run(3000);
  assert.deepEqual(server.texts, ['patience']);
  assert.deepEqual(texts(conversation), ['patience']);
});

test('a conversation that was deleted on the server begins anew with what was not sent', async ({ clock, server, browser, open }) => {
  const conversation = open(browser.tab('one'));
  conversation.say('ancien');
  await clock.run(1000);
  server.conversations.delete('token-1');
  conversation.say('nouveau');
  await clock.run(5000);
  assert.deepEqual(server.texts, ['nouveau']);
  assert.deepEqual(texts(conversation), ['nouveau']);
});

test('what was written when the feed tells of the deletion is not lost', async ({ clock, server, browser, open }) => {
  const conversation = open(browser.tab('one'));
  conversation.say('ancien');
  await clock.run(1000);
  server.remove('token-1');
  await clock.run(5000);
  assert.deepEqual(texts(conversation), []);
  conversation.say('nouveau');
  await clock.run(5000);
  assert.deepEqual(texts(conversation), ['nouveau']);
});

test('corrections and withdrawals change what is shown, and are no messages', async ({ clock, server, browser, open }) => {
  const conversation = open(browser.tab('one'));
  conversation.say('bonjour');
  await clock.run(1000);
  server.append('token-1', { text: '68 euros', author: 'agent' });
  server.append('token-1', { text: 'un secret', author: 'agent' });
  server.append('token-1', { text: '…', author: 'agent', custom: { type: 'correction', of: 2, text: '86 euros' } });
  server.append('token-1', { text: '…', author: 'agent', custom: { type: 'correction', of: 3, text: null } });
  await clock.run(1000);
  assert.deepEqual(texts(conversation), ['bonjour', '86 euros', 'Message retiré.']);
});

test('what was erased is gone, and what was on its way with it', async ({ clock, server, network, browser, open }) => {
  const conversation = open(browser.tab('one'));
  conversation.say('mon nom');
  await clock.run(1000);
  network.lines.set('one', ({ method }) => (method === 'POST' ? { after: 3000 } : {}));
  conversation.say('effacez tout');
  await clock.run(1000);
  const messages = server.conversations.get('token-1');
  for (const message of messages) message.text = '';
  server.append('token-1', { text: 'C’est fait.', custom: { type: 'erased' } });
  await clock.run(10000);
  assert.deepEqual(texts(conversation), ['C’est fait.']);
  assert.deepEqual(browser.keys, []);
});

test('being offline is said at once, and what was written goes as soon as the line is back', async ({ clock, server, network, browser, open }) => {
  const tab = browser.tab('one');
  const conversation = open(tab);
  conversation.say('avant');
  await clock.run(MINUTE);
  network.lines.set('one', () => ({ before: 0, lost: true }));
  goes('offline', tab);
  assert.equal(conversation.state, 'broken');
  conversation.say('pendant');
  await clock.run(5 * MINUTE);
  server.append('token-1', { text: 'manqué' });
  assert.equal(conversation.state, 'broken');
  network.lines.clear();
  goes('online', tab);
  await clock.run(200);
  assert.deepEqual(texts(conversation), ['avant', 'manqué', 'pendant']);
  assert.equal(conversation.state, 'live');
});

test('where storage is blocked, full or spoilt, the conversation works in memory', async ({ clock, server, network, browser, open }) => {
  const { safeStorage } = await import('../../widget/storage.js');
  const broken = () => { throw new DOMException('no', 'SecurityError'); };
  const full = { getItem: () => null, removeItem() {}, setItem: broken };
  const spoilt = browser.tab('spoilt').storage;
  for (const value of ['{', 'null', '[]', '7', '{"id":"x"}']) spoilt.setItem(`guido.outbox.${value}`, value);
  spoilt.setItem('guido.seen', '???');
  for (const [name, storage] of [['blocked', broken], ['full', () => full], ['spoilt', () => spoilt]]) {
    const kept = safeStorage(storage);
    kept.set('guido.token', null);
    server.conversations.clear();
    const conversation = open(browser.tab(name), kept);
    assert.equal(conversation.seen, 0);
    network.lines.set(name, () => ({ lost: true }));
    conversation.say('un');
    conversation.say('deux');
    await clock.run(5000);
    network.lines.clear();
    await clock.run(20000);
    assert.deepEqual(server.texts, ['un', 'deux'], name);
    assert.deepEqual(texts(conversation), ['un', 'deux'], name);
    conversation.stop();
  }
});

test('a conversation that is stopped asks nothing more, and goes on when it is started again', async ({ clock, server, network, browser, open }) => {
  const conversation = open(browser.tab('one'));
  conversation.say('un');
  await clock.run(1000);
  network.lines.set('one', () => ({ lost: true }));
  conversation.say('deux');
  await clock.run(1000);
  conversation.stop();
  await clock.run(1000);
  const before = network.requests.length;
  network.lines.clear();
  await clock.run(10 * MINUTE);
  assert.equal(network.requests.length, before);
  server.append('token-1', { text: 'manqué' });
  conversation.start();
  await clock.run(1000);
  assert.deepEqual(texts(conversation), ['un', 'manqué', 'deux']);
});
