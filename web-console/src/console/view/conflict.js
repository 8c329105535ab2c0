// Somebody else changed what is being saved: both changes and what they began with, so that no edit is lost.

import { asText } from '../model/draft.js';
import { compared } from '../model/lines.js';
import { TRAITS } from '../model/text.js';
import { nameOf } from '../session.js';
import { dialog } from '../ui/dialog.js';
import { badge } from '../ui/controls.js';
import { fill, h } from '../ui/dom.js';
import { count, shown, shownText } from '../ui/format.js';
import { lineText } from '../ui/lineText.js';

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
  const { change, theirs, taken } = conflict;
  const theirText = theirs && asText({ bytes: theirs });
  const mine = asText(change.content);
  // Where ends of lines are of several kinds they belong to their lines, which can't be corrected in a text box.
  const mixed = [theirText, mine, change.base].some(each => each?.form.ending === 'mixed');
  const both = change.kind === 'write' && !taken && theirText && mine && !mixed;
  return both ? threeWay(draft, conflict, about, theirText, mine) : eitherOr(draft, conflict, about);
}

/** There is no way to put them together: one of them it is. */
async function eitherOr(draft, { change, theirs, liveId, taken }, { snapshot, author, where }) {
  const renamed = !change.content && 'You renamed it, and meanwhile it was deleted or renamed by somebody else.';
  const what = change.kind === 'delete' ? 'You deleted it, and meanwhile it was changed.' : taken ? 'You renamed a file to a path that was taken meanwhile.' : theirs ? 'Both of you changed it.' : renamed || 'You changed it, and meanwhile it was deleted.';
  const choice = await dialog({
    title: `Conflict${where}: ${shownText(change.path)}`,
    locked: true,
    body: [h('p', null, what), h('p.quiet', null, `The live state is ${snapshot}, by ${shownText(nameOf(author ?? 'somebody else'))}. Nothing is written yet.`)],
    actions: [
      { label: 'Back to editing', value: 'back' },
      { label: theirs ? 'Take theirs' : 'Leave it deleted', value: 'theirs' },
      // A rename has no content of its own to put there.
      !taken && (change.kind === 'delete' || change.content) && { label: change.kind === 'delete' ? 'Delete it all the same' : 'Take mine', kind: 'primary', value: 'mine' },
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
  const { merge, mergeForms } = await import('../editor/editor.js');
  const base = change.base?.text ?? '';
  const pieces = merge(base, mine.text, theirs.text);
  const forms = mergeForms(change.base?.form, mine.form, theirs.form);
  const open = [...pieces.filter(piece => !piece.lines), ...forms.open];
  const status = h('p.facts', { role: 'status' });
  const result = h('textarea.result', { rows: 12, spellcheck: 'false', 'aria-label': 'Result' });
  const whose = shownText(nameOf(author ?? 'somebody else'));
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
    forms.taken.map(name => h('p.quiet', null, `${name}: ${TRAITS.get(name).told(theirs.form)}, as ${whose} has changed it.`)),
    h('div.conflicts', null, open.map((piece, i) => (piece.name ? trait(piece, i, whose, update) : place(piece, i, whose, update)))),
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
  const form = Object.assign(forms.form, ...forms.open.map(({ chosen }) => chosen));
  draft.resolve(change, { text: result.value, form }, liveId, theirs);
  return true;
}

/** How both have changed what the text is written in. */
function trait(piece, index, whose, update) {
  const { told } = TRAITS.get(piece.name);
  const sides = [
    ['theirs', `Theirs (${whose})`, told(piece.theirs)],
    ['base', 'Before', piece.base && told(piece.base)],
    ['mine', 'Mine', told(piece.mine)],
  ];
  return decision(`Place ${index + 1}: ${piece.name.toLowerCase()}`, piece, sides.map(([kind, label, text]) => [kind, label, text ?? h('em', null, 'not known')]), update, [
    ['Take theirs', piece.theirs, 'theirs'],
    ['Take mine', piece.mine, 'mine'],
  ]);
}

/** One place that both changed: what it was, theirs, mine. */
function place(piece, index, whose, update) {
  const [theirs, mine] = compared(piece.theirs, piece.mine);
  const [before] = compared(piece.base, piece.mine);
  const sides = [
    ['theirs', `Theirs (${whose})`, theirs],
    ['base', 'Before', before],
    ['mine', 'Mine', mine],
  ];
  return decision(`Place ${index + 1}`, piece, sides.map(([kind, label, lines]) => [kind, label, lines.length > 0 ? shownLines(lines) : h('em', null, 'nothing')]), update, [
    ['Take theirs', piece.theirs, 'theirs'],
    ['Take mine', piece.mine, 'mine'],
    ['Take both', [...piece.theirs, ...piece.mine], 'both'],
  ]);
}

function decision(name, piece, sides, update, choices) {
  const chosen = h('span');
  const choose = (value, label) => {
    piece.chosen = value;
    fill(chosen, badge(label, 'good'));
    update();
  };
  return h(
    'section.conflict',
    { 'aria-label': name },
    h('header', null, h('h3', null, name), chosen, h('div.tools', null, choices.map(([label, value, short]) => h('button.small', { type: 'button', on: { click: () => choose(value, short) } }, label)))),
    h('div.three', null, sides.map(([kind, label, content]) => h(`div.side-${kind}`, null, h('p.quiet', null, label), h('pre', { tabindex: '0' }, content)))),
  );
}

const shownLines = lines => lines.slice(0, 400).flatMap(line => [lineText(line), '\n']);
