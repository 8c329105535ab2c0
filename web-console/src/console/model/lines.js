// What differs between two lines, also where they look the same.

// Spaces of any width, characters without any, marks of direction, and control characters.
const BLANK = /[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const NOTHING = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]/g;

/** What of a text is seen: the same for all texts that look alike. */
const look = text => text.normalize('NFKC').replace(NOTHING, '').replace(BLANK, ' ').trimEnd();

/**
 * Where two texts differ: from the first character to the last that isn't the same in both.
 *
 * @returns {Array} {from, to} in each of the two
 */
export function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail++;
  }
  return [before, after].map(text => whole(text, { from: head, to: text.length - tail }));
}

/** A part of a text that begins and ends with whole characters, those that are put upon others with them. */
export function whole(text, { from, to }) {
  const inside = at => at > 0 && at < text.length && (/[\udc00-\udfff]/.test(text[at]) || /\p{M}/u.test(text[at]));
  let [start, end] = [from, to];
  while (start < end && inside(start)) {
    start--;
  }
  while (start < end && inside(end)) {
    end++;
  }
  return { from: start, to: end };
}

/**
 * Which of the lines taken out and put in at one place belong together, and where they differ.
 *
 * @param {string[]} before
 * @param {string[]} after
 * @returns {Array} for each of the two, the lines as {text, change, alike}: change: {from, to}, none where a line has no other
 *     that belongs to it, or has little in common with it; alike: whether the two look the same
 */
export function compared(before, after) {
  const sides = [before, after].map(lines => lines.map(text => ({ text, change: null, alike: false })));
  const looks = new Map();
  // From the last to the first, so that the first is taken first.
  [...sides[1]].reverse().forEach(line => {
    const seen = look(line.text);
    if (!looks.has(seen)) {
      looks.set(seen, []);
    }
    looks.get(seen).push(line);
  });
  const pairs = [];
  for (const line of sides[0]) {
    const other = looks.get(look(line.text))?.pop();
    if (other) {
      pairs.push([line, other, true]);
    }
  }
  const matched = new Set(pairs.flat());
  const [olds, news] = sides.map(lines => lines.filter(line => !matched.has(line)));
  pairs.push(...olds.slice(0, news.length).map((line, i) => [line, news[i], false]));
  for (const [old, now, alike] of pairs) {
    const changes = difference(old.text, now.text);
    const longest = Math.max(old.text.length, now.text.length);
    const differing = Math.max(...changes.map(({ from, to }) => to - from));
    if (alike || differing * 3 < longest * 2 || longest > SHORT) {
      [old, now].forEach((line, side) => Object.assign(line, { change: changes[side], alike }));
    }
  }
  return sides;
}

/** Longer lines are never seen as a whole: where they differ always has to be found. */
const SHORT = 1000;

/** The part of a long line that is to be seen: all of it, or what is around its change. */
export function excerpt({ text, change }, longest) {
  if (text.length <= longest) {
    return { from: 0, to: text.length };
  }
  const from = Math.max(0, Math.min((change?.from ?? 0) - AROUND, text.length - longest));
  return whole(text, { from, to: from + longest });
}

const AROUND = 200;
