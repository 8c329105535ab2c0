// What a document type declaration says of entities, and what is wrong with it (XML 1.0, section 2.8 and 4.2). Nothing that
// it refers to elsewhere is ever read.

import { NAME_CHAR, NAME_START_CHAR } from 'xmlchars/xml/1.0/ed5.js';

const pattern = source => new RegExp(source, 'uy');

const SPACE = '[ \\t\\r\\n]';
const NAME = `[${NAME_START_CHAR}][${NAME_CHAR}]*`;
const LITERAL = '"[^"]*"|\'[^\']*\'';
const PUBLIC = '"[ \\r\\na-zA-Z0-9\\-\'()+,./:=?;!*#@$_%]*"|\'[ \\r\\na-zA-Z0-9\\-()+,./:=?;!*#@$_%]*\'';

const P = {
  spaces: pattern(`${SPACE}+`),
  maybe: pattern(`${SPACE}*`),
  name: pattern(NAME),
  token: pattern(`[${NAME_CHAR}]+`),
  literal: pattern(LITERAL),
  public: pattern(PUBLIC),
  comment: pattern('<!--(?:[^\\-]|-[^\\-])*-->'),
  instruction: pattern(`<\\?(?!xml(?:${SPACE}|\\?))${NAME}(?:\\?>|${SPACE}[^]*?\\?>)`),
  parameter: pattern(`%${NAME};`),
  repeat: pattern('[?*+]?'),
  type: pattern(`(?:CDATA|IDREFS?|ID|ENTITY|ENTITIES|NMTOKENS?)(?=${SPACE})`),
};

const REFERENCE = new RegExp(`&(?:#([0-9]+)|#x([0-9a-fA-F]+)|(${NAME}));|&`, 'gu');

export class Malformed extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
  }
}

/**
 * Reads a document type declaration.
 *
 * @param text what stands between "<!DOCTYPE" and ">"
 * @returns {{entities: Map, open: boolean}} entities by name, each {text} or {external} or {unparsed}; open: whether there may
 *     be others, which are declared elsewhere
 * @throws {Malformed} with where in the text
 */
export function readDoctype(text) {
  return new Doctype(text).read();
}

class Doctype {
  #at = 0;
  #open = false;
  #entities = new Map();

  constructor(text) {
    this.text = text;
  }

  read() {
    this.#need('spaces', 'a space');
    this.#need('name', 'the name of the outermost element');
    if (this.#take('spaces') && /["'A-Z]/.test(this.#next)) {
      this.#external();
      this.#open = true;
      this.#take('maybe');
    }
    if (this.#is('[')) {
      this.#declarations();
      this.#take('maybe');
    }
    if (this.#at < this.text.length) {
      this.#fail('The document type declaration goes on where it should end.');
    }
    return { entities: this.#entities, open: this.#open };
  }

  get #next() {
    return this.text[this.#at] ?? '';
  }

  #fail(message, at = this.#at) {
    throw new Malformed(message, at);
  }

