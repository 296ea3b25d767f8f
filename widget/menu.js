// « Options »: how the conversation looks, and what can be done with it.
import { element, setText } from './dom.js';
import { createLook, SIZES } from './look.js';
import { texts } from './texts.js';
import { words } from './words.js';
import { print, transcript } from './transcript.js';
import { save } from './upload.js';
import { canListen, createVoice } from './voice.js';

/** Puts the button and its list into a panel. Returns the look, for what is added to the log. */
export function createMenu({ panel, form, input, log: { node: log }, title, close, stopping }, conversation) {
  const [told, heard] = [status(), status()];
  const voice = createVoice(input, (text) => setText(heard, text));
  const box = element('section', { class: 'options', id: 'options', 'aria-label': texts.menu.open, hidden: '' });
  // Nobody is listened to whom the panel does not tell so.
  panel.addEventListener('close', voice.end);
  const look = createLook(panel, log, (isHeard) => voice.offer(isHeard && canListen), stopping.signal);
  const button = element('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': box.id }, texts.menu.open);

  function show(isOpen) {
    box.hidden = !isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
    setText(told, '');
  }

  function erase() {
    if (conversation.handoff.state !== 'assistant') return texts.menu.notNow;
    // The assistant asks whether it is meant, before anything is erased.
    conversation.say(words.menu.erase);
    show(false);
    input.focus();
    return '';
  }

  const tools = toolsOf({ conversation, log, title: title.textContent, tell: (text) => setText(told, text), erase });
  box.append(element('ul', {}, ...[...choicesOf(look, told), ...tools].map((each) => element('li', {}, ...each))));
  button.addEventListener('click', () => show(box.hidden));
  for (const node of [button, box]) {
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || box.hidden) return;
      event.stopPropagation(); // it closes the list, not the panel
      show(false);
      button.focus();
    });
  }
  const buttons = element('div', { class: 'tools' });
  close.replaceWith(buttons);
  buttons.append(button, close);
  buttons.parentElement.after(box, told);
  form.querySelector('.buttons').append(voice.button);
  form.append(heard);
  look.apply(box);
  return look;
}

const status = () => element('p', { class: 'told', role: 'status' });

function choicesOf(look, told) {
  const option = (name, value, label) => {
    const choice = element('button', { type: 'button', 'data-name': name, 'data-value': value }, label);
    choice.addEventListener('click', () => {
      const isOn = look.choose(name, value);
      setText(told, value === 'true' ? `${label} : ${isOn ? texts.menu.on : texts.menu.off}` : label);
    });
    return choice;
  };
  const group = (name, label, options) => element('div', { role: 'group', 'aria-labelledby': `menu-${name}` },
    element('p', { id: `menu-${name}` }, label),
    ...options.map(([value, each]) => option(name, value, each)));
  const choices = [
    [group('size', texts.menu.size, SIZES.map((size) => [size, `${size} %`]))],
    [group('colours', texts.menu.colours, Object.entries(texts.menu.colour))],
    [option('simple', 'true', texts.menu.simple)],
  ];
  if (!canListen) return choices;
  const dictate = option('voice', 'true', texts.menu.voice);
  dictate.setAttribute('aria-describedby', 'menu-voice');
  return [...choices, [dictate, element('p', { id: 'menu-voice' }, texts.menu.voiceUse)]];
}

function toolsOf({ conversation, log, title, tell, erase }) {
  const text = () => transcript(conversation.messages, title);
  const tool = (label, use) => {
    const button = element('button', { type: 'button' }, label);
    button.addEventListener('click', async () => {
      tell(conversation.messages.length ? await use() : texts.menu.empty);
    });
    return [button];
  };
  return [
    tool(texts.menu.copy, () => navigator.clipboard.writeText(text())
      .then(() => texts.menu.copied, () => texts.menu.failed)),
    tool(texts.menu.print, () => (print(log, title) ? '' : texts.menu.failed)),
    tool(texts.menu.save, () => {
      save(new Blob([text()], { type: 'text/plain;charset=utf-8' }), null, 'conversation.txt');
      return texts.menu.saved;
    }),
    tool(texts.menu.erase, erase),
  ];
}
