// The tokens with which ERPs use a project.

import * as api from '../api.js';
import { address, projectPath, refresh } from '../router.js';
import { badge, check, copyButton, empty, field, input, notice } from '../ui/controls.js';
import { confirm, dialog } from '../ui/dialog.js';
import { fill, h, icon, spoken } from '../ui/dom.js';
import { count, day, shown, shownText, time } from '../ui/format.js';
import { loadProject, projectView } from './frame.js';

const SOON_MILLIS = 14 * 86400000;
const UNUSED_MILLIS = 7 * 86400000;
const FEW = 5;
const LONGEST_DESCRIPTION = 500;

/** What a token may be used for, as the API names it and as the form explains it. */
const SCOPES = [
  ['read', 'The read API: files, history, events.'],
  ['tickets', 'Tickets that it opens and comments on.'],
  ['connectors', 'Connectors to other systems, such as an ERP.'],
];

/** What was just issued is shown once, as long as its project is looked at. */
let issued = null;

export async function tokens(parameters, { signal }) {
  const loaded = await loadProject(parameters.repoId, '', signal);
  if (loaded.missing) {
    return loaded.missing;
  }
  const all = await api.tokens(signal);
  return projectView(loaded, 'tokens', 'Tokens', tokensPanel(loaded, all, { compact: false }));
}

/** The panel: all of them, or what fits beside the files. */
export function tokensPanel(loaded, all, { compact }) {
  const { repoId } = loaded;
  const covering = all.filter(token => token.all_projects || token.repos.includes(repoId));
  let everything = false;
  const box = h('div', { 'aria-live': 'polite' });
  const list = h('ul.table.tokens');
  const others = all.length - covering.length;
  const toggle = !compact && others > 0 && h('button.small', { type: 'button', 'aria-pressed': 'false', on: { click: () => { everything = !everything; toggle.setAttribute('aria-pressed', String(everything)); show(); } } }, `Show ${count(others, 'token')} of other projects`);
  const show = () => {
    const wanted = everything ? all : covering;
    const seen = compact ? wanted.slice(0, FEW) : wanted;
    fill(list, seen.map(token => line(loaded, token, compact)));
  };
  show();
  if (issued?.repoId === repoId) {
    box.append(issuedBox(loaded));
  }
  const make = () => edit(loaded, null, made => {
    issued = { repoId, token: made };
    refresh();
  });
  return h(
    compact ? 'section.card' : 'section.tokens-page',
    { 'aria-label': 'Tokens of this project' },
    h('header', null, h('h2', null, icon('key'), 'Tokens'), h('div.tools', null, toggle, h(compact ? 'button.small' : 'button.primary', { type: 'button', on: { click: make } }, icon('plus'), 'New token'))),
    box,
    covering.length === 0 && empty('No token yet', 'An ERP reads this project with a token of its own. Issue one, and copy it into the ERP’s secret store.'),
    list,
    compact && covering.length > FEW && h('p', null, h('a', { href: address(projectPath(repoId, 'tokens')) }, `All ${count(covering.length, 'token')}`)),
  );
}

function issuedBox({ repoId, branch, project }) {
  const { token } = issued;
  const reads = token.scopes.includes('read') && (token.all_projects || token.repos.includes(repoId));
  const base = `${location.origin}/site-builder/api/erp-config/projects/${encodeURIComponent(repoId)}/repository`;
  // What docs/clients.md has an ERP send, so that trying the token binds it to no other value than the ERP's.
  const id = token.fingerprint_required ? ' -H "X-Instance-Id: $(sha256sum /etc/machine-id | cut -c 1-64)"' : '';
  const curl = `curl -H 'PRIVATE-TOKEN: ${token.tokenString}'${id} '${base}/branches/${encodeURIComponent(branch?.name ?? project.default_branch)}'`;
  const close = h('button.plain', { type: 'button', on: { click: () => { issued = null; box.remove(); } } }, icon('close'), spoken('Put the value away'));
  const box = h(
    'div.issued',
    null,
    h('header', null, h('p', null, icon('check'), h('strong', null, shown(token.name)), ' is issued. Copy the value now: it is shown this once.'), close),
    h('div.value', null, h('section', { 'aria-label': 'New token value' }, h('code', null, token.tokenString)), copyButton(token.tokenString, 'Copy')),
    reads && h('p.hint', null, token.fingerprint_required ? 'Try it in a shell on the ERP’s own machine: the first machine that uses this token is the one that it is bound to.' : 'Try it: asks what is live in this project.'),
    reads && h('div.value', null, h('code.curl', { tabindex: '0' }, curl), copyButton(curl, 'Copy command')),
  );
  return box;
}