  /** What matches a pattern here, and is passed; null if it doesn't. */
  #take(name) {
    P[name].lastIndex = this.#at;
    const found = P[name].exec(this.text);
    this.#at += found ? found[0].length : 0;
    return found && found[0];
  }

  #need(name, what) {
    return this.#take(name) ?? this.#fail(`The document type declaration lacks ${what} here.`);
  }

  /** Whether a text stands here; it is passed then. */
  #is(expected) {
    const there = this.text.startsWith(expected, this.#at);
    this.#at += there ? expected.length : 0;
    return there;
  }

  #end() {
    this.#take('maybe');
    if (!this.#is('>')) {
      this.#fail('This declaration goes on where it should end.');
    }
  }

  #declarations() {
    for (;;) {
      this.#take('maybe');
      if (this.#is(']')) {
        return;
      }
      if (this.#take('parameter')) {
        this.#open = true;
      } else if (this.#is('<!ENTITY')) {
        this.#entity();
      } else if (this.#is('<!ELEMENT')) {
        this.#element();
      } else if (this.#is('<!ATTLIST')) {
        this.#attributes();
      } else if (this.#is('<!NOTATION')) {
        this.#notation();
      } else if (!this.#take('comment') && !this.#take('instruction')) {
        this.#fail('This is no declaration that a document type may have.');
      }
    }
  }

  /** @returns {boolean} whether there is one; a public identifier alone is none, but where that will do */
  #external(publicAlone = false) {
    if (this.#is('SYSTEM')) {
      this.#need('spaces', 'a space');
      this.#need('literal', 'an address in quotes');
      return true;
    }
    if (this.#is('PUBLIC')) {
      this.#need('spaces', 'a space');
      this.#need('public', 'a public identifier in quotes');
      const before = this.#at;
      if (this.#take('spaces') && this.#take('literal')) {
        return true;
      }
      this.#at = before;
      return publicAlone || this.#fail('The document type declaration lacks an address behind a public identifier.');
    }
    return false;
  }

  #entity() {
    this.#need('spaces', 'a space');
    const parameter = this.#is('%');
    if (parameter) {
      this.#need('spaces', 'a space');
    }
    const name = this.#need('name', 'the name of an entity');
    this.#need('spaces', 'a space');
    const entity = this.#definition(parameter);
    this.#end();
    // The first of several counts.
    if (!parameter && !this.#entities.has(name)) {
      this.#entities.set(name, entity);
    }
  }

  #definition(parameter) {
    const from = this.#at;
    if (this.#external()) {
      const before = this.#at;
      if (!parameter && this.#take('spaces') && this.#is('NDATA')) {
        this.#need('spaces', 'a space');
        this.#need('name', 'the name of a notation');
        return { unparsed: true };
      }
      this.#at = before;
      return { external: true };
    }
    const value = this.#need('literal', 'the value of an entity in quotes').slice(1, -1);
    if (value.includes('%')) {
      this.#fail('A “%” in an entity’s value has to be written as “&#37;” here.', from);
    }
    return { text: value.replace(REFERENCE, (all, decimal, hexadecimal, name) => (name ? all : this.#character(all, decimal, hexadecimal, from))) };
  }

  #character(all, decimal, hexadecimal, from) {
    const code = decimal ? Number(decimal) : hexadecimal ? parseInt(hexadecimal, 16) : NaN;
    const isCharacter = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
    return isCharacter ? String.fromCodePoint(code) : this.#fail(all === '&' ? 'A “&” has to be written as “&#38;” here.' : `${all} stands for no character.`, from);
  }

  #element() {
    this.#need('spaces', 'a space');
    this.#need('name', 'the name of an element');
    this.#need('spaces', 'a space');
    if (!this.#is('EMPTY') && !this.#is('ANY')) {
      this.#content();
    }
    this.#end();
  }

  #content() {
    if (!this.#is('(')) {
      this.#fail('The document type declaration lacks what the element may contain here.');
    }
    this.#take('maybe');
    if (!this.#is('#PCDATA')) {
      this.#group();
      return;
    }
    let names = 0;
    this.#take('maybe');
    while (this.#is('|')) {
      this.#take('maybe');
      this.#need('name', 'the name of an element');
      this.#take('maybe');
      names++;
    }
    if (!this.#is(')') || (!this.#is('*') && names > 0)) {
      this.#fail('Text mixed with elements has to end with “)*” here.');
    }
  }

  /** What stands behind the opening parenthesis of a group. */
  #group() {
    let separator = '';
    for (;;) {
      this.#take('maybe');
      if (this.#is('(')) {
        this.#group();
      } else {
        this.#need('name', 'the name of an element');
        this.#take('repeat');
      }
      this.#take('maybe');
      if (this.#is(')')) {
        this.#take('repeat');
        return;
      }
      const next = this.#next;
      if (!['|', ','].includes(next) || (separator && next !== separator)) {
        this.#fail('The parts of a group are separated by “,” or all of them by “|”.');
      }
      separator = next;
      this.#at++;
    }
  }

  #attributes() {
    this.#need('spaces', 'a space');
    this.#need('name', 'the name of an element');
    while (this.#take('spaces') && this.#next !== '>') {
      this.#need('name', 'the name of an attribute');
      this.#need('spaces', 'a space');
      if (!this.#take('type')) {
        if (this.#is('NOTATION')) {
          this.#need('spaces', 'a space');
        }
        this.#choices();
      }
      this.#need('spaces', 'a space');
      if (!this.#is('#REQUIRED') && !this.#is('#IMPLIED')) {
        if (this.#is('#FIXED')) {
          this.#need('spaces', 'a space');
        }
        this.#defaultValue();
      }
    }
    this.#end();
  }

  #choices() {
    if (!this.#is('(')) {
      this.#fail('The document type declaration lacks the type of an attribute here.');
    }
    do {
      this.#take('maybe');
      this.#need('token', 'a value of an attribute');
      this.#take('maybe');
    } while (this.#is('|'));
    if (!this.#is(')')) {
      this.#fail('The values of an attribute are separated by “|”, and end with “)”.');
    }
  }

  #defaultValue() {
    const from = this.#at;
    const value = this.#need('literal', 'an attribute’s value in quotes');
    if (value.includes('<')) {
      this.#fail('A “<” in an attribute’s value has to be written as “&lt;”.', from);
    }
    for (const [all, decimal, hexadecimal, name] of value.matchAll(REFERENCE)) {
      if (!name) {
        this.#character(all, decimal, hexadecimal, from);
      } else if (!PREDEFINED.has(name) && !this.#entities.has(name) && !this.#open) {
        this.#fail(`The entity ${all} is not declared.`, from);
      }
    }
  }

  #notation() {
    this.#need('spaces', 'a space');
    this.#need('name', 'the name of a notation');
    this.#need('spaces', 'a space');
    if (!this.#external(true)) {
      this.#fail('The document type declaration lacks where a notation is described here.');
    }
    this.#end();
  }
}

export const PREDEFINED = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"]]);
