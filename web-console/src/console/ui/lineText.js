// A line of a file as what it is, with what has changed in it.

import { excerpt } from '../model/lines.js';
import { h } from './dom.js';
import { code, count, shown } from './format.js';

const LONG = 5000;
/** In how many characters of a change each is shown that isn't seen otherwise. */
const REVEALED = 500;

const PIECES = /(\t)|( )|([^\x21-\x7e])/u;

/** @param line {text, change, alike}, see compared; unended */
export function lineText(line) {
  const { text, change, alike } = line;
  const seen = excerpt(line, LONG);
  const part = (from, to) => text.slice(Math.max(from, seen.from), Math.min(to, seen.to));
  const plain = written => (written ? shown(written.replaceAll('\t', '    ')) : null);
  const left = (length, where) => (length > 0 ? h('span.quiet', null, `… ${count(length, 'character')} ${where}`) : null);
  const changed = change ? part(change.from, change.to) : '';
  return [
    left(seen.from, 'before this … '),
    change ? [plain(part(0, change.from)), changed && h('mark', null, alike || /^\s+$/.test(changed) ? revealed(changed) : plainTabs(changed)), plain(part(change.to, text.length))] : plain(part(0, text.length)),
    left(text.length - seen.to, 'more'),
    line.unended && h('span.unseen', null, 'No newline at end of file'),
  ];
}

/** Lines that look the same differ in something here: each character is shown that could be it. */
function revealed(text) {
  return [
    text.slice(0, REVEALED).split(PIECES).filter(Boolean).map(piece => (piece === '\t' ? h('span.unseen', null, '→') : piece === ' ' ? h('span.unseen', null, '·') : /^[\x21-\x7e]+$/.test(piece) ? piece : h('span.unseen', null, code(piece)))),
    text.length > REVEALED && shown(text.slice(REVEALED)),
  ];
}

const plainTabs = text => text.split('\t').flatMap((piece, i) => [i > 0 && h('span.unseen', null, '→'), piece && shown(piece)]);
