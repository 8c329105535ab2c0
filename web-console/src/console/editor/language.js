import { StreamLanguage } from '@codemirror/language';
import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { yaml } from '@codemirror/lang-yaml';
import { properties } from '@codemirror/legacy-modes/mode/properties';

/** What colours a text; nothing for lines so long that colouring them would make typing slow. */
export function support(language, text) {
  if (hasLongLine(text)) {
    return [];
  }
  switch (language) {
    case 'json':
      return json();
    case 'yaml':
      return yaml();
    case 'xml':
      return xml();
    case 'properties':
      return StreamLanguage.define(properties);
    default:
      return [];
  }
}

const LONG_LINE = 50000;

export function hasLongLine(text) {
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    if ((end < 0 ? text.length : end) - from > LONG_LINE) {
      return true;
    }
    if (end < 0) {
      return false;
    }
    from = end + 1;
  }
  return false;
}
