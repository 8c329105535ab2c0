// All of one's projects.

import * as api from '../api.js';
import { navigate, note, projectPath, address } from '../router.js';
import { empty, field, input, badge } from '../ui/controls.js';
import { dialog } from '../ui/dialog.js';
import { fill, h, icon } from '../ui/dom.js';
import { count, shown, time } from '../ui/format.js';

export async function projects(parameters = {}, { signal } = {}) {
  const all = (await api.projects(signal)).sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
  const create = () => newProject(all);
  const list = h('ul.cards');
  const nothing = h('div');
  const search = input({ type: 'search', placeholder: 'Search', value: parameters.q ?? '', 'aria-label': 'Search projects' });
  const show = () => {
    const wanted = search.value.trim().toLowerCase();
    const found = all.filter(project => project.repoId.toLowerCase().includes(wanted));
    note('q', search.value.trim());
    fill(list, found.map(card));
    fill(nothing, all.length > 0 && found.length === 0 && empty('No project matches', 'Search for another part of what it is called.'));
  };
  search.addEventListener('input', show);
  show();
  return {
    title: 'Projects',
    content: h(
      'div.page',
      null,
      h('div.page-head', null, h('h1', null, 'Projects'), h('div.tools', null, all.length > 0 && h('div.search', null, icon('search'), search), h('button.primary', { type: 'button', on: { click: create } }, icon('plus'), 'New project'))),
      all.length === 0 &&
        empty(
          'No project yet',
          'A project holds the configuration files of one ERP setup. Make one, put files into it, and issue a token with which an ERP reads them.',
        ),
      list,
      nothing,
    ),
  };
}

function card(project) {
  return h(
    'li.card.project',
    null,
    h('h2', null, h('a.cover', { href: address(projectPath(project.repoId)) }, icon('project'), h('span.grow', null, shown(project.name), h('span.type', null, `.${project.type}`)))),
    h('p.meta', null, h('span', null, 'Changed ', time(project.updated_at)), badge(count(project.branches, 'branch', 'branches'))),
  );
}

function newProject(all) {
  const name = input({ required: true, maxlength: 90 });
  const type = input({ value: 'erp-config', required: true });
  const create = async () => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name.value)) {
      name.focus();
      throw new api.ApiError(400, 'CLIENT', 'The first part begins with a letter or a digit, and goes on with letters, digits, “.”, “_” or “-”.');
    }
    if (!/^[a-z][a-z0-9-]*$/.test(type.value)) {
      type.focus();
      throw new api.ApiError(400, 'CLIENT', 'The type begins with a lower-case letter, and goes on with lower-case letters, digits or “-”.');
    }
    if (all.some(project => project.repoId === `${name.value}.${type.value}`)) {
      name.focus();
      throw new api.ApiError(409, 'CLIENT', `You have a project ${name.value}.${type.value} already.`);
    }
    const made = await api.createProject(name.value, type.value);
    navigate(address(projectPath(made.repoId)));
  };
  dialog({
    title: 'New project',
    body: [
      field('Name', name, 'What ERPs ask for, together with the type: for example b2b-cnc.erp-config. It can’t be changed later.'),
      field('Type', type),
    ],
    actions: [{ label: 'Cancel' }, { label: 'Create project', kind: 'primary', submit: true, run: create }],
  });
}
