// One file: looked at, edited, downloaded, compared with what is saved.

import * as api from '../api.js';
import { check, checkOnce, isChecked } from '../model/checks.js';
import { draftOf, bytesOf } from '../model/draft.js';
import { LANGUAGES, MAX_EDITED, TRAITS, decode, differing, formOf, language } from '../model/text.js';
import { address, navigate, projectPath } from '../router.js';
import { badge } from '../ui/controls.js';
import { fill, h, icon } from '../ui/dom.js';
import { count, shown, size } from '../ui/format.js';
import { changesBar } from './changes.js';
import { fixed, gone, loadFiles, loadProject, projectView } from './frame.js';
import { oldNote } from './overview.js';

/** Where the cursor was, when a view is shown anew. */
let place = null;

export async function file(parameters, { signal }) {
  const { repoId, path } = parameters;
  // What edits is fetched while the rest is.
  const editorLoading = import('../editor/editor.js');
  editorLoading.catch(() => {});
  const loaded = await loadProject(repoId, parameters.ref, signal);
  if (loaded.missing) {
    return loaded.missing;
  }
  const { branch, ref, snapshot } = loaded;
  const draft = snapshot ? null : draftOf(repoId, branch.name);
  const files = await loadFiles(loaded, signal);
  const change = draft?.at(path);
  const there = files.find(each => each.path === (change?.from ?? path));
  if ((!there && !change?.content) || change?.kind === 'delete') {
    return gone('There is no such file', 'It was deleted or renamed, or it is in another branch.', address(projectPath(repoId), { ref }), 'Go to the list');
  }
  // A change of a state that is not the live one any more is shown as it is; saving it tells.
  const saved = there && (there.size <= MAX_EDITED || change?.content) ? (there.size <= MAX_EDITED ? await api.content(repoId, snapshot ? ref : branch.commit.id, there.path, signal) : null) : null;
  const original = saved && decode(saved);
  const staged = change?.content;
  const opened = staged ? (staged.text !== undefined ? { text: staged.text, ...staged.form } : decode(staged.bytes)) : original;
  const { createEditor, createDiff } = opened ? await editorLoading : {};

  const bar = draft && changesBar(draft, { always: Boolean(opened), saved: () => editor && keepPlace() });
  const host = h('div.editor');
  let editor = null;
  const keepPlace = () => { place = { path, ref, at: editor.position() }; };
  // Shown anew, it is the same address that is left.
  const openedAt = location.href;
  let comparison = null;
  const shape = opened && formOf(opened);

  const unchecked = h('p.quiet', { role: 'status' });
  const checked = async (text, signal) => {
    const staged = draft.at(path)?.content;
    const options = { signal, soon: true };
    const { problems, off } = await (staged?.text === text ? checkOnce(path, staged, options) : check(path, { text, form: shape }, options));
    fill(unchecked, off && `Not checked. ${off}`);
    return problems;
  };

  const edit = () => {
    comparison?.destroy();
    comparison = null;
    editor = createEditor(host, {
      text: draft?.at(path)?.content?.text ?? opened.text,
      language: language(path),
      readOnly: !draft,
      mixed: opened.ending === 'mixed',
      label: 'File content',
      onChange: text => draft.edit(path, text, shape, there?.id ?? null, original && { text: original.text, form: formOf(original) }),
      onSave: () => bar.save(),
      check: draft && isChecked(path) ? checked : null,
    });
    if (place?.path === path && place.ref === ref) {
      editor.restore(place.at);
      place = null;
    } else if (parameters.line) {
      editor.goTo(Number(parameters.line));
    }
  };
  const forms = h('div', { role: 'status' });
  const differences = form => fill(forms, original && form && differing(original, form).map(name => h('p', null, `${name}: ${TRAITS.get(name).told(original)} → ${TRAITS.get(name).told(form)}`)));
  const showChanges = () => {
    if (comparison) {
      differences(null);
      toggle.setAttribute('aria-pressed', 'false');
      host.replaceChildren();
      edit();
      editor.focus();
      return;
    }
    toggle.setAttribute('aria-pressed', 'true');
    const text = editor.text();
    editor.destroy();
    editor = null;
    host.replaceChildren();
    const form = draft.at(path)?.content?.form ?? shape;
    const mixed = [original, form].some(each => each?.ending === 'mixed');
    // Ends of lines of several kinds belong to their lines, on both sides then.
    const written = (each, of) => (mixed && of?.ending === '\r\n' ? each.replaceAll('\n', '\r\n') : each);
    differences(form);
    comparison = createDiff(host, { before: written(original?.text ?? '', original), after: written(text, form), language: language(path), labels: ['Saved content', 'Your content'], mixed });
  };
  const toggle = draft && opened && h('button', { type: 'button', 'aria-pressed': 'false', on: { click: showChanges } }, icon('compare'), 'Show changes');

  const name = path.slice(path.lastIndexOf('/') + 1);
  const folder = path.slice(0, path.length - name.length);
  const facts = [opened ? LANGUAGES[language(path)] : 'Binary', size(staged ? bytesOf(staged).length : there.size), shape && shape.encoding !== 'utf-8' && shape.encoding.toUpperCase(), shape?.bom && 'with byte order mark', shape?.ending === '\r\n' && 'CRLF', shape?.ending === 'mixed' && 'mixed ends of lines'].filter(Boolean);

  const content = h(
    'div.of-file',
    null,
    snapshot && oldNote(loaded),
    h(
      'div.bar',
      null,
      h('p.facts', null, facts.map(fact => h('span', null, fact)), !draft && badge('read only')),
      h(
        'div.tools',
        null,
        toggle,
        there && h('a.button', { href: address(projectPath(repoId, 'history'), { ref: branch.name, path: there.path }) }, icon('clock'), 'Versions'),
        there && h('a.button', { href: api.fileUrl(repoId, fixed(loaded.branches, ref), there.path), download: name }, icon('download'), 'Download'),
        draft && h('button', { type: 'button', on: { click: () => { draft.remove(path, there?.id ?? null); navigate(address(projectPath(repoId), { ref })); } } }, icon('trash'), 'Delete'),
      ),
    ),
    opened ? [forms, host, unchecked] : binary(there, staged),
    bar?.element,
  );
  const heading = h('h1.path', null, h('a', { href: address(projectPath(repoId), { ref: ref === loaded.project.default_branch ? '' : ref }) }, icon('folder'), h('span.spoken', null, 'Up to the list')), folder && h('span.folder', null, shown(folder)), shown(name));
  const view = projectView(loaded, '', path, content, { toBranch: to => address(projectPath(repoId, 'file'), { ref: to, path }), heading });
  return {
    ...view,
    entered: () => opened && edit(),
    leave: () => {
      view.leave();
      bar?.end();
      if (editor && location.href === openedAt) {
        keepPlace();
      }
      editor?.destroy();
      comparison?.destroy();
    },
  };
}

function binary(there, staged) {
  const bytes = staged ? bytesOf(staged) : null;
  const large = there && !staged && there.size > MAX_EDITED;
  return h(
    'div.empty.boxed',
    null,
    icon('file'),
    h('p.empty-title', null, large ? 'This file is too large to edit here' : 'This is not text'),
    h('p', null, large ? `Files up to ${size(MAX_EDITED)} can be edited. Download it, and upload it when it is changed.` : 'Its bytes are kept as they are. Download it, and upload another one in its place.'),
    bytes && h('p.quiet', null, `${count(bytes.length, 'byte')} waiting to be saved`),
  );
}

