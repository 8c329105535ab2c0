// What differs between two states, file by file.

import { added, pairs, parse, removed } from '../model/diff.js';
import { badge, empty } from '../ui/controls.js';
import { fill, h, icon } from '../ui/dom.js';
import { count, number, shown } from '../ui/format.js';
import { lineText } from '../ui/lineText.js';

/** Files beyond this are folded until they are asked for. */
const OPEN_FILES = 20;
const OPEN_LINES = 500;
const LINES_AT_ONCE = 3000;

let sideBySide = matchMedia('(min-width: 1100px)').matches;

/**
 * @param diffs   as the API gives them
 * @param tools   from a path to what stands beside its name
 */
export function diffView(diffs, { nothing = 'Both have the same content.', tools = () => null } = {}) {
  if (diffs.length === 0) {
    return empty('No difference', nothing);
  }
  const files = diffs.map(diff => ({ diff, lines: parse(diff.diff) }));
  const list = h('div.diffs');
  const show = () => fill(list, files.map((each, i) => fileDiff(each, i, tools)));
  const layout = h('button', { type: 'button', 'aria-pressed': String(sideBySide), on: { click: () => { sideBySide = !sideBySide; layout.setAttribute('aria-pressed', String(sideBySide)); show(); } } }, 'Side by side');
  show();
  const known = files.filter(countable);
  const plus = known.reduce((sum, { lines }) => sum + added(lines), 0);
  const minus = known.reduce((sum, { lines }) => sum + removed(lines), 0);
  const others = files.length - known.length;
  return h('div', null, h('div.bar', null, h('p.facts', null, h('span', null, count(files.length, 'changed file')), plus + minus > 0 && [h('span.plus', null, `+${number(plus)}`), h('span.minus', null, `−${number(minus)}`)], others > 0 && h('span', null, `${count(others, 'file')} not compared line by line`)), h('div.tools', null, layout)), list);
}

/** Whether its changed lines are all there to be counted: of what is too large or no text none are. */
const countable = ({ diff, lines }) => !diff.too_large && !diff.collapsed && !isBinary(lines);

const isBinary = lines => lines.length > 0 && lines.every(line => line.kind === 'remark');

/** How much of a file differs; nothing where no line does. */
function extent(file) {
  if (!countable(file)) {
    return h('span.quiet', null, isBinary(file.lines) ? 'not text' : 'too large');
  }
  return file.lines.length > 0 && [h('span.plus', null, `+${number(added(file.lines))}`), h('span.minus', null, `−${number(removed(file.lines))}`)];
}

function fileDiff({ diff, lines }, index, tools) {
  const state = diff.new_file ? ['new', 'good'] : diff.deleted_file ? ['deleted', 'bad'] : diff.renamed_file ? ['renamed', 'info'] : ['edited', 'warn'];
  const name = diff.renamed_file ? [shown(diff.old_path), ' → ', shown(diff.new_path)] : shown(diff.new_path);
  const body = h('div.diff-body');
  const details = h('details.diff', { open: index < OPEN_FILES && lines.length < OPEN_LINES }, h('summary', null, icon('chevron'), h('span.grow.name', null, name), badge(...state), extent({ diff, lines }), tools(diff)), body);
  const draw = () => {
    if (details.open && !body.firstChild) {
      body.append(table(diff, lines));
    }
  };
  details.addEventListener('toggle', draw);
  draw();
  return details;
}

function table(diff, lines) {
  if (diff.too_large || diff.collapsed) {
    return h('p.quiet.pad', null, 'Too large to compare line by line. Download both to compare them.');
  }
  if (diff.renamed_file) {
    return h('p.quiet.pad', null, 'Renamed; the content is the same.');
  }
  if (lines.length === 0) {
    return h('p.quiet.pad', null, diff.new_file || diff.deleted_file ? 'An empty file.' : 'No line differs.');
  }
  const seen = lines.slice(0, LINES_AT_ONCE);
  const body = h('tbody', null, sideBySide ? pairs(seen).map(pairRow) : seen.map(lineRow));
  return h(
    'div.scroll',
    { tabindex: '0', role: 'group', 'aria-label': `Changed lines of ${diff.new_path}` },
    sideBySide ? h('table.lines.pairs', null, h('colgroup', null, h('col.no'), h('col'), h('col.no'), h('col')), body) : h('table.lines', null, body),
    lines.length > seen.length && h('p.quiet.pad', null, `and ${count(lines.length - seen.length, 'more line')}`),
  );
}

const SIGNS = { old: '−', new: '+', same: '', remark: '' };
function lineRow(line) {
  if (line.kind === 'hunk' || line.kind === 'remark') {
    return h(`tr.${line.kind}`, null, h('td', { colspan: 4 }, line.text));
  }
  return h(`tr.${line.kind}`, null, h('td.no', null, line.old ?? ''), h('td.no', null, line.new ?? ''), h('td.sign', null, SIGNS[line.kind]), h('td.code', null, lineText(line)));
}

function pairRow([left, right]) {
  if (left && (left.kind === 'hunk' || left.kind === 'remark')) {
    return h(`tr.${left.kind}`, null, h('td', { colspan: 4 }, left.text));
  }
  return h('tr', null, half(left, 'old'), half(right, 'new'));
}

function half(line, side) {
  const kind = line ? line.kind : 'none';
  return [h(`td.no.${kind}`, null, line?.[side] ?? ''), h(`td.code.${kind}`, null, line ? lineText(line) : '')];
}
