// What is wrong with a text that is to be JSON (RFC 8259).

const TOKEN = /[ \t\n\r]*(?:("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|true|false|null|[[\]{},:])/y;
const SPACES = /[ \t\n\r]*/y;

const EXPECTED = {
  value: 'A value is expected here.',
  firstValue: 'A value or “]” is expected here.',
  key: 'A key in double quotes is expected here.',
  firstKey: 'A key in double quotes or “}” is expected here.',
  colon: 'A “:” is expected here.',
  next: 'A “,” or the end of the list or object is expected here.',
  end: 'Nothing is expected behind the value.',
};

/** Problems: {from, to, message, severity}; not more than one error of the grammar, as what stands behind it is unclear. */
export function json(text) {
  if (text.trim() === '') {
    return [{ from: 0, to: 0, message: 'There is no value: an empty file is no JSON.', severity: 'error' }];
  }
  const problems = [];
  // The keys of each object that is open, and null for each list.
  const open = [];
  let expected = 'value';
  TOKEN.lastIndex = 0;
  for (let at = 0; ; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(text);
    if (!found) {
      const from = space(text, at);
      if (expected !== 'end' || from < text.length) {
        problems.push(grammar(text, from, expected));
      }
      return problems;
    }
    const [all, string, number] = found;
    const token = string ?? number ?? all.trimStart();
    const from = TOKEN.lastIndex - token.length;
    const then = follow(expected, token, string !== undefined, open);
    if (!then) {
      problems.push(grammar(text, from, expected));
      return problems;
    }
    if (string !== undefined) {
      problems.push(...doubtfulText(string, from, expected === 'key' || expected === 'firstKey' ? open.at(-1) : null));
    } else if (number !== undefined && !isKept(number)) {
      problems.push({ from, to: from + number.length, message: 'A number that large is rounded by many programs: a text keeps its digits.', severity: 'warning' });
    }
    expected = then;
  }
}

function space(text, at) {
  SPACES.lastIndex = at;
  SPACES.exec(text);
  return SPACES.lastIndex;
}

function grammar(text, from, expected) {
  return { from, to: Math.min(from + 1, text.length), message: reason(text[from], expected), severity: 'error' };
}

function reason(character, expected) {
  if (character === undefined) {
    return `The file ends too early. ${EXPECTED[expected]}`;
  }
  if (character === '"' && expected !== 'end' && expected !== 'next' && expected !== 'colon') {
    return 'This text does not end in its line, or has an escape or a control character that JSON does not know.';
  }
  return character === '/' || character === '#' ? `JSON has no comments. ${EXPECTED[expected]}` : EXPECTED[expected];
}

/** What is expected after a token where something was expected; nothing if it can't stand there. */
function follow(expected, token, isText, open) {
  const behind = () => (open.length === 0 ? 'end' : 'next');
  const close = () => {
    open.pop();
    return behind();
  };
  switch (expected) {
    case 'key':
    case 'firstKey':
      return isText ? 'colon' : token === '}' && expected === 'firstKey' ? close() : null;
    case 'colon':
      return token === ':' ? 'value' : null;
    case 'next':
      return token === ',' ? (open.at(-1) ? 'key' : 'value') : token === (open.at(-1) ? '}' : ']') ? close() : null;
    case 'end':
      return null;
    default:
      if (token === '{' || token === '[') {
        open.push(token === '{' ? new Set() : null);
        return token === '{' ? 'firstKey' : 'firstValue';
      }
      return token === ']' && expected === 'firstValue' ? close() : /^[}\],:]$/.test(token) ? null : behind();
  }
}

/** @param keys those that the object has so far, if it is one of them */
function doubtfulText(written, from, keys) {
  const problems = [];
  if (!keys && !written.includes('\\u')) {
    return problems;
  }
  const to = from + written.length;
  const value = written.includes('\\') ? JSON.parse(written) : written.slice(1, -1);
  if (keys?.has(value)) {
    problems.push({ from, to, message: `The key ${written.slice(0, 100)} is there twice: of its values most programs see only one.`, severity: 'error' });
  }
  keys?.add(value);
  if (/[\ud800-\udfff]/u.test(value)) {
    problems.push({ from, to, message: 'An escape stands for half a character: many programs refuse that.', severity: 'warning' });
  }
  return problems;
}

/** Whether a number is the same as a double, in which many programs keep all numbers. */
function isKept(written) {
  const value = Number(written);
  return Number.isFinite(value) && (written.length < 16 || Number.isSafeInteger(value) || !/^-?[0-9]{1,400}$/.test(written) || BigInt(written) === BigInt(value));
}
