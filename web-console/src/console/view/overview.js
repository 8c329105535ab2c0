// A project at a glance: its files, its branches, its tokens, and what is live.

import * as api from '../api.js';
import { draftOf } from '../model/draft.js';
import { PLAIN, pathProblem } from '../model/text.js';
import { inTheWay, occupied, rows } from '../model/tree.js';
import { chosen, dropped } from '../model/upload.js';
import { address, navigate, note, projectPath, refresh } from '../router.js';
import { alarm, badge, empty, field, input } from '../ui/controls.js';
import { dialog } from '../ui/dialog.js';
import { fill, h, icon } from '../ui/dom.js';
import { count, number, shown, shownText, size } from '../ui/format.js';
import { virtualList } from '../ui/virtualList.js';
import { changesBar } from './changes.js';
import { fixed, loadFiles, loadProject, projectView } from './frame.js';
import { tokensPanel } from './tokens.js';
import { upload } from './upload.js';

const ROW = 36;
const FEW_FILES = 60;
const openFolders = new Map();

export async function overview(parameters, { signal }) {
  const loaded = await loadProject(parameters.repoId, parameters.ref, signal);
  if (loaded.missing) {
    return loaded.missing;
  }
  const { repoId, branch, ref, snapshot } = loaded;
  const [files, tokens] = await Promise.all([loadFiles(loaded, signal), api.tokens(signal)]);
  const draft = snapshot ? null : draftOf(repoId, branch.name);
  const all = draft ? draft.over(files) : files;
  const key = `${repoId}\n${branch.name}`;
  const { open, seen } = openFolders.get(key) ?? { open: new Set(), seen: new Set() };
  openFolders.set(key, { open, seen });
  if (all.length <= FEW_FILES) {
    // Small enough to be seen as a whole, except for what was closed.
    for (const folder of occupied(all).folders) {
      if (!seen.has(folder)) {
        open.add(folder);
      }
      seen.add(folder);
    }
  }

  const tree = virtualList({ label: 'Files of this branch', rowHeight: ROW, row: item => rowOf(item) });
  const filter = input({ type: 'search', placeholder: 'Filter', value: parameters.q ?? '', 'aria-label': 'Filter the list' });
  const found = h('span.quiet.found', { role: 'status' });
  const nothing = h('div');
  const show = () => {
    const wanted = filter.value.trim();
    const visible = rows(all, open, wanted);
    fill(found, wanted ? `${number(visible.length)} of ${number(all.length)}` : count(all.length, 'file'));
    tree.show(visible);
    tree.element.hidden = visible.length === 0;
    fill(nothing, all.length > 0 && visible.length === 0 && empty('Nothing matches', 'Every word has to occur in the path.'));
  };
  filter.addEventListener('input', () => {
    note('q', filter.value.trim());
    show();
  });
  filter.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      tree.focusFirst();
    }
  });

  const rowOf = item => {
    const line = item.kind === 'folder' ? folderRow(item) : fileRow(item);
    line.style.setProperty('--depth', Math.min(item.depth, 12));
    return line;
  };

  const toggle = path => {
    open[open.has(path) ? 'delete' : 'add'](path);
    show();
  };

  const folderRow = ({ path, name, isOpen, count: inside }) => {
    const button = h(
      'button.entry',
      {
        type: 'button',
        title: shownText(path),
        'aria-expanded': String(isOpen),
        on: {
          click: () => toggle(path),
          keydown: event => {
            if ((event.key === 'ArrowRight' && !isOpen) || (event.key === 'ArrowLeft' && isOpen)) {
              toggle(path);
            }
          },
        },
      },
      icon('chevron'),
      icon('folder'),
      shown(name),
    );
    return h(
      'div.row.folder',
      { data: { folder: path } },
      button,
      h('span.meta', null, count(inside, 'file')),
      draft && h('span.row-tools', null, tool('rename', 'Rename', path, () => renameDialog(path, true)), tool('trash', 'Delete', path, () => removeFolder(path))),
    );
  };

  const fileRow = ({ file, name }) => {
    const gone = file.state === 'deleted';
    return h(
      'div.row',
      null,
      gone
        ? h('span.entry.gone', { tabindex: '-1', title: shownText(file.path) }, icon('file'), h('s', null, shown(name)))
        : h('a.entry', { title: shownText(file.path), href: address(projectPath(repoId, 'file'), { ref, path: file.path }) }, icon('file'), shown(name)),
      file.state && badge(file.state, { deleted: 'bad', renamed: 'info', edited: 'warn', new: 'good' }[file.state]),
      h('span.meta', null, size(file.size)),
      draft &&
        h(
          'span.row-tools',
          null,
          gone
            ? tool('undo', 'Keep', file.path, () => { draft.revert(file.path); refresh(); })
            : [tool('rename', 'Rename', file.path, () => renameDialog(file.path, false)), tool('trash', 'Delete', file.path, () => { draft.remove(file.path, file.id); refresh(); })],
        ),
    );
  };

  const tool = (name, label, path, run) => h('button.plain', { type: 'button', title: `${label} ${shownText(path)}`, on: { click: run } }, icon(name));

  const below = folder => all.filter(file => file.path.startsWith(`${folder}/`) && file.state !== 'deleted');

  const removeFolder = folder => {
    draft.together(() => below(folder).forEach(file => draft.remove(file.path, file.id)));
    refresh();
  };

  const renameDialog = (path, isFolder) => {
    const to = input({ value: path });
    dialog({
      title: isFolder ? 'Rename this folder' : 'Rename this file',
      body: field('New path', to, 'A path with other folders moves it there. It is saved together with your other changes.'),
      actions: [
        { label: 'Cancel' },
        {
          label: 'Rename',
          kind: 'primary',
          submit: true,
          run: () => {
            const wanted = to.value.trim();
            const moving = isFolder ? below(path) : [all.find(file => file.path === path && file.state !== 'deleted')];
            const moved = moving.map(file => [file, isFolder ? wanted + file.path.slice(path.length) : wanted]);
            const problem = pathProblem(wanted) || takenBy(moved.map(([, target]) => target), new Set(moving));
            if (problem) {
              throw new api.ApiError(400, 'CLIENT', problem);
            }
            if (wanted !== path) {
              draft.together(() => moved.forEach(([file, target]) => draft.rename(file.path, target, file.id)));
            }
            refresh();
          },
        },
      ],
    });
  };

  /** Whether paths are taken by others than those that move there. */
  const takenBy = (paths, moving = new Set()) => {
    const there = occupied(all.filter(file => !moving.has(file)));
    const path = paths.map(each => (there.paths.has(each) ? each : inTheWay(there, each))).find(Boolean);
    return path ? `There is ${path} already.` : '';
  };

  const newFile = () => {
    const path = input({ placeholder: 'rates/laser.csv' });
    dialog({
      title: 'New file',
      body: field('Path', path, 'Folders are made as needed.'),
      actions: [
        { label: 'Cancel' },
        {
          label: 'Create file',
          kind: 'primary',
          submit: true,
          run: () => {
            const wanted = path.value.trim();
            const problem = pathProblem(wanted) || takenBy([wanted]);
            if (problem) {
              throw new api.ApiError(400, 'CLIENT', problem);
            }
            draft.create(wanted, '', PLAIN);
            navigate(address(projectPath(repoId, 'file'), { ref: branch.name, path: wanted }));
          },
        },
      ],
    });
  };

  const add = async (found, target) => {
    try {
      if ((await upload({ loaded, draft, files, all }, found, target)) && panel.isConnected) {
        await refresh();
      }
    } catch (e) {
      alarm(e);
    }
  };

  const chooser = folder => {
    const control = h('input', { type: 'file', multiple: true, webkitdirectory: folder, class: 'spoken', tabindex: '-1', 'aria-hidden': 'true' });
    control.addEventListener('change', () => {
      add(chosen(control.files));
      // The same choice once more is a choice, too.
      control.value = '';
    });
    return control;
  };
  const fileChooser = chooser(false);
  const folderChooser = chooser(true);

  const bar = draft && changesBar(draft);
  const panel = h(
    'section.files',
    { 'aria-label': 'Content' },
    h(
      'div.bar',
      null,
      all.length > 0 && h('div.search', null, icon('search'), filter),
      found,
      h(
        'div.tools',
        null,
        draft && [
          h('button', { type: 'button', on: { click: newFile } }, icon('filePlus'), 'New file'),
          h('button', { type: 'button', on: { click: () => fileChooser.click() } }, icon('upload'), 'Upload'),
          h('button', { type: 'button', on: { click: () => folderChooser.click() } }, icon('folderUp'), 'Upload folder'),
          fileChooser,
          folderChooser,
        ],
        h('a.button', { href: api.archiveUrl(repoId, fixed(loaded.branches, ref)), download: `${repoId}-${ref.replaceAll('/', '-')}.zip` }, icon('download'), 'Download .zip'),
      ),
    ),
    all.length === 0 && empty('This branch is empty', draft ? 'Drop files or a whole folder here, upload them, or create the first one.' : 'There was no file in this snapshot.'),
    tree.element,
    nothing,
    draft && h('p.drop-note.quiet', null, 'Drop files or folders here to add them, or on a folder to add them to it.'),
  );
  if (draft) {
    panel.addEventListener('dragover', event => {
      if ([...event.dataTransfer.types].includes('Files')) {
        event.preventDefault();
        panel.classList.add('dropping');
      }
    });
    panel.addEventListener('dragleave', event => panel.contains(event.relatedTarget) || panel.classList.remove('dropping'));
    panel.addEventListener('drop', async event => {
      event.preventDefault();
      panel.classList.remove('dropping');
      const folder = event.target.closest?.('[data-folder]')?.dataset.folder ?? '';
      try {
        await add(await dropped(event.dataTransfer), folder);
      } catch (e) {
        alarm(e);
      }
    });
  }
  show();

  const content = h(
    'div.overview',
    null,
    h('div.main', null, snapshot && oldNote(loaded), panel, bar?.element),
    h('aside', { 'aria-label': 'About this project' }, branchesCard(loaded), tokensPanel(loaded, tokens, { compact: true })),
  );
  const view = projectView(loaded, '', 'Overview', content, { toBranch: name => address(projectPath(repoId), { ref: name }) });
  return {
    ...view,
    // A file is what is opened next, as a rule.
    entered: () => (globalThis.requestIdleCallback ?? setTimeout)(() => import('../editor/editor.js').catch(() => {})),
    leave: () => {
      view.leave();
      tree.end();
      bar?.end();
    },
  };
}

/** Says that this is not what ERPs read now. */
export function oldNote({ repoId, branch, snapshot }) {
  return h(
    'div.note',
    { role: 'note' },
    icon('clock'),
    h('p', null, 'You are looking at ', h('strong', null, snapshot), ', an older state. ERPs read ', h('strong', null, branch.snapshot), '.'),
    h('a.button.small', { href: address(projectPath(repoId), { ref: branch.name }) }, 'Go to the live state'),
  );
}

function branchesCard({ repoId, branches, branch }) {
  return h(
    'section.card',
    null,
    h('header', null, h('h2', null, icon('branch'), count(branches.length, 'branch', 'branches')), h('a', { href: address(projectPath(repoId, 'branches')) }, 'Manage')),
    h(
      'ul.lines',
      null,
      branches.slice(0, 8).map(each =>
        h(
          'li',
          null,
          h('a.grow', { href: address(projectPath(repoId), { ref: each.name }), 'aria-current': each.name === branch.name ? 'true' : null }, shown(each.name)),
          each.default && badge('default'),
          h('code.quiet', null, each.commit.short_id),
        ),
      ),
    ),
  );
}
