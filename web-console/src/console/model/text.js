// Bytes as text and back, so that what was not changed stays the same to the byte.

const BOM = '\ufeff';

/** Larger files are shown as what can be downloaded, not edited. */
export const MAX_EDITED = 4 * 1024 * 1024;

/**
 * How a text is written as bytes.
 *
 * @typedef {object} Form
 * @property {boolean} bom       whether a byte order mark is in front
 * @property {string} ending     '\n', '\r\n' or 'mixed'
 * @property {string} encoding   'utf-8', 'utf-16le', 'utf-16be', or the name that the text itself gives to one of its own
 * @property {string | null} declared  the encoding that the text said it has when it was read, whether or not it has
 */

/** A new text's form. */
export const PLAIN = { bom: false, ending: '\n', encoding: 'utf-8', declared: null };

/**
 * Reads bytes as text.
 *
 * @returns {null | {text: string} & Form} null if they are no text that comes back as the same bytes; the text has "\n" at its
 *     ends of lines where all of them are alike, else what is there
 */
export function decode(bytes) {
  const read = utf16(bytes) ?? utf8(bytes) ?? asDeclared(bytes);
  if (!read || read.whole.includes('\0')) {
    return null;
  }
  const { whole, encoding } = read;
  const bom = whole.startsWith(BOM);
  const text = bom ? whole.slice(1) : whole;
  const form = { bom, encoding, declared: declared(text) };
  if (!text.includes('\r')) {
    return { text, ...form, ending: '\n' };
  }
  const unlike = text.replaceAll('\r\n', '');
  return unlike.includes('\r') || unlike.includes('\n') ? { text, ...form, ending: 'mixed' } : { text: text.replaceAll('\r\n', '\n'), ...form, ending: '\r\n' };
}

/** How what was read is written, without the text. */
export const formOf = ({ bom, ending, encoding, declared: name }) => ({ bom, ending, encoding, declared: name });

const ENDINGS = { '\n': 'LF', '\r\n': 'CRLF' };

/** In what two forms can differ: by name, {keys, told: how a form is in that}. An encoding and its declaration go together. */
export const TRAITS = new Map([
  ['Line ends', { keys: ['ending'], told: ({ ending }) => ENDINGS[ending] ?? ending }],
  ['Byte order mark', { keys: ['bom'], told: ({ bom }) => (bom ? 'there' : 'none') }],
  ['Encoding', { keys: ['encoding', 'declared'], told: ({ encoding }) => encoding.toUpperCase() }],
]);

/** The names of that in which two forms differ. */
export const differing = (a, b) => [...TRAITS].filter(([, { keys }]) => a[keys[0]] !== b[keys[0]]).map(([name]) => name);

export const sameForm = (a, b) => differing(a, b).length === 0;

function whole(bytes, encoding) {
  try {
    return { whole: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes), encoding };
  } catch {
    return null;
  }
}

/** Such a text is known by its byte order mark alone. */
function utf16(bytes) {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  return encoding && bytes.length % 2 === 0 ? whole(bytes, encoding) : null;
}

function utf8(bytes) {
  const read = bytes.includes(0) ? null : whole(bytes, 'utf-8');
  const name = read && declared(read.whole);
  // Where all is ASCII, what it declares decides what comes to it.
  return name && isAscii(read.whole) && characters(name) ? { ...read, encoding: name } : read;
}

function asDeclared(bytes) {
  const name = declared(String.fromCharCode(...bytes.subarray(0, DECLARED_WITHIN)));
  const known = name && !bytes.includes(0) && characters(name);
  if (!known) {
    return null;
  }
  const pieces = [];
  for (let i = 0; i < bytes.length; i += 0x8000) {
    pieces.push(Array.from(bytes.subarray(i, i + 0x8000), byte => known[byte]).join(''));
  }
  const read = { whole: pieces.join(''), encoding: name };
  return read.whole.includes(UNKNOWN) ? null : read;
}

const isAscii = text => !/[^\0-\x7f]/.test(text);

const DECLARED_WITHIN = 1024;

