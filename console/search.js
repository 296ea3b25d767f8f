// Searching cards and official sheets, and putting what was found into the answer.
import { element, outsideLink } from '/widget/dom.js';
import { desk } from './state.js';
import { texts } from './texts.js';

const part = (id) => document.getElementById(id);
const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long' });

part('search').addEventListener('submit', async (event) => {
  event.preventDefault();
  const question = part('search-text').value.trim();
  if (!question) return;
  const query = new URLSearchParams({ q: question, limit: 5 });
  try {
    const answer = await fetch(`/api/v1/catalogue/search?${query}`);
    if (!answer.ok) throw new Error(answer.status);
    showResults((await answer.json()).results);
  } catch {
    part('search-status').textContent = texts.searchFailed;
  }
});

function showResults(results) {
  part('search-status').textContent = texts.found(results.length);
  part('search-results').replaceChildren(...results.map(renderResult));
}

function renderResult({ title, excerpt, url, date }) {
  const dated = texts.dated(day.format(new Date(date)));
  const put = element('button', { type: 'button' }, texts.put);
  put.addEventListener('click', () => {
    const isPut = desk.insert(`${title}\n${excerpt}\n${url} (${dated})`);
    part('search-status').textContent = isPut ? '' : texts.takeFirst;
  });
  return element('li', {}, outsideLink(url, title, texts.newWindow),
    element('p', {}, excerpt), element('p', { class: 'hint' }, dated), put);
}
