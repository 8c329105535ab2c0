// What differs between two texts, by lines and within them.

import DiffMatchPatch from 'diff-match-patch';
import { compared, whole } from '../model/lines.js';

/**
 * Lines that differ: what is between them is the same in both.
 *
 * @param {string[]} before lines, without their ends
 * @param {string[]} after  lines, without their ends
 * @param {number} seconds  after which it is settled for less than the smallest difference
 * @returns {Array} pairs of {from, to}: numbers of lines in each of the two, from 0, without the last one
 */
export function lineChanges(before, after, seconds) {
  const differ = new DiffMatchPatch();
  differ.Diff_Timeout = seconds;
  // Each line ends here, the last one too: whether another one follows is no difference of it.
  const { chars1, chars2 } = differ.diff_linesToChars_(`${before.join('\n')}\n`, `${after.join('\n')}\n`);
  // A character stands for a line. There are not enough of them for all texts; what is left over shares one then.
  if (chars1.length !== before.length || chars2.length !== after.length) {
    return middle(before, after);
  }
  return grouped(differ.diff_main(chars1, chars2, false));
}

/** All between the lines that both begin with and those that both end with, as one change. */
function middle(before, after) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail++;
  }
  const change = [before, after].map(lines => ({ from: head, to: lines.length - tail }));
  return change.every(({ from, to }) => from === to) ? [] : [change];
}

/** What is taken out and put in at one place is one change. */
function grouped(differences) {
  const changes = [];
  let at = [0, 0];
  let open = null;
  for (const [kind, { length }] of differences) {
    const then = [at[0] + (kind <= 0 ? length : 0), at[1] + (kind >= 0 ? length : 0)];
    if (kind === 0) {
      open = null;
    } else if (open) {
      open.forEach((side, i) => { side.to = then[i]; });
    } else {
      open = at.map((from, i) => ({ from, to: then[i] }));
      changes.push(open);
    }
    at = then;
  }
  return changes;
}

const LONGEST = 4000;

/**
 * Characters that differ between two stretches of lines.
 *
 * @param {boolean} closely whether it may take the time to find the smallest differences; else it is one a line
 * @returns {Array} for each of the two, a list of {from, to, alike}: alike: whether what is there looks the same in both
 */
export function textChanges(before, after, closely) {
  if (before === '' || after === '') {
    return [[], []];
  }
  const lines = compared(before.split('\n'), after.split('\n'));
  const alike = lines.some(side => side.some(line => line.alike));
  return (closely && !alike && before.length + after.length <= LONGEST && smallest(before, after)) || lines.map(placed);
}

/** Where the changes of lines are in all of them. */
function placed(lines) {
  let at = 0;
  return lines.flatMap(({ text, change, alike }) => {
    const from = at;
    at += text.length + 1;
    return change && change.from < change.to ? [{ from: from + change.from, to: from + change.to, alike }] : [];
  });
}

/** Nothing where the two have little in common. */
function smallest(before, after) {
  const differ = new DiffMatchPatch();
  differ.Diff_Timeout = 0.05;
  const differences = differ.diff_main(before, after, false);
  differ.diff_cleanupSemantic(differences);
  const same = differences.reduce((sum, [kind, text]) => sum + (kind === 0 ? text.length : 0), 0);
  if (same * 3 < Math.max(before.length, after.length)) {
    return null;
  }
  const changes = grouped(differences);
  return [before, after].map((text, i) => changes.map(change => ({ ...whole(text, change[i]), alike: false })).filter(({ from, to }) => from < to));
}
