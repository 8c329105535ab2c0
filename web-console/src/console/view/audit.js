// Who did what to one's projects and tokens.

import * as api from '../api.js';
import { badge, empty } from '../ui/controls.js';
import { append, h } from '../ui/dom.js';
import { shown, time } from '../ui/format.js';

const PER_PAGE = 50;
const OK = 'ok';
/** Ids that are longer say no more to people. */
const LONG_ID = 12;

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
  sign_in: 'signed in',
  sign_out: 'signed out',
  session_end: 'ended a session',
  password_change: 'changed the password',
  account_add: 'added the account',
  account_remove: 'removed the account',
};

/** What is said otherwise, or says nothing to people. */
const SAID = new Set(['at', 'owner', 'user', 'action', 'from', 'result', 'paths', 'request_id']);

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
      first.entries.length === 0 && empty('Nothing was done yet', 'Whatever is done to your projects and tokens will be listed here.'),
      body,
      h('p.more', null, more),
    ),
  };
}

const shownId = (name, value) => (['session', 'token'].includes(name) && value.length > LONG_ID ? h('code', { title: value }, value.slice(0, 8)) : shown(value));

function line(entry) {
  const facts = Object.entries(entry).filter(([name]) => !SAID.has(name));
  const paths = entry.paths ?? [];
  const did = ACTIONS[entry.action] ?? entry.action.replaceAll('_', ' ');
  const label = name => (did.endsWith(` ${name}`) ? null : h('span.quiet', null, `${name.replaceAll('_', ' ')} `));
  return h(
    'li',
    null,
    h('span.when', null, time(entry.at)),
    h(
      'div.grow',
      null,
      h('p', null, h('strong', null, shown(entry.user)), ' ', did, ' ', facts.map(([name, value]) => h('span.fact', null, label(name), shownId(name, String(value))))),
      paths.length > 0 && h('p.meta', null, paths.slice(0, 5).map(path => h('code', null, shown(path))), paths.length > 5 && h('span', null, `and ${paths.length - 5} others`)),
    ),
    h('span.meta', null, shown(entry.from)),
    entry.result === OK ? badge('done', 'good') : badge(entry.result.toLowerCase().replaceAll('_', ' '), 'bad'),
  );
}
