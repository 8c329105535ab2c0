// Unified diffs, as the API gives them, in lines that can be shown.

import { compared } from './lines.js';

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/;

/**
 * Lines of {kind: 'same' | 'old' | 'new' | 'hunk' | 'remark', old, new, text}; change and alike, see compared; unended: whether it
 * is the last one of its file and no line end is behind it.
 */
export function parse(diff) {
  const lines = [];
  let before = 0;
  let after = 0;
  const all = diff.split('\n');
  if (all.at(-1) === '') {
    all.pop();
  }
  for (const line of all) {
    const hunk = HUNK.exec(line);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      lines.push({ kind: 'hunk', text: line });
    } else if (before + after === 0 && /^(---|\+\+\+) /.test(line)) {
      continue;
    } else if (line.startsWith('+')) {
      lines.push({ kind: 'new', new: after++, text: line.slice(1) });
    } else if (line.startsWith('-')) {
      lines.push({ kind: 'old', old: before++, text: line.slice(1) });
    } else if (line.startsWith('\\')) {
      lines.at(-1).unended = true;
    } else if (line.startsWith(' ') || line === '') {
      lines.push({ kind: 'same', old: before++, new: after++, text: line.slice(1) });
    } else {
      lines.push({ kind: 'remark', text: line.startsWith('Binary files ') ? 'Not text: its bytes differ.' : line });
    }
  }
  compareRuns(lines);
  return lines;
}

/** Notes where lines that were taken out differ from those that were put in there. */
function compareRuns(lines) {
  for (let at = 0; at < lines.length; ) {
    const olds = run(lines, at, 'old');
    const news = run(lines, at + olds.length, 'new');
    compared(...[olds, news].map(side => side.map(({ text }) => text))).forEach((side, i) => side.forEach(({ change, alike }, j) => Object.assign([olds, news][i][j], { change, alike })));
    at += Math.max(1, olds.length + news.length);
  }
}

function run(lines, from, kind) {
  let to = from;
  while (lines[to]?.kind === kind) {
    to++;
  }
  return lines.slice(from, to);
}

/** The same side by side: pairs of lines, of which one may be missing. */
export function pairs(lines) {
  const result = [];
  let olds = [];
  let news = [];
  const flush = () => {
    for (let i = 0; i < Math.max(olds.length, news.length); i++) {
      result.push([olds[i] ?? null, news[i] ?? null]);
    }
    olds = [];
    news = [];
  };
  for (const line of lines) {
    if (line.kind === 'old') {
      olds.push(line);
    } else if (line.kind === 'new') {
      news.push(line);
    } else {
      flush();
      result.push([line, line]);
    }
  }
  flush();
  return result;
}

export const added = lines => lines.filter(line => line.kind === 'new').length;
export const removed = lines => lines.filter(line => line.kind === 'old').length;
