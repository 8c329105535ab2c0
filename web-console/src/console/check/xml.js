// What is wrong with a text that is to be XML: it has to be well-formed, and its prefixes should be declared.

import { SaxesParser } from 'saxes';
import { Malformed, PREDEFINED, readDoctype } from './doctype.js';

/** Stands around the name of an entity, instead of its text. It is no character of XML, and so in no other text. */
const MARK = '\ufffe';
const MARKED = new RegExp(`${MARK}([^${MARK}]*)${MARK}`, 'g');

class Stopped extends Error {}

/** Problems up to the first that a reader stops at: {from, to, line, message, severity}. */
export function xml(text) {
  if (text.trim() === '') {
    return [{ from: 0, to: 0, message: 'There is no element: an empty file is no XML.', severity: 'error' }];
  }
  const problems = [];
  const entities = new Entities();
  read(text, entities, false, ({ message, at, line, severity }) => {
    const from = Math.max(0, Math.min(at - 1, text.length));
    problems.push({ from, to: Math.min(from + 1, text.length), line, message, severity });
  });
  return problems;
}

/** Reads a document, or what an entity stands for; gives the names of the entities in it, each whether within an attribute. */
function read(text, entities, fragment, tell) {
  const used = [];
  const parser = new SaxesParser({ xmlns: !fragment, fragment });
  const stop = (message, at = parser.position, line = parser.line) => {
    tell({ message, at, line, severity: 'error' });
    throw new Stopped();
  };
  const define = () => {
    // Without a prototype, so that no entity is found among what every object inherits.
    parser.ENTITIES = Object.assign(Object.create(null), Object.fromEntries(PREDEFINED), entities.marks());
  };
  const use = (value, inAttribute) => {
    for (const [, name] of value.matchAll(MARKED)) {
      const problem = entities.problem(name, inAttribute);
      if (problem) {
        stop(problem);
      }
      used.push({ name, inAttribute });
    }
  };
  define();
  parser.on('error', error => {
    const message = error.message.replace(/^\d+:\d+: /, '');
    if (message === 'undefined entity.' && entities.open && parser.xmlDecl.standalone !== 'yes') {
      return;
    }
    if (message.startsWith('unbound namespace prefix')) {
      tell({ message: sentence(message), at: parser.position, line: parser.line, severity: 'warning' });
    } else {
      stop(message === 'disallowed character.' && text[parser.position - 1] === '<' ? 'A “<” in an attribute’s value has to be written as “&lt;”.' : sentence(message));
    }
  });
  parser.on('doctype', declaration => {
    const from = parser.position - 1 - declaration.length;
    try {
      entities.declare(readDoctype(declaration));
    } catch (e) {
      if (!(e instanceof Malformed)) {
        throw e;
      }
      stop(e.message, from + e.at + 1, parser.line - lineEnds(declaration.slice(e.at)));
    }
    define();
  });
  parser.on('text', value => use(value, false));
  parser.on('attribute', ({ value }) => use(value, true));
  try {
    parser.write(text).close();
  } catch (e) {
    if (!(e instanceof Stopped)) {
      throw e;
    }
  }
  return used;
}

const lineEnds = text => text.split('\n').length - 1;

const SENTENCES = {
  'undefined entity.': 'This entity is not declared.',
  'disallowed character.': 'This character is not allowed here.',
  'unexpected close tag.': 'This end tag closes another element than the one that is open.',
  'malformed comment.': 'A comment has no “--” in it.',
  'an XML declaration must be at the start of the document.': 'Nothing stands before an XML declaration, no blank line either.',
  'text data outside of root node.': 'Text is outside of the outermost element.',
  'documents may contain only one root.': 'There is more than one outermost element.',
  'document must contain a root element.': 'There is no element.',
};

function sentence(message) {
  if (message.startsWith('unclosed tag: ')) {
    return `The element ${message.slice('unclosed tag: '.length)} is never closed.`;
  }
  return SENTENCES[message] ?? `${message[0].toUpperCase()}${message.slice(1).replace(/\.?$/, '.')}`;
}

/** The entities of a document. None is ever put in where it is used: each is read once, apart, however often that is. */
class Entities {
  #declared = new Map();
  #known = new Map();
  open = false;

  declare({ entities, open }) {
    this.#declared = entities;
    this.open = open;
  }

  marks() {
    const names = [...this.#declared.keys()].filter(name => !PREDEFINED.has(name));
    return Object.fromEntries(names.map(name => [name, MARK + name + MARK]));
  }

  /** What is wrong with using one; an empty text if nothing is. */
  problem(name, inAttribute) {
    const { problem, attribute } = this.#look(name);
    return problem || (inAttribute ? attribute : '');
  }

  /** {problem: of any use, attribute: of a use in an attribute}, as texts. */
  #look(name) {
    if (!this.#known.has(name)) {
      // What is asked for while it is looked at refers to itself.
      this.#known.set(name, { problem: `The entity &${name}; refers to itself.`, attribute: '' });
      this.#known.set(name, this.#lookAnew(name, this.#declared.get(name)));
    }
    return this.#known.get(name);
  }

  #lookAnew(name, { text, external, unparsed }) {
    if (unparsed) {
      const problem = `The entity &${name}; is no text, and can’t be referred to so.`;
      return { problem, attribute: problem };
    }
    if (external) {
      return { problem: '', attribute: `The entity &${name}; is in another file, and can’t be used in an attribute.` };
    }
    let problem = '';
    const used = read(text, this, true, ({ message, severity }) => {
      problem ||= severity === 'error' ? `The entity &${name}; can’t be used: ${message}` : '';
    });
    const within = text.includes('<') ? `The entity &${name}; has a “<” in it, and can’t be used in an attribute.` : '';
    return { problem, attribute: within || used.map(each => this.#look(each.name).attribute).find(Boolean) || '' };
  }
}
