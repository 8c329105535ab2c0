// Whether files are what their names promise: checked by a worker, one after the other.

import * as api from '../api.js';
import { MAX_EDITED, isDeclaring, language } from './text.js';

const CHECKED = new Set(['json', 'yaml', 'xml']);

/** What takes longer is not going to be checked. */
const LONGEST_MILLIS = 5000;

/** The checker itself has to come first, perhaps by a slow line. */
const LONGEST_LOADING_MILLIS = 60_000;

/** Whether there is anything to check in a file of that name. */
export const isChecked = path => CHECKED.has(language(path)) || isDeclaring(path);

const queue = [];
let running = null;
let worker = null;
let loaded = false;

/**
 * Checks a file's content.
 *
 * @param {string} path
 * @param {{text: string, form: object} | {bytes: Uint8Array}} content
 * @param {object} options  signal: ends a check of which nobody wants the outcome; soon: before those that wait
 * @returns {Promise<{problems: Array, off?: string}>} problems from the top, each {from, to, line, message, severity: 'error' |
 *     'warning'}; off: why it was not checked, if it was not
 */
export function check(path, content, { signal, soon = false } = {}) {
  // What is typed may have a character in it that can't be written, whatever it is.
  if (content.bytes && !isChecked(path)) {
    return Promise.resolve({ problems: [] });
  }
  if ((content.bytes ?? content.text).length > MAX_EDITED) {
    return Promise.resolve({ problems: [], off: 'It is too large to be checked.' });
  }
  return new Promise((resolve, reject) => {
    const job = { language: language(path), content, resolve };
    signal?.addEventListener('abort', () => {
      if (running === job) {
        stop();
      }
      if (queue.includes(job)) {
        queue.splice(queue.indexOf(job), 1);
      }
      reject(signal.reason);
      next();
    }, { once: true });
    queue[soon ? 'unshift' : 'push'](job);
    next();
  });
}

function next() {
  if (running || queue.length === 0) {
    return;
  }
  running = queue.shift();
  worker ??= start();
  limit();
  const { language, content } = running;
  worker.postMessage({ language, content });
}

/** Limits the time of the check that runs: from when the checker is there. */
function limit() {
  clearTimeout(running?.timer);
  if (running) {
    running.timer = loaded
      ? setTimeout(() => ended({ problems: [], off: 'It takes too long to be checked.' }, true), LONGEST_MILLIS)
      : setTimeout(notLoaded, LONGEST_LOADING_MILLIS);
  }
}

function notLoaded() {
  ended({ problems: [], off: 'What checks it can’t be loaded: load this page anew.' }, true);
}

function ended(outcome, stopped = false) {
  const job = running;
  if (stopped) {
    stop();
  }
  clearTimeout(job?.timer);
  running = null;
  job?.resolve(outcome);
  next();
}

/** Ends what runs, whatever it is at. */
function stop() {
  clearTimeout(running?.timer);
  running = null;
  worker?.terminate();
  worker = null;
  loaded = false;
}

function start() {
  const started = new Worker(address(), { type: 'module' });
  started.addEventListener('message', ({ data }) => {
    if (started === worker) {
      if (data.loaded) {
        loaded = true;
        limit();
      } else {
        ended(data);
      }
    }
  });
  started.addEventListener('error', event => {
    event.preventDefault();
    if (started === worker) {
      notLoaded();
    }
  });
  return started;
}

let script = null;

/** The page's policy lets nothing become a script but what one place has made an address of: this one, which knows one. */
function address() {
  const { content } = document.querySelector('meta[name=checker]');
  script ??= globalThis.trustedTypes ? trustedTypes.createPolicy('checker', { createScriptURL: () => content }).createScriptURL('') : content;
  return script;
}

const known = new WeakMap();

/** The same, but once for each content: such an object is never changed. */
export function checkOnce(path, content, options) {
  const as = language(path);
  if (known.get(content)?.as !== as) {
    const outcome = check(path, content, options);
    known.set(content, { as, outcome });
    outcome.catch(() => known.delete(content));
  }
  return known.get(content).outcome;
}

const moved = new WeakMap();

/** What a change would save; null if nothing of it has to be checked. */
async function content(draft, change) {
  if (change.content || !change.from) {
    return change.content;
  }
  if (!isChecked(change.path) || language(change.from) === language(change.path)) {
    return null;
  }
  // A new name makes something else of it than it was.
  if (!moved.has(change)) {
    moved.set(change, { bytes: await api.content(draft.repoId, draft.branch, change.from) });
  }
  return moved.get(change);
}

/**
 * Checks all that a draft would save.
 *
 * @returns {Promise<Array>} of {change, problems, off}, those in which something is to be said
 */
export async function checkDraft(draft, signal) {
  const found = [];
  for (const change of draft.changes) {
    signal?.throwIfAborted();
    const saved = await content(draft, change);
    const outcome = saved && (await checkOnce(change.path, saved));
    if (outcome?.problems.length > 0 || outcome?.off) {
      found.push({ change, ...outcome });
    }
  }
  return found;
}

export const errors = problems => problems.filter(({ severity }) => severity === 'error');
