// What differs between two texts, by lines and within them.

import DiffMatchPatch from 'diff-match-patch';

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
 * Characters that differ between two texts that have something in common; none if they have little.
 *
 * @returns {Array} for each of the two, a list of {from, to}
 */
export function textChanges(before, after) {
  if (before === '' || after === '' || before.length + after.length > LONGEST) {
    return [[], []];
  }
  const differ = new DiffMatchPatch();
  differ.Diff_Timeout = 0.05;
  const differences = differ.diff_main(before, after, false);
  differ.diff_cleanupSemantic(differences);
  const same = differences.reduce((sum, [kind, text]) => sum + (kind === 0 ? text.length : 0), 0);
  if (same * 3 < Math.max(before.length, after.length)) {
    return [[], []];
  }
  const changes = grouped(differences);
  return [before, after].map((text, i) => changes.map(change => whole(text, change[i])).filter(({ from, to }) => from < to));
}

/** Half a character is not to be marked. */
function whole(text, { from, to }) {
  const cut = at => at > 0 && at < text.length && /[\udc00-\udfff]/.test(text[at]) && /[\ud800-\udbff]/.test(text[at - 1]);
  return from < to ? { from: cut(from) ? from - 1 : from, to: cut(to) ? to + 1 : to } : { from, to };
}
