// Several tabs of one browser: one conversation, one outbox, one order.
import assert from 'node:assert/strict';
import { test, texts } from './setup.js';
import { Browser, dice } from './world.js';

const MINUTE = 60000;

function randomLine(roll) {
  return () => ({
    before: roll() * 2000, after: roll() * 2000, lost: roll() < 0.25, answerLost: roll() < 0.25,
    cutAfter: roll() < 0.5 ? Math.floor(roll() * 500) : Infinity,
  });
}

for (const hasLocks of [true, false]) {
  for (let seed = 1; seed <= 6; seed += 1) {
    const how = hasLocks ? 'with locks' : 'without locks';
    test(`two tabs write at once on bad lines: nothing lost or doubled, one order, ${how} (${seed})`, async ({ clock, server, network, open }) => {
      const browser = new Browser({ hasLocks });
      const roll = dice(seed);
      const tabs = ['one', 'two'].map((name) => browser.tab(name));
      const [one, two] = tabs.map((tab) => open(tab));
      one.say('un 0');
      two.say('deux 0');
      await clock.run(3000); // two conversations may be begun at once; only one is used
      for (const { name } of tabs) network.lines.set(name, randomLine(roll));
      for (let number = 1; number < 8; number += 1) {
        one.say(`un ${number}`);
        if (roll() < 0.5) await clock.run(roll() * 3000);
        two.say(`deux ${number}`);
        if (roll() < 0.5) await clock.run(roll() * 9000);
      }
      await clock.run(5 * MINUTE);
      network.lines.clear();
      await clock.run(2 * MINUTE);
      for (const name of ['un', 'deux']) {
        assert.deepEqual(server.texts.filter((text) => text.startsWith(`${name} `)),
          Array.from({ length: 8 }, (_, number) => `${name} ${number}`));
      }
      assert.deepEqual(texts(one), server.texts);
      assert.deepEqual(texts(two), server.texts);
      assert.deepEqual(browser.keys, []);
    });
  }
}

test('two tabs that begin at once have one conversation', async ({ clock, server, browser, open }) => {
  const [one, two] = ['one', 'two'].map((name) => open(browser.tab(name)));
  one.say('un');
  two.say('deux');
  await clock.run(3000);
  assert.equal(server.conversations.size, 1);
  assert.deepEqual(texts(one), texts(two));
  assert.deepEqual(server.received.sort(), ['deux', 'un'], 'each was sent by one tab, once');
});

test('what a tab was sending when it died is sent by the other', async ({ clock, server, network, browser, open }) => {
  const [first, second] = ['one', 'two'].map((name) => browser.tab(name));
  const [one, two] = [open(first), open(second)];
  one.say('bonjour');
  await clock.run(1000);
  network.lines.set('one', () => ({ before: Infinity }));
  one.say('et puis');
  one.say('encore');
  await clock.run(10);
  two.say('moi aussi');
  await clock.run(1000);
  assert.deepEqual(server.texts, ['bonjour']);
  browser.kill(first);
  await clock.run(3000);
  assert.deepEqual(server.texts, ['bonjour', 'et puis', 'encore', 'moi aussi']);
  assert.deepEqual(texts(two), server.texts);
  assert.deepEqual(browser.keys, []);
});

test('what was written offline is sent on the next visit, even to a browser that was closed', async ({ clock, server, network, browser, open }) => {
  const tab = browser.tab('one');
  network.lines.set('one', () => ({ lost: true }));
  const before = open(tab);
  before.say('un');
  before.say('deux');
  await clock.run(MINUTE);
  browser.kill(tab);
  before.stop();
  const later = open(browser.tab('two'));
  assert.deepEqual(texts(later), ['un', 'deux']);
  await clock.run(3000);
  assert.deepEqual(server.texts, ['un', 'deux']);
  assert.deepEqual(browser.keys, []);
});

test('what one tab sends never vanishes from the other while it is on its way', async ({ clock, network, browser, open }) => {
  const [one, two] = ['one', 'two'].map((name) => open(browser.tab(name)));
  one.say('bonjour');
  await clock.run(1000);
  network.lines.set('two', ({ path }) => (path.startsWith('/stream') ? { before: 9000 } : {}));
  const seen = [];
  one.say('encore');
  for (let step = 0; step < 200; step += 1) {
    await clock.run(10);
    seen.push(texts(two).includes('encore'));
  }
  const first = seen.indexOf(true);
  assert.ok(first >= 0 && first < 5);
  assert.ok(seen.slice(first).every(Boolean));
});

test('a failed message is sent again or given up from either tab', async ({ clock, browser, open }) => {
  const [one, two] = ['one', 'two'].map((name) => open(browser.tab(name)));
  one.say('refusé');
  await clock.run(1000);
  const [message] = two.messages;
  assert.equal(message.failed, 'Non.');
  two.giveUp(message.id);
  await clock.run(100);
  assert.deepEqual([texts(one), texts(two)], [[], []]);
});

test('when one tab begins anew, the other follows it', async ({ clock, server, browser, open }) => {
  const [one, two] = ['one', 'two'].map((name) => open(browser.tab(name)));
  one.say('ancien');
  await clock.run(1000);
  server.conversations.delete('token-1');
  one.say('nouveau');
  await clock.run(5000);
  server.append('token-2', { text: 'réponse' });
  await clock.run(1000);
  for (const tab of [one, two]) assert.deepEqual(texts(tab), ['nouveau', 'réponse']);
});

test('what was seen in one tab is seen in the other', async ({ clock, browser, open }) => {
  const [one, two] = ['one', 'two'].map((name) => open(browser.tab(name)));
  one.say('bonjour');
  await clock.run(1000);
  const changes = two.states.length;
  one.seen = 1;
  await clock.run(10);
  assert.equal(two.seen, 1);
  assert.ok(two.states.length > changes);
});
