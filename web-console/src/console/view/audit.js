// Who did what to one's projects and tokens.

import * as api from '../api.js';
import { nameOf } from '../session.js';
import { badge, empty } from '../ui/controls.js';
import { append, h } from '../ui/dom.js';
import { count, shown, time } from '../ui/format.js';

const PER_PAGE = 50;
const OK = 'ok';
/** Ids that are longer say no more to people. */
const LONG_ID = 12;

/** What was done, and below it what was tried, as it is said with who did it. */
const ACTIONS = {
  project_create: 'created the project',
  project_delete: 'deleted the project',
  branch_create: 'created the branch',
  branch_delete: 'deleted the branch',
  file_save: 'saved',
  file_delete: 'deleted',
  commit: 'saved changes',
  rollback: 'rolled back',
  import: 'imported',
  token_issue: 'issued the token',
  token_change: 'changed the token',
  token_revoke: 'revoked the token',
  token_bind: 'bound the token',
  sign_in: 'signed in',
  sign_out: 'signed out',
  session_end: 'ended a session',
  password_change: 'changed the password',
  account_add: 'added the account',
  account_remove: 'removed the account',
  password_reveal: 'was shown the password of the customer',
};

const TRIED = {
  project_create: 'create the project',
  project_delete: 'delete the project',
  branch_create: 'create the branch',
  branch_delete: 'delete the branch',
  file_save: 'save',
  file_delete: 'delete',
  commit: 'save changes',
  rollback: 'roll back',
  import: 'import',
  token_issue: 'issue the token',
  token_change: 'change the token',
  token_revoke: 'revoke the token',
  token_bind: 'bind the token',
  sign_in: 'sign in',
  sign_out: 'sign out',
  session_end: 'end a session',
  password_change: 'change the password',
  account_add: 'add the account',
  account_remove: 'remove the account',
};

/** Why it was refused, in few words; what is not here is said in those of its code. */
const RESULTS = {
  UNAUTHORIZED: 'refused',
  FORBIDDEN: 'not allowed',
  WRONG_PASSWORD: 'wrong password',
  CONFLICT: 'somebody else was faster',
  ALREADY_EXISTS: 'exists already',
  INTERNAL: 'server fault',
  STORAGE_FAILED: 'storage fault',
  STORAGE_UNAVAILABLE: 'storage not reachable',
};

const resultOf = entry => (entry.action === 'sign_in' && entry.result === 'UNAUTHORIZED' ? 'wrong name or password' : RESULTS[entry.result] ?? entry.result.toLowerCase().replaceAll('_', ' '));

const LABELS = { project: 'in', source: 'from' };

/** What is said otherwise, or says nothing to people. */
const SAID = new Set(['at', 'owner', 'user', 'action', 'from', 'result', 'paths', 'request_id', 'token_name']);

export async function audit(parameters, { signal }) {
  let page = 1;
  const first = await api.audit({ page, per_page: PER_PAGE }, signal);
  const body = h('ol.audit', null, first.entries.map(line));
  const more = h('button', { type: 'button', hidden: !first.more }, 'Show older ones');
  more.addEventListener('click', async () => {
    more.disabled = true;
    const next = await api.audit({ page: ++page, per_page: PER_PAGE });
    append(body, next.entries.map(line));
    more.hidden = !next.more;
    more.disabled = false;
  });
  return {
    title: 'Audit',
    content: h(
      'div.page',
      null,
      h('div.page-head', null, h('h1', null, 'Audit'), h('p.quiet', null, 'Who did what to your projects and tokens, from where, newest first.')),
      first.entries.length === 0 && empty('Nothing was done yet', 'What is done to your projects and tokens will be listed here.'),
      body,
      h('p.more', null, more),
    ),
  };
}

const shownId = (name, value) => (['session', 'token'].includes(name) && value.length > LONG_ID ? h('code', { title: value }, value.slice(0, 8)) : shown(value));

function line(entry) {
  const paths = entry.paths ?? [];
  const done = entry.result === OK;
  const did = (done ? ACTIONS[entry.action] : TRIED[entry.action] && `tried to ${TRIED[entry.action]}`) ?? entry.action.replaceAll('_', ' ');
  // What it was done to is said first.
  const isObject = ([name]) => did.endsWith(` ${name}`);
  const facts = Object.entries(entry).filter(([name]) => !SAID.has(name)).sort((a, b) => isObject(b) - isObject(a));
  const label = name => (did.endsWith(` ${name}`) ? null : h('span.quiet', null, `${LABELS[name] ?? name.replaceAll('_', ' ')} `));
  const value = (name, text) => (name === 'token' && entry.token_name ? [shown(entry.token_name), ' ', h('span.quiet', null, shownId(name, text))] : shownId(name, text));
  return h(
    'li',
    null,
    h('span.when', null, time(entry.at)),
    h(
      'div.grow',
      null,
      h('p', null, h('strong', { title: entry.user }, shown(nameOf(entry.user))), ' ', did, ' ', facts.map(([name, text]) => h('span.fact', null, label(name), value(name, String(text))))),
      paths.length > 0 && h('p.meta', null, paths.slice(0, 5).map(path => h('code', null, shown(path))), paths.length > 5 && h('span', null, `and ${count(paths.length - 5, 'other')}`)),
    ),
    h('span.meta', null, shown(entry.from)),
    done ? badge('done', 'good') : badge(resultOf(entry), 'bad'),
  );
}
