// Adding files that are on the user's machine: whether they can be saved, where they go, and how far they are.

import * as session from '../session.js';
import { ApiError } from '../api.js';
import { limits } from '../settings.js';
import { pathProblem } from '../model/text.js';
import { inTheWay, occupied } from '../model/tree.js';
import { excess, limitsText, sizeOf, stage, topOf } from '../model/upload.js';
import { copyButton, field, input, notice } from '../ui/controls.js';
import { dialog } from '../ui/dialog.js';
import { fill, h } from '../ui/dom.js';
import { bytes, count, number, shown } from '../ui/format.js';

/** As many paths are shown of where files go. */
const SEEN = 5;

/**
 * Adds them to a draft.
 *
 * @param branch  {loaded, draft, files, all}: the project, its draft, what is saved, and what is there with the changes
 * @param found   {uploads, leftOut} as they were chosen or dropped
 * @param folder  that they were dropped on; undefined if they were chosen
 * @returns {Promise<boolean>} whether they were added
 */
export async function upload(branch, { uploads, leftOut }, folder) {
  const { draft, files, all } = branch;
  if (uploads.length === 0) {
    if (leftOut.length > 0) {
      notice(leftOutText(leftOut));
    }
    return false;
  }
  const fits = (...all) => {
    const problem = excess(...all);
    if (problem) {
      tooMuch(branch.loaded, uploads, problem);
    }
    return !problem;
  };
  if (!fits(uploads)) {
    return false;
  }
  const top = topOf(uploads);
  const below = path => (top ? path.slice(top.length + 1) : path);
  const place = target => uploads.map(each => ({ ...each, path: target ? `${target}/${below(each.path)}` : below(each.path) }));
  const there = occupied(all);
  const wrong = placed => {
    const malformed = placed.find(({ path }) => pathProblem(path));
    return malformed ? `${malformed.path}: ${pathProblem(malformed.path)}` : blocked(there, placed);
  };
  // Files that are dropped say themselves where to; so do those of a branch without a folder.
  const asks = top || (folder === undefined && there.folders.size > 0);
  const target = asks ? await askWhereTo({ uploads, leftOut, there, place, wrong }, folder ? [folder, top].filter(Boolean).join('/') : likely(there, top, place)) : folder ?? '';
  if (target === undefined) {
    return false;
  }
  const placed = place(target);
  const fault = asks ? '' : wrong(placed);
  if (fault) {
    throw new ApiError(400, 'CLIENT', fault);
  }
  if (!fits(placed, draft.sizes)) {
    return false;
  }
  if (!(await stage(draft, files, placed))) {
    notice('Cancelled: none of these files was added.');
    return false;
  }
  if (leftOut.length > 0) {
    notice(leftOutText(leftOut));
  }
  return true;
}

function blocked(there, placed) {
  const found = placed.find(({ path }) => inTheWay(there, path));
  return found ? `A file and a folder can’t both be ${inTheWay(there, found.path)}.` : '';
}

/** The folder of that name, unless what is in it is at the top already, or nothing is there yet. */
function likely(there, top, place) {
  const known = target => place(target).filter(({ path }) => there.paths.has(path)).length;
  return there.paths.size === 0 || known('') > known(top) ? '' : top;
}

const leftOutText = leftOut => ['Left out, as it is git’s own: ', leftOut.slice(0, SEEN).map((path, i) => [i > 0 && ', ', shown(path)]), leftOut.length > SEEN && ` and ${number(leftOut.length - SEEN)} more`];

/** The promise is of the folder; undefined if it is not to be done after all. */
function askWhereTo({ uploads, leftOut, there, place, wrong }, suggested) {
  const to = input({ value: suggested, placeholder: 'the top of the branch' });
  const preview = h('div.preview', { role: 'status' });
  const wanted = () => to.value.trim().replace(/^\/+|\/+$/g, '');
  const show = () => {
    const placed = place(wanted());
    const replaced = placed.filter(({ path }) => there.paths.has(path)).length;
    fill(
      preview,
      h('p.hint', null, `${count(placed.length, 'file becomes', 'files become')}`),
      h('ul', null, placed.slice(0, SEEN).map(({ path }) => h('li', null, h('code', null, shown(path)))), placed.length > SEEN && h('li.quiet', null, `and ${number(placed.length - SEEN)} more`)),
      replaced > 0 && h('p.hint', null, `${count(replaced, 'file', 'files')} that ${replaced === 1 ? 'is' : 'are'} there already will be replaced.`),
    );
  };
  to.addEventListener('input', show);
  show();
  return dialog({
    title: 'Where to?',
    body: [
      field('Into the folder', to, 'Leave it empty for the top of the branch. Folders are made as needed.'),
      preview,
      leftOut.length > 0 && h('p.hint.warn', null, leftOutText(leftOut)),
      h('p.hint', null, `${bytes(sizeOf(uploads))} in all. ${limitsText()}`),
    ],
    actions: [
      { label: 'Cancel' },
      {
        label: `Add ${count(uploads.length, 'file')}`,
        kind: 'primary',
        submit: true,
        run: () => {
          const problem = wrong(place(wanted()));
          if (problem) {
            throw new ApiError(400, 'CLIENT', problem);
          }
          return wanted();
        },
      },
    ],
  }).closed;
}

function tooMuch({ repoId, branch }, uploads, problem) {
  const word = text => (/^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const largest = uploads.reduce((most, { size }) => Math.max(most, size), 0);
  const raised = largest > limits.fileBytes ? ` --max-file-size ${Math.ceil(largest / 2 ** 20)}m` : '';
  const command = `erp-config import ${word(topOf(uploads) || 'FOLDER')} --owner ${word(session.current()._id)} --project ${word(repoId)} --branch ${word(branch.name)} --merge${raised}`;
  dialog({
    title: 'That is too much for the browser',
    body: [
      h('p', null, shown(problem), ' Nothing was added.'),
      h('p', null, 'The command line takes a folder of any size, on the server’s machine and beside the running server:'),
      h('div.command', null, h('code', { tabindex: '0' }, command), copyButton(command, 'Copy command')),
      h('p.hint', null, 'With --merge the branch keeps what the folder does not have.'),
    ],
    actions: [{ label: 'Close' }],
  });
}
