// A project's branches: made, looked at, deleted.

import * as api from '../api.js';
import { draftOf } from '../model/draft.js';
import { address, navigate, projectPath, refresh } from '../router.js';
import { badge, field, input, notice } from '../ui/controls.js';
import { confirm, dialog } from '../ui/dialog.js';
import { h, icon } from '../ui/dom.js';
import { count, shown, shownText, size, time } from '../ui/format.js';
import { loadProject, numberOf, projectView } from './frame.js';

export async function branches(parameters, { signal }) {
  const loaded = await loadProject(parameters.repoId, '', signal);
  if (loaded.missing) {
    return loaded.missing;
  }
  const content = h(
    'section',
    { 'aria-label': 'Branches' },
    h('div.bar', null, h('p.facts', null, h('span', null, count(loaded.branches.length, 'branch', 'branches'))), h('div.tools', null, h('button.primary', { type: 'button', on: { click: () => create(loaded) } }, icon('plus'), 'New branch'))),
    h('ul.table', null, loaded.branches.map(branch => line(loaded, branch))),
  );
  return projectView(loaded, 'branches', 'Branches', content);
}

function line({ repoId, project }, branch) {
  const to = (rest, values) => address(projectPath(repoId, rest), values);
  return h(
    'li',
    null,
    h('div.grow', null, h('p', null, h('a.strong', { href: to('', { ref: branch.name }) }, shown(branch.name)), ' ', branch.default && badge('default')), h('p.meta', null, h('span', null, branch.snapshot), h('code', null, branch.commit.short_id), h('span', null, `${count(branch.files, 'file')}, ${size(branch.size)}`), time(branch.updated_at))),
    h(
      'div.tools',
      null,
      !branch.default && h('a.button.small', { href: to('compare', { from: project.default_branch, to: branch.name }) }, icon('compare'), `Compare with ${shownText(project.default_branch)}`),
      !branch.default && h('button.small', { type: 'button', 'aria-label': `Delete ${shownText(branch.name)}`, on: { click: () => remove(repoId, branch) } }, icon('trash'), 'Delete'),
    ),
  );
}

function nameProblem(name) {
  const wrong = name === '' || name === 'HEAD' || /^[0-9a-f]{40}$/i.test(name) || /[\u0000-\u0020\u007f~^:?*[\\@]|\.\.|\/\/|^[/-]|[/.]$/.test(name) || name.split('/').some(part => part.startsWith('.') || part.endsWith('.lock'));
  return wrong ? 'A branch has a name such as “test” or “release/2026”: without spaces, “@” and what git does not allow.' : '';
}

function create({ repoId, branches: all, branch }) {
  const name = input({ placeholder: 'test' });
  const from = h('select', null, h('option', { value: '' }, 'Empty'), all.map(each => h('option', { value: each.name }, `Copy of ${shownText(each.name)}`)));
  from.value = branch.name;
  const ref = input({ placeholder: 'v0002' });
  dialog({
    title: 'New branch',
    body: [field('Name', name), field('Starts as', from), field('At snapshot', ref, 'Leave it empty for the live state.')],
    actions: [
      { label: 'Cancel' },
      {
        label: 'Create branch',
        kind: 'primary',
        submit: true,
        run: async () => {
          const wanted = name.value.trim();
          const problem = nameProblem(wanted) || (all.some(each => each.name === wanted) ? `There is a branch ${wanted} already.` : '');
          if (problem) {
            name.focus();
            throw new api.ApiError(400, 'CLIENT', problem);
          }
          const at = ref.value.trim();
          await api.createBranch(repoId, wanted, from.value && (at ? `${from.value}@${at}` : from.value));
          notice('Branch ', h('strong', null, shown(wanted)), ' is there.');
          navigate(address(projectPath(repoId), { ref: wanted }));
        },
      },
    ],
  });
}

async function remove(repoId, branch) {
  await confirm({
    title: `Delete ${shownText(branch.name)}?`,
    body: h('p', null, `${count(numberOf(branch.snapshot), 'snapshot goes', 'snapshots go')} with it, and ERPs that read this branch get a 404.`),
    label: 'Delete branch',
    run: async () => {
      await api.deleteBranch(repoId, branch.name);
      draftOf(repoId, branch.name).discard();
      refresh();
    },
  });
}
