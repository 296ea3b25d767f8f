// The one question after an agent has closed a conversation: a score, then a free word.
import { element } from './dom.js';
import { texts } from './texts.js';
import { Refused } from './transport.js';

/** Whether a message is the question or one of its answers. */
export const isRating = ({ custom }) => custom?.type === 'feedback' && Boolean(custom.escalation);

/**
 * The controls of such a message; null where nothing is asked. `answer(body)` sends a score, null
 * to pass, or a comment, and throws Refused or Error. They vanish when the next step is there.
 */
export function renderRating({ escalation, scale, step }, answer) {
  if (step === 'done') return null;
  const state = element('p', { class: 'hint', role: 'alert' });
  const give = async (given) => {
    state.textContent = '';
    try {
      await answer({ escalation, ...given });
    } catch (error) {
      state.textContent = error instanceof Refused ? error.message : texts.form.interrupted;
    }
  };
  const form = step === 'score' ? scoreForm(scale, give) : commentForm(escalation, give);
  form.append(state);
  form.setAttribute('aria-live', 'off');
  return form;
}

function scoreForm(scale, give) {
  const scores = Array.from({ length: scale }, (_, place) => place + 1).map((score) => {
    const button = element('button', {
      type: 'button', class: 'score', 'aria-label': texts.rating.score(score, scale),
    }, String(score));
    button.addEventListener('click', () => give({ score }));
    return button;
  });
  const group = element('div', { class: 'scores', role: 'group', 'aria-label': texts.rating.scores(scale) },
    ...scores);
  return element('form', { class: 'rating' }, group, skipButton(() => give({ score: null })));
}

function commentForm(escalation, give) {
  const field = element('textarea', { id: `comment-${escalation}`, rows: '3', maxlength: '2000' });
  const form = element('form', { class: 'rating' },
    element('label', { for: field.id }, texts.rating.comment), field,
    element('div', { class: 'buttons' },
      element('button', { class: 'send' }, texts.rating.send), skipButton(() => give({ comment: '' }))));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    give({ comment: field.value });
  });
  return form;
}

function skipButton(skip) {
  const button = element('button', { type: 'button' }, texts.rating.skip);
  button.addEventListener('click', skip);
  return button;
}

/** Removes the controls of steps that are over; the focus goes on to the next. */
export function updateRatings(shown, messages) {
  const newest = new Map(messages.filter(isRating).map(
    ({ custom, sequence }) => [custom.escalation, sequence]));
  for (const { custom, sequence } of messages.filter(isRating)) {
    const last = newest.get(custom.escalation);
    const form = last === sequence ? null : shown.get(`#${sequence}`)?.querySelector('.rating');
    if (!form) continue;
    const hadFocus = form.contains(form.getRootNode().activeElement);
    form.remove();
    if (hadFocus) shown.get(`#${last}`)?.querySelector('.rating textarea')?.focus();
  }
}
