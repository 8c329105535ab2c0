// Whether a file's content is what its name promises, and if not, where. Runs beside the page: see model/checks.js.

import { decode } from '../model/text.js';
import { json } from './json.js';
import { xml } from './xml.js';
import { yaml } from './yaml.js';

const LANGUAGES = { json, xml, yaml };

const MOST = 50;

/**
 * What is wrong, from the top.
 *
 * @param content {text, form} or {bytes}
 * @returns {Array} of {from, to, line, message, severity: 'error' | 'warning'}
 */
export function check(language, content) {
  const read = content.bytes ? decode(content.bytes) : { text: content.text, ...content.form };
  if (!read) {
    const text = new TextDecoder().decode(content.bytes);
    return placed(text, [{ from: Math.max(0, text.search(/[\ufffd\0]/)), message: 'From here on it is no text in UTF-8.', severity: 'error' }]);
  }
  const problems = LANGUAGES[language](read.text).sort((a, b) => a.from - b.from);
  if (read.bom && language === 'json') {
    problems.unshift({ from: 0, to: 0, message: 'It begins with a byte order mark: some programs that read JSON refuse that.', severity: 'warning' });
  }
  return placed(read.text, problems);
}

function placed(text, problems) {
  let line = 1;
  let at = 0;
  return problems.slice(0, MOST).map(problem => {
    for (let end = text.indexOf('\n', at); end >= 0 && end < problem.from; end = text.indexOf('\n', at)) {
      line++;
      at = end + 1;
    }
    return { line, ...problem };
  });
}
