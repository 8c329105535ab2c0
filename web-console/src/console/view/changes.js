// What was changed and not saved yet, with what saves it: one message, one snapshot.

import { checkDraft, errors } from '../model/checks.js';
import { onDraftChange } from '../model/draft.js';
import { redeclared } from '../model/text.js';
import { address, navigate, projectPath, refresh } from '../router.js';
import { alarm, notice, input, badge } from '../ui/controls.js';
import { confirm, dialog } from '../ui/dialog.js';
import { fill, h, icon, uniqueId } from '../ui/dom.js';
import { count, shown, shownText } from '../ui/format.js';
import { resolveConflicts } from './conflict.js';

const STATES = { delete: ['deleted', 'bad'], from: ['renamed', 'info'], base: ['edited', 'warn'], fresh: ['new', 'good'] };

function stateOf(change) {
  return STATES[change.kind === 'delete' ? 'delete' : change.from ? 'from' : change.baseId ? 'base' : 'fresh'];
}

/** How many changes are listed, of however many. */
const LISTED = 200;

/** How long nothing has to happen before what is there is checked. */
const PAUSE_MILLIS = 500;

const messages = new Map();

/**
 * The bar.
 *
 * @param always whether it is there without a change, too
 * @param saved  called when it was saved, before the view is shown anew
 */
export function changesBar(draft, { always = false, saved = () => {}, reverted = refresh } = {}) {
  const id = uniqueId('message');
  const key = `${draft.repoId}\n${draft.branch}`;
  const message = input({ id, maxlength: 1000, value: messages.get(key) ?? '', on: { input: () => messages.set(key, message.value) } });
  const list = h('ul.change-list');
  const summary = h('summary');
  const details = h('details', null, summary, list);
  const save = h('button.primary', { type: 'submit' }, 'Save');
  const drop = h('button.quiet', { type: 'button', on: { click: () => discard() } }, 'Discard');
  const read = h('progress', { 'aria-label': 'Files that are read' });
  const readText = h('span', { role: 'status' });
  const reading = h('div.reading', { hidden: true }, readText, read, h('button.small', { type: 'button', on: { click: () => draft.cancelStaging() } }, 'Cancel'));
  const element = h(
    'form.changes',
    { 'aria-label': 'Unsaved changes', novalidate: true, on: { submit: event => { event.preventDefault(); run(); } } },
    details,
    reading,
    h('div.message', null, h('label', { htmlFor: id }, 'Commit message'), message),
    h('div.buttons', null, drop, save),
  );

  const show = () => {
    const staging = draft.staging;
    element.hidden = draft.size === 0 && !staging && !always;
    element.classList.toggle('idle', draft.size === 0 && !staging);
    save.disabled = draft.size === 0 || Boolean(staging);
    drop.disabled = draft.size === 0;
    message.placeholder = draft.size > 0 ? draft.message() : 'What you change here is saved together';
    tell();
    reading.hidden = !staging;
    if (staging) {
      read.max = staging.total;
      read.value = staging.done;
      fill(readText, `Reading ${count(staging.total, 'file')}. Saving waits until all of them are read.`);
    }
    showList();
  };

  let listed = null;
  const showList = () => {
    if (listed !== draft.version) {
      listed = draft.version;
      fill(list, draft.changes.slice(0, LISTED).map(line), draft.size > LISTED && h('li.quiet', null, `and ${count(draft.size - LISTED, 'other')}`));
    }
  };

  // What is wrong with what is there, by the change; as of the last check.
  let found = new Map();
  let checking = new AbortController();
  let pause = 0;

  const tell = () => {
    const faulty = found.size === 0 ? 0 : draft.changes.filter(change => found.has(change)).length;
    fill(summary, draft.size === 0 ? 'No changes yet' : count(draft.size, 'unsaved change'), faulty > 0 && h('span.fault', null, ` · ${count(faulty, 'file')} with an error`));
  };

  let checkedVersion = null;
  /** Checks what is there once nothing has changed for a while. */
  const checkSoon = () => {
    if (checkedVersion === draft.version) {
      return;
    }
    checkedVersion = draft.version;
    checking.abort();
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const { signal } = (checking = new AbortController());
      try {
        const outcome = await checkDraft(draft, signal);
        found = new Map(outcome.map(({ change, problems }) => [change, errors(problems)[0]]).filter(([, problem]) => problem));
        listed = null;
        show();
      } catch {
        // It is checked again before it is saved, and is told then.
      }
    }, PAUSE_MILLIS);
  };

  const line = change => {
    const [state, kind] = stateOf(change);
    const problem = found.get(change);
    const name = change.from ? [shown(change.from), ' → ', shown(change.path)] : shown(change.path);
    return h(
      'li',
      null,
      badge(state, kind),
      change.kind === 'delete' ? h('span.grow', null, name) : h('a.grow', { href: address(projectPath(draft.repoId, 'file'), { ref: draft.branch, path: change.path }) }, name, problem && h('span.fault', null, ` line ${problem.line}: ${problem.message}`)),
      h('button.plain', { type: 'button', title: `Undo the change of ${shownText(change.path)}`, on: { click: () => { draft.revert(change.path); reverted(); } } }, icon('undo')),
    );
  };

  async function discard() {
    const sure = await confirm({
      title: 'Discard what is not saved?',
      body: h('p', null, `${count(draft.size, 'change')} of ${draft.branch} would be lost.`),
      label: 'Discard',
    });
    if (sure) {
      draft.discard();
      reverted();
    }
  }

  async function run() {
    if (draft.staging) {
      notice('Saving waits until all files are read.');
    }
    if (save.disabled) {
      return;
    }
    save.disabled = true;
    element.classList.add('busy');
    try {
      if (!(await checked(draft))) {
        return;
      }
      await saveNow();
    } catch (e) {
      alarm(e);
    } finally {
      element.classList.remove('busy');
      show();
    }
  }

  async function saveNow() {
    for (;;) {
      const result = await draft.save(message.value.trim() || draft.message());
      if (result.saved) {
        messages.delete(key);
        notice(result.saved.changed === false ? 'Nothing had to be changed: ' : 'Saved as ', h('strong', null, result.saved.snapshot), ' · ', h('code', null, result.saved.short_id));
        saved(result.saved);
        await refresh();
        return;
      }
      if (!(await resolveConflicts(draft, result)) || !(await checked(draft))) {
        await refresh();
        return;
      }
    }
  }

  const unheard = onDraftChange(changed => {
    if (changed === draft) {
      show();
      checkSoon();
    }
  });
  const end = () => {
    unheard();
    checking.abort();
    clearTimeout(pause);
  };
  show();
  checkSoon();
  return { element, save: run, end };
}

