// The administrators' page: accounts, teams, shared replies and notices, one section at a time.
import { accountsEditor } from './administration-accounts.js';
import { cannedEditor, noticesEditor } from './administration-lists.js';
import { teamsEditor } from './administration-teams.js';
import { read } from './server.js';
import { texts } from './texts-administration.js';

const part = (id) => document.getElementById(id);
const all = { accounts: [], teams: [], canned: [], notices: [] }; // what the server has
const editors = [accountsEditor, teamsEditor, cannedEditor, noticesEditor].map(
  (make) => make(all, load));
const links = [...document.querySelectorAll('.tabs a')];

async function load() {
  Object.assign(all, await read('/agents/data/administration'));
  for (const editor of editors) editor.show(all[editor.name]);
}

async function begin() {
  part('again').hidden = true;
  part('loading').textContent = texts.loading;
  try {
    await load();
  } catch {
    part('loading').textContent = texts.loadFailed;
    part('again').hidden = false;
    part('again').focus();
    return;
  }
  part('loading').textContent = '';
  showSection();
}

function showSection() {
  const wanted = links.find((link) => link.hash === location.hash) ?? links[0];
  for (const link of links) {
    part(link.hash.slice(1)).hidden = link !== wanted;
    if (link === wanted) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

part('again').addEventListener('click', async () => {
  await begin();
  if (part('again').hidden) document.querySelector('section:not([hidden]) h2').focus();
});
addEventListener('hashchange', () => {
  if (!part('loading').textContent) showSection();
});
addEventListener('beforeunload', (event) => {
  if (editors.some((editor) => editor.isDirty)) event.preventDefault();
});
begin();