function warnings(token) {
  const now = Date.now();
  const made = [];
  const end = token.expires_at && new Date(token.expires_at).getTime();
  if (token.status === 'expired') {
    made.push(badge('expired', 'bad'));
  } else if (end && end - now < SOON_MILLIS) {
    made.push(badge('expires soon', 'warn'));
  }
  if (!token.last_used_at) {
    made.push(badge('never used', now - new Date(token.created_at).getTime() > UNUSED_MILLIS ? 'warn' : ''));
  }
  return made;
}

function line(loaded, token, compact) {
  const covered = token.all_projects ? 'all projects' : token.repos.length === 1 ? shown(token.repos[0]) : h('span', { title: token.repos.join(', ') }, count(token.repos.length, 'project'));
  return h(
    'li',
    null,
    h(
      'div.grow',
      null,
      h('p.token-title', null, h('strong', null, shown(token.name)), h('code.quiet', { title: 'The last characters of the value' }, `…${token.suffix}`), warnings(token)),
      !compact && token.description && h('p.description', null, shown(token.description)),
      h(
        'p.meta',
        null,
        h('span', { title: 'Scopes' }, spoken('Scopes: '), token.scopes.join(', ')),
        h('span', null, covered),
        token.expires_at ? h('span', null, token.status === 'expired' ? 'expired ' : 'expires ', day(token.expires_at)) : h('span', null, 'never expires'),
        token.fingerprint_required || token.fingerprint_bound
          ? h('span', { title: 'X-Instance-Id' }, icon('shield'), token.fingerprint_bound ? [token.fingerprint_required ? 'bound to ' : 'last seen at ', h('code', null, token.fingerprint_hint)] : 'binds the first instance')
          : null,
        token.last_used_at && h('span', null, 'used ', time(token.last_used_at)),
      ),
    ),
    !compact &&
      h(
        'div.tools',
        null,
        tool('Edit', token, () => edit(loaded, token, refresh)),
        token.fingerprint_bound && tool('Unbind', token, () => unbind(token)),
        tool('Revoke', token, () => revoke(token)),
      ),
  );
}

const tool = (label, token, run) => h('button.small', { type: 'button', 'aria-label': `${label} ${shownText(token.name)}`, on: { click: run } }, label);

/** The day of the viewer's zone is not asked for: a date is the end of that day in UTC, on the server. */
const dateOf = token => token?.expires_at?.slice(0, 10) ?? '';