/** What is saved although something is wrong with it, as somebody wanted. */
const accepted = new WeakSet();

/** Whether it can be saved as far as its syntax goes, or is to be saved all the same. */
async function checked(draft) {
  const found = (await checkDraft(draft)).map(({ change, problems }) => ({ change, problems: errors(problems) })).filter(({ change, problems }) => problems.length > 0 && !accepted.has(change.content ?? change));
  if (found.length === 0) {
    return true;
  }
  const declaredWrongly = found.filter(({ change, problems }) => change.content && problems.some(each => each.declaredWrongly));
  let leave = null;
  const asked = dialog({
    title: found.length > 1 ? `${found.length} files have errors` : declaredWrongly.length > 0 ? 'A file declares another encoding than it is in' : 'A file has a syntax error',
    body: [
      h('p', null, 'An ERP that reads this may not understand it.'),
      h(
        'ul.problems',
        null,
        found.slice(0, LISTED).map(({ change, problems }) =>
          h(
            'li',
            null,
            h('a', { href: address(projectPath(draft.repoId, 'file'), { ref: draft.branch, path: change.path, line: problems[0].line }), on: { click: event => { event.preventDefault(); leave = event.currentTarget; asked.close(); } } }, shown(change.path), `, line ${problems[0].line}`),
            h('p.quiet', null, problems[0].message),
          ),
        ),
        found.length > LISTED && h('li.quiet', null, `and ${count(found.length - LISTED, 'other')}`),
      ),
    ],
    actions: [
      { label: 'Back to editing' },
      declaredWrongly.length > 0 && { label: 'Correct the declaration', value: 'declare' },
      { label: 'Save anyway', kind: 'danger', value: 'save' },
    ].filter(Boolean),
  });
  const sure = await asked.closed;
  if (leave) {
    navigate(leave.pathname + leave.search);
  }
  if (sure === 'declare') {
    declaredWrongly.forEach(({ change }) => draft.amend(change, written => ({ ...written, text: redeclared(written.text, written.form) })));
    return checked(draft);
  }
  if (sure === 'save') {
    found.forEach(({ change }) => accepted.add(change.content ?? change));
  }
  return sure === 'save';
}

