// Whether a text is what its file's name promises, and if not, where.

import { parser as jsonParser } from '@lezer/json';
import { parser as xmlParser } from '@lezer/xml';
import { LineCounter, parseAllDocuments } from 'yaml';

const MOST = 50;

/** What is wrong: {from, to, line, message}, from the top. */
export function check(language, text) {
  const problems = { json, yaml, xml }[language]?.(text) ?? [];
  return problems.slice(0, MOST).map(problem => ({ ...problem, line: lineOf(text, problem.from) }));
}

function lineOf(text, at) {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
    line++;
  }
  return line;
}

function json(text) {
  try {
    JSON.parse(text);
    return [];
  } catch (e) {
    const known = /at position (\d+)/.exec(e.message);
    const at = known ? Number(known[1]) : firstError(jsonParser.parse(text), text.length);
    const message = e.message.replace(/(?: in JSON)? at position.*$/, '');
    return [{ from: Math.min(at, text.length), to: Math.min(at + 1, text.length), message: text.trim() === '' ? 'There is no value: an empty file is no JSON.' : `${message}.` }];
  }
}

function firstError(tree, otherwise) {
  let found = -1;
  tree.iterate({
    enter: node => {
      if (found < 0 && node.type.isError) {
        found = node.from;
      }
      return found < 0;
    },
  });
  return found < 0 ? otherwise : found;
}

function yaml(text) {
  const documents = parseAllDocuments(text, { lineCounter: new LineCounter(), prettyErrors: false, logLevel: 'silent' });
  const list = Array.isArray(documents) ? documents : [];
  return list.flatMap(document => document.errors).map(error => ({ from: Math.min(error.pos[0], text.length), to: Math.min(Math.max(error.pos[1], error.pos[0]), text.length), message: error.message }));
}

const XML = {
  MismatchedCloseTag: 'This end tag closes another element than the one that is open.',
  MissingCloseTag: 'This element is never closed.',
  '⚠': 'This is not well-formed XML.',
};

function xml(text) {
  const problems = [];
  let roots = 0;
  xmlParser.parse(text).iterate({
    enter: node => {
      const missing = node.name === 'MissingCloseTag';
      if (node.name === 'Element' && node.node.parent?.type.isTop) {
        roots++;
      }
      if (missing || node.name === 'MismatchedCloseTag' || node.type.isError) {
        const from = missing ? node.node.parent?.from ?? node.from : node.from;
        problems.push({ from, to: Math.min(text.length, Math.max(node.to, from + 1)), message: XML[node.name] ?? XML['⚠'] });
      }
      if (node.name === 'OpenTag' || node.name === 'SelfClosingTag') {
        problems.push(...repeated(node.node, text));
      }
    },
  });
  if (problems.length === 0 && roots !== 1) {
    problems.push({ from: 0, to: 0, message: roots === 0 ? 'There is no element.' : 'There is more than one outermost element.' });
  }
  return problems.sort((a, b) => a.from - b.from);
}

function repeated(tag, text) {
  const seen = new Set();
  const problems = [];
  for (const attribute of tag.getChildren('Attribute')) {
    const name = attribute.getChild('AttributeName');
    const written = name && text.slice(name.from, name.to);
    if (written && seen.has(written)) {
      problems.push({ from: name.from, to: name.to, message: `The attribute ${written} is there twice.` });
    }
    seen.add(written);
  }
  return problems;
}
