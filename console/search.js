// Searching cards and official sheets.
import { request } from '/widget/transport.js';
import { answerItem } from './cards.js';
import { texts } from './texts-help.js';

const part = (id) => document.getElementById(id);
const say = (text) => { part('search-status').textContent = text; };

part('search').addEventListener('submit', async (event) => {
  event.preventDefault();
  const question = part('search-text').value.trim();
  if (!question) return;
  const query = new URLSearchParams({ q: question, limit: 5 });
  try {
    const { results } = await request(`/api/v1/catalogue/search?${query}`);
    say(texts.found(results.length));
    part('search-results').replaceChildren(...results.map((each) => answerItem(each, say)));
  } catch {
    say(texts.searchFailed);
  }
});
