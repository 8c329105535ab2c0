// Dialogs: the browser's own, which keep the focus inside and the rest of the page out of reach.

import { append, fill, h, icon, spoken, uniqueId } from './dom.js';
import { sentence } from '../errors.js';

/**
 * Opens a dialog.
 *
 * @param {object} options title; wide; body; actions: [{label, kind, run, form}] of which run may return false, or a promise of
 *                         it, to stay; locked: whether it can't be left without an action
 * @returns {{element, close, closed, fail}}
 */
export function dialog({ title, body, actions = [], wide = false, locked = false, onSubmit }) {
  const heading = uniqueId('dialog');
  const before = document.activeElement;
  const problem = h('p.problem', { role: 'alert', hidden: true });
  const element = h(wide ? 'dialog.wide' : 'dialog', { 'aria-labelledby': heading });
  let resolve;
  const closed = new Promise(done => {
    resolve = done;
  });
  const close = value => {
    element.close();
    element.remove();
    if (before?.isConnected) {
      before.focus?.();
    }
    resolve(value);
  };
  const fail = error => {
    problem.hidden = false;
    problem.textContent = typeof error === 'string' ? error : sentence(error);
  };
  const run = async (action, button) => {
    problem.hidden = true;
    button.disabled = true;
    try {
      const result = await action.run?.();
      if (result !== false) {
        close(result ?? action.value);
      }
    } catch (e) {
      fail(e);
    } finally {
      button.disabled = false;
    }
  };
  const buttons = actions.map(action => {
    const button = h(`button.${action.kind ?? 'quiet'}`, { type: action.submit ? 'submit' : 'button' }, action.label);
    if (!action.submit) {
      button.addEventListener('click', () => run(action, button));
    }
    action.button = button;
    return button;
  });
  const submit = actions.find(action => action.submit);
  const form = h('form', {
    novalidate: true,
    on: {
      submit: event => {
        event.preventDefault();
        if (submit && !submit.button.disabled) {
          run(submit, submit.button);
        }
      },
    },
  });
  append(form, [
    h('header', null, h('h2', { id: heading }, title), locked ? null : h('button.plain', { type: 'button', on: { click: () => close() } }, icon('close'), spoken('Close'))),
    h('div.dialog-body', null, body, problem),
    buttons.length > 0 && h('footer', null, buttons),
  ]);
  element.append(form);
  element.addEventListener('cancel', event => {
    event.preventDefault();
    if (!locked) {
      close();
    }
  });
  document.body.append(element);
  element.showModal();
  (element.querySelector('[data-first]') ?? element.querySelector('.dialog-body input:not([type=checkbox])'))?.focus();
  return { element, close, closed, fail, fill: (...children) => fill(form.querySelector('.dialog-body'), children, problem) };
}

/** Asks whether to go on; the promise is of true or undefined. */
export const confirm = ({ title, body, label, kind = 'danger', run }) =>
  dialog({
    title,
    body,
    actions: [
      { label: 'Cancel' },
      { label, kind, submit: true, value: true, run },
    ],
  }).closed;
