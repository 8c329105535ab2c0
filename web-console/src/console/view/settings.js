// What a project is, and its end.

import * as api from '../api.js';
import { forget } from '../model/draft.js';
import { navigate, address, projectPath } from '../router.js';
import { copyButton, field, input, notice } from '../ui/controls.js';
import { dialog } from '../ui/dialog.js';
import { h, icon } from '../ui/dom.js';
import { shown, time } from '../ui/format.js';
import { loadProject, projectView } from './frame.js';

export async function settings(parameters, { signal }) {
  const loaded = await loadProject(parameters.repoId, '', signal);
  if (loaded.missing) {
    return loaded.missing;
  }
  const { project, repoId } = loaded;
  const fact = (name, ...value) => [h('dt', null, name), h('dd', null, value)];
  const content = h(
    'div.stack',
    null,
    h(
      'section.card',
      null,
      h('header', null, h('h2', null, 'What clients need to know')),
      h(
        'dl.facts-list',
        null,
        fact('repoId', h('code', null, shown(repoId)), copyButton(repoId)),
        fact('Project id', h('code', null, String(project.id)), copyButton(String(project.id))),
        fact('Base URL of GitLab clients', h('code', null, `${location.origin}/site-builder/api/erp-config`), copyButton(`${location.origin}/site-builder/api/erp-config`)),
        fact('Folder', h('code', null, shown(project.path))),
        fact('Default branch', h('code', null, shown(project.default_branch))),
        fact('Created', time(project.created_at)),
        fact('Description of the API', h('a', { href: '/site-builder/api/erp-config/openapi.json', target: '_blank', rel: 'noopener' }, 'OpenAPI document')),
      ),
    ),
    h(
      'section.card.end',
      null,
      h('header', null, h('h2', null, 'Delete this project')),
      h('p', null, 'All branches and their whole history go with it, and ERPs that read it get a 404. Download what you want to keep first.'),
      h('p', null, h('button.danger', { type: 'button', on: { click: () => remove(repoId) } }, icon('trash'), 'Delete project'), ' ', h('a.button', { href: address(projectPath(repoId)) }, 'Back to the project')),
    ),
  );
  return projectView(loaded, 'settings', 'Settings', content);
}

function remove(repoId) {
  const typed = input();
  dialog({
    title: 'Delete this project for good?',
    body: field(`Type ${repoId} to confirm`, typed),
    actions: [
      { label: 'Cancel' },
      {
        label: 'Delete for good',
        kind: 'danger',
        submit: true,
        run: async () => {
          if (typed.value !== repoId) {
            typed.focus();
            throw new api.ApiError(400, 'CLIENT', 'That is not what the project is called.');
          }
          await api.deleteProject(repoId);
          forget(repoId);
          notice('Deleted ', shown(repoId), '.');
          navigate('/console/projects');
        },
      },
    ],
  });
}
