// Somebody else changed what is being saved: both changes and what they began with, so that no edit is lost.

import { PLAIN, decode } from '../model/text.js';
import { dialog } from '../ui/dialog.js';
import { badge } from '../ui/controls.js';
import { fill, h } from '../ui/dom.js';
import { count, shown, shownText } from '../ui/format.js';

/**
 * Lets the user decide, file by file.
 *
 * @returns {Promise<boolean>} whether all is decided, so that it can be saved
 */
export async function resolveConflicts(draft, { conflicts, snapshot, author }) {
  for (const [i, conflict] of conflicts.entries()) {
    const where = conflicts.length > 1 ? ` (${i + 1} of ${conflicts.length})` : '';
    if (!(await resolve(draft, conflict, { snapshot, author, where }))) {
      return false;
    }
  }
  return true;
}

async function resolve(draft, conflict, about) {
  const { change, theirs } = conflict;
  const theirText = theirs && decode(theirs);
  const mine = change.content?.text !== undefined ? { text: change.content.text, form: change.content.form } : change.content && decode(change.content.bytes);
  const mixed = [theirText?.ending, mine?.ending, mine?.form?.ending].includes('mixed');
  const both = change.kind === 'write' && !change.from && theirText && mine && !mixed;
  return both ? threeWay(draft, conflict, about, theirText, mine) : eitherOr(draft, conflict, about);
}

/** There is no way to put them together: one of them it is. */
async function eitherOr(draft, { change, theirs, liveId, taken }, { snapshot, author, where }) {
  const what = change.kind === 'delete' ? 'You deleted it, and meanwhile it was changed.' : taken ? 'You renamed a file to a path that was taken meanwhile.' : theirs ? 'Both of you changed it.' : 'You changed it, and meanwhile it was deleted.';
  const choice = await dialog({
    title: `Conflict${where}: ${shownText(change.path)}`,
    locked: true,
    body: [h('p', null, what), h('p.quiet', null, `The live state is ${snapshot}, by ${shownText(author ?? 'somebody else')}. Nothing is written yet.`)],
    actions: [
      { label: 'Back to editing', value: 'back' },
      { label: theirs ? 'Take theirs' : 'Leave it deleted', value: 'theirs' },
      !taken && { label: change.kind === 'delete' ? 'Delete it all the same' : 'Take mine', kind: 'primary', value: 'mine' },
    ].filter(Boolean),
  }).closed;
  if (choice === 'theirs') {
    draft.revert(change.path);
  } else if (choice === 'mine' && change.kind === 'delete') {
    draft.insist(change, liveId);
  } else if (choice === 'mine') {
    draft.resolve(change, change.content, liveId, null);
  }
  return choice !== 'back';
}

async function threeWay(draft, { change, liveId }, { snapshot, author, where }, theirs, mine) {
  const { merge } = await import('../editor/editor.js');
  const base = change.base?.text ?? '';
  const pieces = merge(base, mine.text, theirs.text);
  const open = pieces.filter(piece => !piece.lines);
  const status = h('p.facts', { role: 'status' });
  const result = h('textarea.result', { rows: 12, spellcheck: 'false', 'aria-label': 'Result' });
  const whose = shownText(author ?? 'somebody else');
  let use;
  const update = () => {
    const left = open.filter(piece => !piece.chosen).length;
    fill(status, h('span', null, open.length === 0 ? 'Both changes fit together.' : left > 0 ? `${count(left, 'place')} to decide` : 'All is decided.'));
    // Undecided places show what is mine: nothing that was typed is ever left out.
    result.value = pieces.flatMap(piece => piece.lines ?? piece.chosen ?? piece.mine).join('\n');
    // Corrected once nothing is put into it any more.
    result.readOnly = left > 0;
    if (use) {
      use.button.disabled = left > 0;
    }
  };
  const body = h(
    'div',
    null,
    h('p', null, h('strong', null, shown(change.path)), ` was changed by ${whose} (${snapshot}) since you opened it. Nothing is written yet.`),
    status,
    h('div.conflicts', null, open.map((piece, i) => place(piece, i, whose, update))),
    h('label.field', null, h('span', null, 'Result, to look over and to correct'), result),
  );
  use = { label: 'Use this result', kind: 'primary', value: 'use' };
  const asked = dialog({ title: `Conflict${where}: ${shownText(change.path)}`, wide: true, locked: true, body, actions: [{ label: 'Back to editing' }, { label: 'Drop mine', value: 'theirs' }, use] });
  update();
  const choice = await asked.closed;
  if (choice === 'theirs') {
    draft.revert(change.path);
    return true;
  }
  if (choice !== 'use') {
    return false;
  }
  const form = mine.form ?? { bom: mine.bom ?? false, ending: mine.ending ?? PLAIN.ending };
  draft.resolve(change, { text: result.value, form }, liveId, { text: theirs.text, form });
  return true;
}

/** One place that both changed: what it was, theirs, mine. */
function place(piece, index, whose, update) {
  const sides = [
    ['theirs', `Theirs (${whose})`, piece.theirs],
    ['base', 'Before', piece.base],
    ['mine', 'Mine', piece.mine],
  ];
  const chosen = h('span');
  const choose = (lines, label) => {
    piece.chosen = lines;
    fill(chosen, badge(label, 'good'));
    update();
  };
  return h(
    'section.conflict',
    { 'aria-label': `Place ${index + 1}` },
    h(
      'header',
      null,
      h('h3', null, `Place ${index + 1}`),
      chosen,
      h(
        'div.tools',
        null,
        h('button.small', { type: 'button', on: { click: () => choose(piece.theirs, 'theirs') } }, 'Take theirs'),
        h('button.small', { type: 'button', on: { click: () => choose(piece.mine, 'mine') } }, 'Take mine'),
        h('button.small', { type: 'button', on: { click: () => choose([...piece.theirs, ...piece.mine], 'both') } }, 'Take both'),
      ),
    ),
    h('div.three', null, sides.map(([kind, label, lines]) => h(`div.side-${kind}`, null, h('p.quiet', null, label), h('pre', { tabindex: '0' }, lines.length > 0 ? shownLines(lines) : h('em', null, 'nothing'))))),
  );
}

const shownLines = lines => lines.slice(0, 400).flatMap(line => [shown(line.slice(0, 2000)), '\n']);
