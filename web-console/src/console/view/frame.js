// What all views of a project have above them, and how long it is true.

import * as api from '../api.js';
import { address, navigate, projectPath, refresh } from '../router.js';
import { copyButton } from '../ui/controls.js';
import { fill, h, icon, spoken } from '../ui/dom.js';
import { shown, shownText, time } from '../ui/format.js';

const POLL_MILLIS = 15000;
/** Nobody's session is to last only because a page is open. */
const IDLE_MILLIS = 5 * 60000;

let active = performance.now();
for (const event of ['pointerdown', 'keydown', 'wheel']) {
  addEventListener(event, () => { active = performance.now(); }, { passive: true, capture: true });
}

/** A ref's parts: the branch that it is in, and the snapshot if it is an older one. */
export function parseRef(ref) {
  const at = ref.lastIndexOf('@');
  return at < 0 ? { branch: ref, snapshot: null } : { branch: ref.slice(0, at), snapshot: ref.slice(at + 1) };
}

/** A commit's id in the way that views name states: as a snapshot of its branch. Other refs are left as they are. */
export async function named(repoId, branches, ref, signal) {
  if (!/^[0-9a-f]{40}$/.test(ref ?? '')) {
    return ref;
  }
  try {
    const { to } = await api.compare(repoId, ref, ref, signal);
    const branch = branches.find(each => each.name === to.branch);
    return branch ? (to.snapshot === branch.snapshot ? branch.name : `${branch.name}@${to.snapshot}`) : ref;
  } catch (e) {
    if (e.status === 404) {
      return ref;
    }
    throw e;
  }
}

/** Loads what a project's views need; undefined parts are answered with a view that says so. */
export async function loadProject(repoId, asked, signal) {
  // Asked for at once only where it is known to be there: a browser notes every 404.
  const early = known.has(repoId) ? api.branches(repoId, { signal }) : null;
  early?.catch(() => {});
  const project = (await api.projects(signal)).find(each => each.repoId === repoId);
  known[project ? 'add' : 'delete'](repoId);
  if (!project) {
    return { missing: gone('There is no such project', 'It was deleted, or it is somebody else’s.', '/console/projects', 'Go to the projects') };
  }
  const branches = await (early ?? api.branches(repoId, { signal }));
  const ref = await named(repoId, branches, asked, signal);
  const wanted = parseRef(ref || project.default_branch);
  const branch = branches.find(each => each.name === (ref || project.default_branch)) ?? branches.find(each => each.name === wanted.branch);
  if (!branch) {
    return { missing: gone('There is no such branch', 'It was deleted, or the address is not right.', address(projectPath(repoId)), 'Go to the default branch') };
  }
  const snapshot = branch.name === (ref || project.default_branch) ? null : wanted.snapshot;
  if (snapshot !== null && !isSnapshotOf(branch, snapshot)) {
    return { missing: gone('There is no such snapshot', `The newest one of this branch is ${branch.snapshot}.`, address(projectPath(repoId), { ref: branch.name }), 'Go to the live state') };
  }
  const old = snapshot !== null && snapshot !== branch.snapshot ? snapshot : null;
  return { project, repoId, branches, branch, snapshot: old, ref: old ? `${branch.name}@${old}` : branch.name };
}

/** A ref that stays what it is now: of a branch, the snapshot of it that is live as it was loaded. */
export function fixed(branches, ref) {
  const branch = branches.find(each => each.name === ref);
  return branch ? `${branch.name}@${branch.snapshot}` : ref;
}

/** The number of a snapshot. */
export const numberOf = snapshot => Number(snapshot.slice(1));

/** Projects that were there when they were last looked for. */
const known = new Set();

/** The last list of files, and the commit that it is of: such a list never changes. */
let listed = { of: null, files: null };

/** All files of what is shown. */
export async function loadFiles({ repoId, branch, snapshot, ref }, signal) {
  const of = [repoId, branch.commit.id, snapshot].join('\n');
  if (listed.of !== of) {
    listed = { of, files: await api.files(repoId, snapshot ? ref : branch.commit.id, signal) };
  }
  return listed.files;
}

function isSnapshotOf(branch, snapshot) {
  const match = /^v0*(\d+)$/.exec(snapshot);
  return match && Number(match[1]) >= 1 && Number(match[1]) <= Number(branch.snapshot.slice(1));
}

