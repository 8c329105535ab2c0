// Whether a file's content is what its name promises, and if not, where. Runs beside the page: see model/checks.js.

import { decode, doubts } from '../model/text.js';
import { json } from './json.js';
import { xml } from './xml.js';
import { yaml } from './yaml.js';

const LANGUAGES = { json, xml, yaml };

const MOST = 50;

/**
 * What is wrong, from the top.
 *
 * @param language whose rules count; that of another language has none but that its bytes have to be what it says of them
 * @param content  {text, form} or {bytes}
 * @returns {Array} of {from, to, line, message, severity: 'error' | 'warning', declaredWrongly: whether it says that it is in
 *     another encoding than the one that it is in}
 */
export function check(language, content) {
  const rules = LANGUAGES[language];
  const read = content.bytes ? decode(content.bytes) : { text: content.text, ...content.form };
  if (!read) {
    const text = new TextDecoder().decode(content.bytes);
    const at = Math.max(0, text.search(/[\ufffd\0]/));
    return rules ? placed(text, [{ from: at, to: at, message: 'From here on it is no text in UTF-8.', severity: 'error' }]) : [];
  }
  const problems = rules?.(read.text) ?? [];
  const doubt = doubts(read.text, read);
  if (doubt) {
    problems.push({ from: doubt.at, to: doubt.at, ...doubt, severity: 'error' });
  }
  if (language === 'json' && read.bom) {
    problems.push({ from: 0, to: 0, message: read.encoding === 'utf-8' ? 'It begins with a byte order mark: some programs that read JSON refuse that.' : 'It is written in UTF-16: many programs read no JSON but in UTF-8.', severity: 'warning' });
  }
  return placed(read.text, problems.sort((a, b) => a.from - b.from));
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
