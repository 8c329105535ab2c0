// A branch's snapshots as a timeline, and the way back to one of them.

import * as api from '../api.js';
import { address, projectPath, refresh } from '../router.js';
import { nameOf } from '../session.js';
import { badge, empty, notice } from '../ui/controls.js';
import { dialog } from '../ui/dialog.js';
import { append, h, icon } from '../ui/dom.js';
import { count, shown, size, time } from '../ui/format.js';
import { diffView } from './diffView.js';
import { draftOf } from '../model/draft.js';
import { loadProject, numberOf, projectView } from './frame.js';

const PER_PAGE = 30;

const CAUSES = { create: 'created', copy: 'copied', save: 'saved', delete: 'deleted', commit: 'commit', import: 'import', rollback: 'rollback' };
const KINDS = { rollback: 'warn', import: 'info', create: '', copy: '' };

export async function history(parameters, { signal }) {
  const loaded = await loadProject(parameters.repoId, parameters.ref, signal);
  if (loaded.missing) {
    return loaded.missing;
  }
  const { repoId, branch } = loaded;
  const { path } = parameters;
  let page = 1;
  const list = h('ol.timeline');
  const first = await api.history(repoId, branch.name, { path, page, per_page: PER_PAGE }, signal);
  const more = h('button', { type: 'button', hidden: !first.more }, 'Show older ones');
  more.addEventListener('click', async () => {
    more.disabled = true;
    const next = await api.history(repoId, branch.name, { path, page: ++page, per_page: PER_PAGE });
    show(next.snapshots);
    more.hidden = !next.more;
    more.disabled = false;
  });
  // Others may save meanwhile, which moves the pages; what is shown is up to the state that the header names.
  let oldest = numberOf(branch.snapshot) + 1;
  const show = snapshots => {
    const older = snapshots.filter(({ number }) => number < oldest);
    append(list, older.map(snapshot => snapshotLine(loaded, { ...snapshot, live: snapshot.id === branch.snapshot }, path)));
    oldest = older.at(-1)?.number ?? oldest;
  };
  show(first.snapshots);
  const content = h(
    'section.history',
    { 'aria-label': 'Snapshots' },
    path && h('div.note', null, icon('file'), h('p', null, 'Only what changed ', h('strong', null, shown(path))), h('a.button.small', { href: address(projectPath(repoId, 'history'), { ref: branch.name }) }, 'Show all')),
    first.snapshots.length === 0 && empty('Nothing changed here yet', 'Every save of this branch will be listed.'),
    list,
    h('p.more', null, more),
  );
  return projectView(loaded, 'history', 'History', content, { toBranch: name => address(projectPath(repoId, 'history'), { ref: name, path }) });
}

function snapshotLine(loaded, snapshot, path) {
  const { repoId, branch } = loaded;
  const ref = `${branch.name}@${snapshot.id}`;
  const before = snapshot.number > 1 ? `${branch.name}@v${String(snapshot.number - 1).padStart(4, '0')}` : null;
  const to = (rest, parameters) => address(projectPath(repoId, rest), parameters);
  const message = snapshot.message.trim() || (snapshot.cause === 'create' ? 'Branch created' : snapshot.cause === 'copy' ? 'Branch copied' : 'No message');
  const [head, ...rest] = message.split('\n');
  return h(
    snapshot.live ? 'li.snapshot.is-live' : 'li.snapshot',
    null,
    h('span.dot', { 'aria-hidden': 'true' }),
    h(
      'div.snapshot-body',
      null,
      h('p.snapshot-title', null, h('strong.version', null, snapshot.id), h('span.grow.text', null, shown(head)), snapshot.live && badge('live', 'good'), badge(CAUSES[snapshot.cause] ?? snapshot.cause, KINDS[snapshot.cause] ?? '')),
      rest.join('').trim() && h('details.message', null, h('summary', null, 'Whole message'), h('p', null, rest.map(line => [shown(line), h('br')]))),
      h('p.meta', null, h('span.author', { title: snapshot.author }, shown(nameOf(snapshot.author))), time(snapshot.created_at), h('code', null, snapshot.short_id), h('span', null, `${count(snapshot.files, 'file')}, ${size(snapshot.size)}`)),
    ),
    h(
      'div.tools',
      null,
      h('a.button.small', { href: path ? to('file', { ref, path }) : to('', { ref }) }, 'View'),
      before && h('a.button.small', { href: to('compare', { from: before, to: ref }) }, 'Changes'),
      !snapshot.live && h('button.small', { type: 'button', on: { click: () => rollBack(loaded, snapshot, path) } }, icon('rollback'), 'Roll back'),
    ),
  );
}

async function rollBack({ repoId, branch }, snapshot, path) {
  const body = h('div', null, h('div.skeleton'), h('div.skeleton'), h('div.skeleton'));
  let live = null;
  const preview = async () => {
    live = (await api.branches(repoId)).find(each => each.name === branch.name);
    const { diffs } = await api.compare(repoId, live.commit.id, `${branch.name}@${snapshot.id}`);
    const touched = path ? diffs.filter(diff => diff.new_path === path || diff.old_path === path) : diffs;
    body.replaceChildren();
    append(body, [
      h('p', null, path ? ['Puts ', h('strong', null, shown(path)), ' back to what it was in '] : 'Puts the whole branch back to ', h('strong', null, snapshot.id), '. What is live now, ', h('strong', null, live.snapshot), ', stays in the history.'),
      draftOf(repoId, branch.name).size > 0 && h('p.hint', null, 'Your unsaved changes are not touched.'),
      diffView(touched, { nothing: 'What is live has the same content already: nothing would change.' }),
    ]);
  };
  const opened = dialog({
    title: `Roll back to ${snapshot.id}`,
    wide: true,
    body,
    actions: [
      { label: 'Cancel' },
      {
        label: 'Confirm rollback',
        kind: 'danger',
        submit: true,
        run: async () => {
          const now = (await api.branches(repoId)).find(each => each.name === branch.name);
          if (now?.commit.id !== live?.commit.id) {
            await preview();
            throw new api.ApiError(409, 'CLIENT', 'The branch was changed meanwhile. The preview shows now what the rollback would change.');
          }
          const result = await api.rollBack(repoId, branch.name, snapshot.id, path, live.commit.id);
          notice(result.changed ? 'Rolled back: ' : 'Nothing had to be changed: ', h('strong', null, result.snapshot), ' is live · ', h('code', null, result.short_id));
          refresh();
        },
      },
    ],
  });
  try {
    await preview();
  } catch (e) {
    opened.fail(e);
  }
}