export const gone = (title, text, href, label) => ({ title, content: h('div.empty', null, h('h1', null, title), h('p', null, text), h('a.button', { href }, label)) });

const TABS = [
  ['', 'Files'],
  ['history', 'History'],
  ['compare', 'Compare'],
  ['branches', 'Branches'],
  ['tokens', 'Tokens'],
  ['settings', 'Settings'],
];

/**
 * The frame.
 *
 * @param loaded   what loadProject gave
 * @param tab      which of the tabs is shown
 * @param content  below it
 * @param toBranch from a branch's name to the address of this view there; null where branches don't matter
 * @returns {{title, content, leave}}
 */
export function projectView(loaded, tab, title, content, { toBranch, heading } = {}) {
  const { project, repoId, branches, branch, ref } = loaded;
  const newer = h('div', { role: 'status' });
  // What is below the header is of that state: both change together, or neither.
  const stop = watch(repoId, branch, state => {
    if (inUse()) {
      fill(newer, newerNote(state));
    } else {
      refresh();
    }
  });
  const picker = toBranch && branches.length > 0 && branchPicker(branches, branch.name, toBranch);
  const parameters = { ref: ref === project.default_branch ? '' : ref };
  const element = h(
    'div.page.of-project',
    null,
    h(
      'div.project-head',
      null,
      h('nav.crumbs', { 'aria-label': 'Where you are' }, h('a', { href: '/console/projects' }, 'Projects'), icon('chevron'), h('a', { href: address(projectPath(repoId)) }, shown(repoId))),
      heading ?? h('h1', null, shown(project.name), h('span.type', null, `.${project.type}`)),
      h('div.project-state', null, picker, h('div.live', null, liveState(branch))),
    ),
    h(
      'nav.tabs',
      { 'aria-label': 'Project' },
      TABS.map(([path, label]) => h('a', { href: address(projectPath(repoId, path), path === 'tokens' || path === 'settings' || path === 'branches' ? {} : path === 'compare' ? {} : parameters), 'aria-current': path === tab ? 'page' : null }, label)),
    ),
    newer,
    content,
  );
  return { title: `${title} · ${repoId}`, content: element, leave: stop };
}

function liveState(branch) {
  const id = branch.commit.short_id;
  return [
    h('span.live-dot', { 'aria-hidden': 'true' }),
    h('span', null, 'Live ', h('strong', null, branch.snapshot)),
    h('code.short-id', { title: 'short_id: equal content, equal id' }, id),
    copyButton(id, 'Copy', `Copy ${id}`),
    h('span.quiet', null, time(branch.updated_at)),
  ];
}

/** Says that what is shown was replaced. */
const newerNote = state =>
  h('div.note', null, icon('clock'), h('p', null, 'Meanwhile ', h('strong', null, state.snapshot), ' went live.'), h('button.small', { type: 'button', on: { click: refresh } }, 'Show it'));

/** Whether somebody types, has gone to a button or has selected something, and would lose the place. */
function inUse() {
  const focused = document.activeElement;
  return Boolean(focused?.closest('main')) && focused.tagName !== 'H1' || document.querySelector('dialog[open]') !== null || !getSelection().isCollapsed;
}

function branchPicker(branches, current, toBranch) {
  const select = h(
    'select',
    { on: { change: () => navigate(toBranch(select.value)) } },
    branches.map(branch => h('option', { value: branch.name }, shownText(branch.name))),
  );
  select.value = current;
  return h('label.picker', null, icon('branch'), spoken('Branch'), select);
}

/** Looks again and again at what is live, as long as somebody is there to see it. */
function watch(repoId, { name, commit }, show) {
  let shownId = commit.id;
  let over = false;
  const look = async () => {
    if (document.hidden || performance.now() - active > IDLE_MILLIS || document.querySelector('dialog[open]')) {
      return;
    }
    try {
      const branch = (await api.branches(repoId, { quiet: true })).find(each => each.name === name);
      if (branch && branch.commit.id !== shownId && !over) {
        shownId = branch.commit.id;
        show(branch);
      }
    } catch {
      // The next look, or what the user does next, tells.
    }
  };
  const timer = setInterval(look, POLL_MILLIS);
  return () => {
    over = true;
    clearInterval(timer);
  };
}
