// Accounts in the administration: a password is shown once, when it was made up.
import { Editor, confirmed } from './editor.js';
import { check, checked, offer } from './fields.js';
import { texts } from './texts-administration.js';

const part = (id) => document.getElementById(id);
const NAMES = ['login', 'name', 'email', 'role', 'most_conversations'];
const NEW = { login: '', name: '', email: '', role: 'agent', most_conversations: 5, teams: [] };
const roles = Object.fromEntries(
  [...part('field-accounts-role').options].map((option) => [option.value, option.textContent]));

export function accountsEditor(all, reload) {
  const teamNames = (ids) => ids.map((id) => all.teams.find((team) => team.id === id)?.name)
    .filter(Boolean).join(', ');

  const editor = new Editor({
    name: 'accounts',
    reload,
    describe: (account) => ({
      title: account.is_active ? account.name : `${account.name} (${texts.inactive})`,
      lines: [
        [account.login, roles[account.role], account.email].filter(Boolean).join(' · '),
        [texts.atOnce(account.most_conversations), teamNames(account.teams) || texts.noTeam].join(' · '),
      ],
    }),
    fill(form, account) {
      const values = account ?? NEW;
      for (const name of NAMES) form.elements[name].value = values[name];
      form.elements.login.readOnly = Boolean(account);
      offer(form, 'teams', all.teams.map((team) => [team.id, team.name]));
      check(form, 'teams', values.teams);
      part('activate').hidden = !account || account.is_active;
      part('deactivate').hidden = !account?.is_active;
    },
    read: (form) => ({
      ...Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value])),
      teams: checked(form, 'teams').map(Number),
    }),
    onSaved: (answer, form) => {
      if (answer.password) showPassword(form.elements.name.value, answer.password);
    },
  });

  part('new-password').addEventListener('click', async () => {
    const { id, name } = editor.entry;
    const wanted = await confirmed(
      texts.newPasswordWhat(name), texts.newPasswordText, texts.newPassword);
    const answer = wanted && await editor.does(`accounts/${id}/password`, {}, texts.saved);
    if (answer) showPassword(name, answer.password);
  });
  part('activate').addEventListener('click', () =>
    editor.does(`accounts/${editor.entry.id}/activate`, {}, texts.saved));
  part('deactivate').addEventListener('click', async () => {
    const { id, name } = editor.entry;
    if (!await confirmed(texts.deactivateWhat(name), texts.deactivateText, texts.deactivate)) return;
    await editor.does(`accounts/${id}/deactivate`, {}, texts.saved);
  });
  return editor;
}

function showPassword(name, password) {
  const dialog = part('password');
  const focused = document.activeElement;
  part('password-title').textContent = texts.passwordOf(name);
  part('password-value').textContent = password;
  part('password-copied').textContent = '';
  part('password-copy').hidden = !navigator.clipboard; // browsers have none without HTTPS
  dialog.addEventListener('close', () => {
    part('password-value').textContent = '';
    focused?.focus();
  }, { once: true });
  dialog.showModal();
}

part('password-copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(part('password-value').textContent);
  part('password-copied').textContent = texts.copied;
});
