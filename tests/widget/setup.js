// What the tests of the widget's modules share: a world for each, and conversations in its tabs.
import { test as bare } from 'node:test';
import { Browser, Clock, Network, Server } from './world.js';

const { Conversation } = await import('../../widget/conversation.js');
const { safeStorage } = await import('../../widget/storage.js');

/** A test with a world of its own; time passes only in `world.clock.run`. */
export function test(name, work) {
  return bare(name, async () => {
    const clock = new Clock();
    const server = new Server();
    const network = new Network(server);
    const world = { clock, server, network, browser: new Browser() };
    const open = [];
    world.open = (tab, storage = safeStorage(() => tab.storage)) => {
      const states = [];
      const conversation = new Conversation(
        tab.base, () => states.push(conversation.state), 'Message retiré.', storage,
        { events: tab.events, locks: tab.locks });
      conversation.states = states;
      conversation.start();
      open.push(conversation);
      return conversation;
    };
    try {
      await work(world);
    } finally {
      for (const conversation of open) conversation.stop();
      clock.restore();
    }
  });
}

/** The texts of a conversation as its tab shows them. */
export const texts = ({ messages }) => messages.map(({ text }) => text);

/** An answer of somebody between: a page, whatever was asked for. */
export const page = (status, headers = {}) => () => new Response('<h1>Bonjour</h1>', {
  status, headers: { 'Content-Type': 'text/html', ...headers },
});
