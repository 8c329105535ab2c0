// What is wrong with a text that is to be YAML.

import { CORE_SCHEMA, Type, YAMLException, loadAll, types } from 'js-yaml';

// A tag says something to the program that reads the file; here any will do.
const ANY = ['!', 'tag:'].flatMap(tag => ['scalar', 'sequence', 'mapping'].map(kind => new Type(tag, { kind, multi: true })));

const SCHEMA = CORE_SCHEMA.extend({ implicit: [types.merge], explicit: ANY });

const DEEPEST = 100;
/** Keys that are merged are copied, which is all that could make a check of a small file a long one. */
const MOST_MERGED = 1_000_000;

const SENTENCES = {
  'duplicated mapping key': 'This key is there twice: of its values programs see only one, or they refuse the file',
};

/** The first problem, as a list: {from, to, message, severity}. */
export function yaml(text) {
  try {
    loadAll(text, () => {}, { schema: SCHEMA, maxDepth: DEEPEST, maxTotalMergeKeys: MOST_MERGED });
    return [];
  } catch (e) {
    if (!(e instanceof YAMLException) || !e.mark) {
      throw e;
    }
    const from = Math.min(e.mark.position, text.length);
    const deep = /^(nesting|merge keys) exceeded/.test(e.reason);
    const message = deep ? 'It is nested too deep, or merges too much, to be checked from here on' : SENTENCES[e.reason] ?? e.reason;
    return [{ from, to: Math.min(from + 1, text.length), message: `${message[0].toUpperCase()}${message.slice(1)}.`, severity: deep ? 'warning' : 'error' }];
  }
}
