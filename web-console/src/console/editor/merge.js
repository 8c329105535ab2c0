// Two changes of one text put together, as far as they don't touch the same lines.

import { TRAITS } from '../model/text.js';
import { lineChanges } from './changes.js';

const SECONDS = 1;

/**
 * @returns {Array} pieces in their order: {lines} that are clear, or {base, mine, theirs}, lines too, of which somebody has to
 *     choose
 */
export function merge(base, mine, theirs) {
  const edits = [...changes(base, mine, 'mine'), ...changes(base, theirs, 'theirs')].sort((a, b) => a.from - b.from || a.to - b.to);
  const from = base.split('\n');
  const pieces = [];
  let at = 0;
  for (let i = 0; i < edits.length; ) {
    let { from: start, to: end } = edits[i];
    const group = [edits[i++]];
    // What touches belongs together: lines put in at one place by both have no order of their own.
    while (i < edits.length && (edits[i].from < end || (edits[i].from === start && edits[i].to === start) || edits[i].from === end)) {
      end = Math.max(end, edits[i].to);
      group.push(edits[i++]);
    }
    pieces.push({ lines: from.slice(at, start) });
    const sides = new Set(group.map(edit => edit.side));
    const mineLines = applied(from, start, end, group.filter(edit => edit.side === 'mine'));
    const theirLines = applied(from, start, end, group.filter(edit => edit.side === 'theirs'));
    if (sides.size === 1) {
      pieces.push({ lines: sides.has('mine') ? mineLines : theirLines });
    } else if (mineLines.join('\n') === theirLines.join('\n') && mineLines.length === theirLines.length) {
      pieces.push({ lines: mineLines });
    } else {
      pieces.push({ base: from.slice(start, end), mine: mineLines, theirs: theirLines });
    }
    at = end;
  }
  pieces.push({ lines: from.slice(at) });
  return joined(pieces);
}

/**
 * The same for how a text is written.
 *
 * @param base  null if it is not known
 * @returns {{form: object, taken: Array, open: Array}} form: with what is mine where it is open; taken: names of what was changed
 *     by the other side alone; open: {name, base, mine, theirs}, forms of which somebody has to choose one
 */
export function mergeForms(base, mine, theirs) {
  const form = { ...mine };
  const taken = [];
  const open = [];
  for (const [name, { keys }] of TRAITS) {
    const part = of => of && Object.fromEntries(keys.map(key => [key, of[key]]));
    const like = (a, b) => a && a[keys[0]] === b[keys[0]];
    if (like(mine, theirs)) {
      continue;
    }
    if (like(base, mine)) {
      Object.assign(form, part(theirs));
      taken.push(name);
    } else if (!like(base, theirs)) {
      open.push({ name, base: part(base), mine: part(mine), theirs: part(theirs) });
    }
  }
  return { form, taken, open };
}

/** What was clear, and stands together, is one piece. */
function joined(pieces) {
  const result = [];
  for (const piece of pieces) {
    if (!piece.lines) {
      result.push(piece);
    } else if (piece.lines.length > 0) {
      if (result.at(-1)?.lines) {
        result.at(-1).lines.push(...piece.lines);
      } else {
        result.push({ lines: [...piece.lines] });
      }
    }
  }
  return result;
}

/** Changed lines: those of the base from one number up to another, from 0, and what stands there now. */
function changes(base, text, side) {
  const lines = text.split('\n');
  return lineChanges(base.split('\n'), lines, SECONDS).map(([before, after]) => ({ side, ...before, lines: lines.slice(after.from, after.to) }));
}

function applied(from, start, end, edits) {
  const lines = [];
  let at = start;
  for (const edit of edits) {
    lines.push(...from.slice(at, edit.from), ...edit.lines);
    at = edit.to;
  }
  lines.push(...from.slice(at, end));
  return lines;
}
