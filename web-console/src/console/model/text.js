// Bytes as text and back, so that what was not changed stays the same to the byte.

const BOM = '\ufeff';

/** Larger files are shown as what can be downloaded, not edited. */
export const MAX_EDITED = 4 * 1024 * 1024;

/**
 * Reads bytes as text.
 *
 * @returns {null | {text: string, bom: boolean, ending: string}} null if they are no text that comes back as the same bytes;
 *     text has "\n" at its ends of lines where all of them are alike, else what is there; ending is '\n', '\r\n' or 'mixed'
 */
export function decode(bytes) {
  if (bytes.includes(0)) {
    return null;
  }
  let whole;
  try {
    whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  const bom = whole.startsWith(BOM);
  const text = bom ? whole.slice(1) : whole;
  if (!text.includes('\r')) {
    return { text, bom, ending: '\n' };
  }
  const unlike = text.replaceAll('\r\n', '');
  return unlike.includes('\r') || unlike.includes('\n') ? { text, bom, ending: 'mixed' } : { text: text.replaceAll('\r\n', '\n'), bom, ending: '\r\n' };
}

/** The bytes of a text that was read so. */
export function encode(text, { bom, ending }) {
  const lines = ending === '\r\n' ? text.replaceAll('\n', '\r\n') : text;
  return new TextEncoder().encode(bom ? BOM + lines : lines);
}

export const PLAIN = { bom: false, ending: '\n' };

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
  if (bytes(path) > 1024 || path.split('/').some(segment => bytes(segment) > 255)) {
    return 'That path is too long.';
  }
  return '';
}