async function edit(loaded, token, done) {
  const name = input({ value: token?.name ?? '', maxlength: 100, placeholder: token ? '' : 'cluj-erp-prod' });
  const description = input({ value: token?.description ?? '', maxlength: LONGEST_DESCRIPTION });
  const granted = token?.scopes ?? ['read'];
  const scopes = SCOPES.map(([scope, hint]) => ({ scope, hint, box: h('input', { type: 'checkbox', checked: granted.includes(scope) }) }));
  const repos = input({ value: token ? token.repos.join(', ') : loaded.repoId });
  const expires = h('input', { type: 'date', value: dateOf(token) });
  const fingerprint = h('input', { type: 'checkbox', checked: token?.fingerprint_required ?? false });
  const wide = h('p.hint.warn', { role: 'status' });
  const list = () => [...new Set(repos.value.split(/[\s,]+/).filter(Boolean))];
  const warn = () => fill(wide, list().length === 0 && 'Empty: it is for all your projects, present and future. Better name those that it needs.');
  repos.addEventListener('input', warn);
  warn();
  const save = async () => {
    if (!name.value.trim()) {
      name.focus();
      throw new api.ApiError(400, 'CLIENT', 'Say whose token it is, so that you can revoke the right one later.');
    }
    const chosen = scopes.filter(each => each.box.checked).map(each => each.scope);
    if (chosen.length === 0) {
      scopes[0].box.focus();
      throw new api.ApiError(400, 'CLIENT', 'Choose at least one scope: a token is for something.');
    }
    const wanted = list();
    const bad = wanted.find(repo => !/^[A-Za-z0-9][A-Za-z0-9._-]*\.[a-z][a-z0-9-]*$/.test(repo));
    if (bad) {
      repos.focus();
      throw new api.ApiError(400, 'CLIENT', `${shownText(bad)} is no project: they are named like b2b-cnc.erp-config.`);
    }
    const fields = { name: name.value.trim(), description: description.value.trim(), scopes: chosen, fingerprint_required: fingerprint.checked };
    if (!token) {
      done(await api.issueToken({ ...fields, repos: wanted, expires_at: expires.value || null }));
      return;
    }
    if (expires.value !== dateOf(token)) {
      fields.expires_at = expires.value || null;
    }
    if (String(wanted) !== String(token.repos)) {
      Object.assign(fields, { repos: wanted }, wanted.length === 0 ? { all_projects: true } : {});
    }
    // What stands as it was shown may have been changed elsewhere since, and stays so.
    const changes = Object.fromEntries(Object.entries(fields).filter(([field, value]) => String(value) !== String(token[field])));
    if (Object.keys(changes).length > 0) {
      await api.changeToken(token.id, changes);
    }
    notice('Changed ', h('strong', null, shown(fields.name)), '.');
    done();
  };
  dialog({
    title: token ? 'Edit token' : 'New token',
    body: [
      field('Name', name, 'The ERP that gets it.'),
      field('Description', description, 'What it is for, and whom to ask. May stay empty.'),
      h('fieldset.scopes', null, h('legend', null, 'Scopes'), scopes.map(({ scope, hint, box }) => check(scope, box, hint))),
      field('Allowed repos', repos, 'Projects that it is for, with commas between them.'),
      wide,
      field('Expires at', expires, 'The end of that day, UTC. Leave it empty for a token that does not expire.'),
      check('Require fingerprint', fingerprint, 'Require X-Instance-Id fingerprint match: only the first machine that uses it can go on using it. Turn it on for production.'),
    ],
    actions: [{ label: 'Cancel' }, { label: token ? 'Apply' : 'Create token', kind: 'primary', submit: true, run: save }],
  });
}

const unbind = token =>
  confirm({
    title: `Unbind ${shownText(token.name)}?`,
    body: h('p', null, token.fingerprint_required ? 'The next machine that uses it is the one it is bound to. The machine it is bound to now may come first.' : 'It forgets the machine that it was last used by.'),
    label: 'Unbind',
    run: async () => {
      await api.changeToken(token.id, { fingerprint_bound: false });
      refresh();
    },
  });

const revoke = token =>
  confirm({
    title: `Revoke ${shownText(token.name)}?`,
    body: h('p', null, 'The ERP that uses …', h('code', null, token.suffix), ' gets a 401 from now on', token.last_used_at ? ['; it was last used ', time(token.last_used_at)] : '', '. This can’t be undone.'),
    label: 'Revoke token',
    run: async () => {
      await api.revokeToken(token.id);
      notice('Revoked ', h('strong', null, shown(token.name)), '.');
      refresh();
    },
  });
