// What is said and how it is written: two languages, French spaces, dates, short answers, transcripts.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

const { typeset } = await import('../../widget/dom.js');
const { day } = await import('../../widget/moments.js');
const { shortAnswer } = await import('../../widget/simple.js');
const { texts, useLanguage } = await import('../../widget/texts.js');
const { english } = await import('../../widget/texts-en.js');
const { french } = await import('../../widget/texts-fr.js');
const { transcript } = await import('../../widget/transcript.js');
const { words } = await import('../../widget/words.js');

const MESSAGES = [
  { author: 'citizen', text: 'Bonjour', created_at: '2026-11-20T09:05:00' },
  { author: 'agent', author_name: 'Louise', text: 'Bonjour,\nje vous écoute.', created_at: '2026-11-20T09:06:00' },
  { author: 'assistant', text: 'Autre chose ?', created_at: '2026-11-23T10:00:00' },
  { author: 'citizen', text: 'Non merci' },
];

afterEach(() => useLanguage('fr'));

test('the interface speaks English where it is asked to, and says French to the server', () => {
  useLanguage('en-GB');
  assert.equal(texts.close, 'Close');
  assert.equal(texts.procedure.ways.back, 'Back');
  assert.equal(words.procedure.ways.back, 'Retour');
});

test('every other language is answered in French', () => {
  for (const lang of ['', undefined, 'de', 'eng']) {
    useLanguage('en');
    useLanguage(lang);
    assert.equal(texts.close, 'Fermer');
  }
});

test('no text is missing in English, nor left in French by mistake', () => {
  const same = [];
  const compare = (french, english, path) => {
    for (const [name, value] of Object.entries(french)) {
      assert.equal(typeof english[name], typeof value, `${path}${name}`);
      if (typeof value === 'object') compare(value, english[name], `${path}${name}.`);
      else if (String(value) === String(english[name])) same.push(`${path}${name}`);
    }
  };
  compare(french, english, '');
  assert.deepEqual(same, [
    'log', 'scroll', 'author.assistant', 'author.system', 'author.agent', 'menu.open',
  ]);
});

test('a line does not break before the marks of French, nor inside numbers', () => {
  assert.equal(typeset('Quoi ? Oui ; « non » !'), 'Quoi\u00a0? Oui\u00a0; «\u00a0non\u00a0»\u00a0!');
  assert.equal(typeset('au 0 892 705 705 ou au 06 12 34 56 78'),
    'au 0\u00a0892\u00a0705\u00a0705 ou au 06\u00a012\u00a034\u00a056\u00a078');
  assert.equal(typeset('1 500 € à 20 %'), '1\u00a0500\u00a0€ à 20\u00a0%');
  assert.equal(typeset('le 5 mai 2026'), 'le 5 mai 2026');
});

test('a date is the same day in Cayenne as in Paris', () => {
  const zone = process.env.TZ;
  process.env.TZ = 'America/Cayenne';
  assert.equal(day('2026-11-10'), '10 novembre 2026');
  useLanguage('en');
  assert.equal(day('2026-11-10'), '10 November 2026');
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test('the short answer is the first sentence, and those that tell a price or a time', () => {
  assert.equal(
    shortAnswer('Il coûte 86 €. Payez en ligne. Comptez 3 semaines. Le timbre vaut 5 ans ! Bonne journée.'),
    'Il coûte 86 €. Comptez 3 semaines. Le timbre vaut 5 ans !');
  assert.equal(shortAnswer('Une seule phrase'), 'Une seule phrase');
});

test('a transcript tells who said what and when, day by day', () => {
  assert.equal(transcript(MESSAGES, 'Ville de Valmont', '2026-11-23'), `Ville de Valmont, 23 novembre 2026

vendredi 20 novembre

09:05 · Vous
Bonjour

09:06 · Louise
Bonjour,
je vous écoute.

lundi 23 novembre

10:00 · Assistant
Autre chose ?

Vous
Non merci
`);
});