// XML, CSS, and HTML.
const DECLARATIONS = [
  /^(<\?xml\s[^>]*?\sencoding\s*=\s*["'])([\w.:-]+)/,
  /^(@charset ")([\w.:-]+)(?=";)/,
  /^(\s*<(?:!doctype\s+html|html)\b[^]*?<meta\s[^>]*?charset\s*=\s*["']?)([\w.:-]+)/i,
];

/** The encoding that a text says it is in, in small letters; null if it says nothing. */
export function declared(text) {
  const head = text.slice(0, DECLARED_WITHIN).replace(/^\ufeff/, '');
  const found = DECLARATIONS.map(each => each.exec(head)).find(Boolean);
  return found ? found[2].toLowerCase() : null;
}

/** The same text, declaring what any text can be written in. */
export function redeclared(text, { encoding }) {
  const declaration = DECLARATIONS.find(each => each.test(text.slice(0, DECLARED_WITHIN)));
  return declaration ? text.replace(declaration, `$1${encoding.startsWith('utf-16') ? 'UTF-16' : 'UTF-8'}`) : text;
}

const UNKNOWN = '\ufffd';
const tables = new Map();

/** The characters of an encoding in which each is one byte, by the byte; null for any other encoding. */
function characters(name) {
  if (!tables.has(name)) {
    tables.set(name, table(name));
  }
  return tables.get(name);
}

function table(name) {
  let decoder;
  try {
    decoder = new TextDecoder(name);
  } catch {
    return null;
  }
  if (!/^(?:windows-|iso-8859-|koi8-|ibm866|macintosh|x-mac-)/.test(decoder.encoding)) {
    return null;
  }
  const all = [...decoder.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))];
  if (/ascii|ansi_x3/.test(name)) {
    return all.fill(UNKNOWN, 0x80);
  }
  // Browsers take the ISO's for Windows' own, which differ in what are control characters in the former.
  return /^(?:windows|cp|x-cp|koi|ibm866|866|csibm|cskoi|mac|x-mac|csmac|dos)/.test(name) ? all : all.map((character, byte) => (byte >= 0x80 && byte < 0xa0 ? String.fromCharCode(byte) : character));
}

/** What a text is to be written in: what it declares, once it declares something else than when it was read. */
function encodingOf(text, form) {
  const name = declared(text);
  if (name === (form.declared ?? null) || form.encoding.startsWith('utf-16')) {
    return form.encoding;
  }
  return name && characters(name) ? name : 'utf-8';
}

/** The bytes of a text that was read so. A text with a character that its encoding lacks is written in UTF-8: see doubts. */
export function encode(text, form) {
  const { bom, ending } = form;
  const lines = ending === '\r\n' ? text.replaceAll('\n', '\r\n') : text;
  const encoding = encodingOf(text, form);
  if (encoding.startsWith('utf-16')) {
    const units = BOM + lines;
    const bytes = new DataView(new ArrayBuffer(2 * units.length));
    for (let i = 0; i < units.length; i++) {
      bytes.setUint16(2 * i, units.charCodeAt(i), encoding === 'utf-16le');
    }
    return new Uint8Array(bytes.buffer);
  }
  return (encoding === 'utf-8' ? null : inBytes(lines, characters(encoding))) ?? new TextEncoder().encode(bom ? BOM + lines : lines);
}

function inBytes(text, known) {
  const bytes = byCharacter(known);
  const written = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = bytes.get(text[i]);
    if (byte === undefined) {
      return null;
    }
    written[i] = byte;
  }
  return written;
}

const byCharacter = known => new Map(known.map((character, byte) => [character, byte]).filter(([character]) => character !== UNKNOWN));

/**
 * Why a text can't be written as what it says it is: null if it can.
 *
 * @returns {null | {at: number, message: string, declaredWrongly: boolean}}
 */
export function doubts(text, form) {
  const encoding = encodingOf(text, form);
  const name = declared(text);
  const half = /[\ud800-\udfff]/u.exec(text);
  if (half) {
    return { at: half.index, message: 'Half a character stands here, which can’t be written.', declaredWrongly: false };
  }
  if (!name) {
    return null;
  }
  const wrongly = (at, message) => ({ at, message, declaredWrongly: true });
  const shown = name.toUpperCase();
  if (encoding.startsWith('utf-16')) {
    return name.startsWith('utf-16') ? null : wrongly(0, `It declares ${shown}, but is written in UTF-16.`);
  }
  if (encoding !== 'utf-8') {
    const bytes = byCharacter(characters(encoding));
    const at = firstWithout(text, bytes);
    return at < 0 ? null : wrongly(at, `It declares ${shown}, which has no “${String.fromCodePoint(text.codePointAt(at))}”.`);
  }
  if (name === 'utf-8' || name === 'utf8') {
    return null;
  }
  const at = name.startsWith('utf-16') ? 0 : text.search(/[^\0-\x7f]/);
  return at < 0 ? null : wrongly(at, `It declares ${shown}, but is written in UTF-8.`);
}

function firstWithout(text, bytes) {
  for (let i = 0; i < text.length; i++) {
    if (!bytes.has(text[i])) {
      return i;
    }
  }
  return -1;
}

/** What a text is written in, by its file's name. */
export function language(path) {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf('.') + 1);
  switch (ending) {
    case 'json':
    case 'jsonc':
    case 'geojson':
      return ending === 'jsonc' ? 'text' : 'json';
    case 'yaml':
    case 'yml':
      return 'yaml';
    case 'xml':
    case 'xsd':
    case 'xsl':
    case 'xslt':
    case 'svg':
    case 'wsdl':
      return 'xml';
    case 'properties':
    case 'ini':
    case 'cfg':
    case 'conf':
      return 'properties';
    default:
      return 'text';
  }
}

/** Whether a text says itself what it is written in, by its file's name. */
export const isDeclaring = path => language(path) === 'xml' || /\.(?:css|html?|xhtml)$/i.test(path);

export const LANGUAGES = { json: 'JSON', yaml: 'YAML', xml: 'XML', properties: 'Properties', text: 'Plain text' };

export function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function base64(bytes) {
  const pieces = [];
  for (let i = 0; i < bytes.length; i += 0x8000) {
    pieces.push(String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000)));
  }
  return btoa(pieces.join(''));
}

/** Why a text can't be the path of a file (contract, section 1); an empty text if it can. */
export function pathProblem(path) {
  const bytes = text => new TextEncoder().encode(text).length;
  if (path === '') {
    return 'Say which path the file is to have.';
  }
  if (/[\u0000-\u001f\u007f\\]/.test(path)) {
    return 'A path has no backslash and no control character.';
  }
  if (path.split('/').some(segment => segment === '' || segment === '.' || segment === '..')) {
    return 'A path is relative, and none of its parts is empty, “.” or “..”.';
  }
  const gits = path.split('/').find(segment => /^(\.git|git~1)[. ]*(:.*)?$/i.test(segment));
  if (gits !== undefined) {
    return `Git keeps “${gits}” for itself.`;
  }
  if (bytes(path) > 1024 || path.split('/').some(segment => bytes(segment) > 255)) {
    return 'That path is too long.';
  }
  return '';
}
