// Small parts that many views have.

import { h, icon, spoken, uniqueId } from './dom.js';
import { sentence } from '../errors.js';

/** A labelled field; its hint is its description, so that its name stays short. */
export function field(label, control, hint) {
  control.id ||= uniqueId('field');
  let note = null;
  if (hint) {
    note = h('p.hint', { id: uniqueId('hint') }, hint);
    control.setAttribute('aria-describedby', note.id);
  }
  return h('div.field', null, h('label', { htmlFor: control.id }, label), control, note);
}

/** A check box with its label behind it. */
export function check(label, control, hint) {
  const made = field(label, control, hint);
  made.classList.add('check');
  made.prepend(control);
  return made;
}

export const input = (props = {}) => h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...props });

const notices = h('div.notices', { role: 'status', 'aria-live': 'polite' });

/** Says that something was done. */
export function notice(...content) {
  if (!notices.isConnected) {
    document.body.append(notices);
  }
  const element = h('div.notice', null, icon('check'), h('p', null, content));
  notices.querySelector('.notice:not(.bad)')?.remove();
  notices.append(element);
  setTimeout(() => element.remove(), 6000);
}

/** Says that something could not be done. */
export function alarm(error) {
  if (!notices.isConnected) {
    document.body.append(notices);
  }
  const close = h('button.plain', { type: 'button', on: { click: () => element.remove() } }, icon('close'), spoken('Dismiss'));
  const element = h('div.notice.bad', { role: 'alert' }, icon('warning'), h('p', null, typeof error === 'string' ? error : sentence(error)), close);
  notices.append(element);
}

/** Puts a text on the clipboard; says so on the button itself. */
export function copyButton(text, label = 'Copy', title) {
  const caption = h('span', null, label);
  const button = h('button.small', { type: 'button', title }, icon('copy'), caption);
  button.addEventListener('click', async () => {
    if (await copied(typeof text === 'function' ? text() : text)) {
      caption.textContent = 'Copied';
      setTimeout(() => {
        caption.textContent = label;
      }, 2000);
    } else {
      alarm('The browser did not allow that to be copied. Select the text and copy it yourself.');
    }
  });
  return button;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not offered without TLS: there is an older way.
    const area = h('textarea', { value: text, class: 'spoken', 'aria-hidden': 'true' });
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** A button that is busy while what it does takes time, and tells what went wrong. */
export function action(props, run, ...content) {
  const { kind, ...rest } = props;
  const button = h(kind ? `button.${kind}` : 'button', { type: 'button', ...rest }, content);
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await run(button);
    } catch (e) {
      alarm(e);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

/** What a list shows that has nothing in it: what that means, and what to do. */
export const empty = (title, text, ...more) => h('div.empty', null, h('p.empty-title', null, title), h('p', null, text), more);

export const badge = (text, kind = '') => h(`span.badge${kind && `.${kind}`}`, null, text);
