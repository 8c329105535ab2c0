// Unified diffs, as the API gives them, in lines that can be shown.

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/;

/** Lines of {kind: 'same' | 'old' | 'new' | 'hunk' | 'remark', old, new, text}. */
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
      lines.push({ kind: 'remark', text: line.slice(2) });
    } else if (line.startsWith(' ') || line === '') {
      lines.push({ kind: 'same', old: before++, new: after++, text: line.slice(1) });
    } else {
      lines.push({ kind: 'remark', text: line.startsWith('Binary files ') ? 'Not text: its bytes differ.' : line });
    }
  }
  return lines;
}

/** The same side by side: pairs of lines, of which one may be missing. */
export function pairs(lines) {
  const result = [];
  let olds = [];
  let news = [];
  let remarks = [];
  const flush = () => {
    for (let i = 0; i < Math.max(olds.length, news.length); i++) {
      result.push([olds[i] ?? null, news[i] ?? null]);
    }
    result.push(...remarks.map(remark => [remark, remark]));
    olds = [];
    news = [];
    remarks = [];
  };
  for (const line of lines) {
    if (line.kind === 'old') {
      olds.push(line);
    } else if (line.kind === 'new') {
      news.push(line);
    } else if (line.kind === 'remark' && olds.length + news.length > 0) {
      // Said of one side, between what belongs together; once is enough.
      remarks = [line];
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
