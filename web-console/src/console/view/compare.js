// Any two snapshots or branches side by side.

import * as api from '../api.js';
import { address, navigate, projectPath } from '../router.js';
import { empty } from '../ui/controls.js';
import { fill, h, icon, uniqueId } from '../ui/dom.js';
import { shownText } from '../ui/format.js';
import { diffView } from './diffView.js';
import { fixed, loadProject, named, numberOf, parseRef, projectView } from './frame.js';

const PAGE = 100;

export async function compare(parameters, { signal }) {
  const loaded = await loadProject(parameters.repoId, '', signal);
  if (loaded.missing) {
    return loaded.missing;
  }
  const { repoId, branches, branch } = loaded;
  const previous = Math.max(1, numberOf(branch.snapshot) - 1);
  const [asked, against] = await Promise.all(['from', 'to'].map(side => named(repoId, branches, parameters[side], signal)));
  const from = asked || `${branch.name}@v${String(previous).padStart(4, '0')}`;
  const to = against || branch.name;
  const known = [from, to].every(ref => branches.some(each => each.name === ref || each.name === parseRef(ref).branch));
  const result = known ? await api.compare(repoId, fixed(branches, from), fixed(branches, to), signal) : null;

  const left = side('From', branches, from);
  const right = side('To', branches, to);
  const go = () => navigate(address(projectPath(repoId, 'compare'), { from: left.ref(), to: right.ref() }));
  left.onChange(go);
  right.onChange(go);
  const swap = h('button', { type: 'button', on: { click: () => navigate(address(projectPath(repoId, 'compare'), { from: to, to: from })) } }, icon('compare'), 'Swap');
  const content = h(
    'section.compare',
    { 'aria-label': 'Comparison' },
    h('div.sides', null, left.element, swap, right.element),
    result ? diffView(result.diffs) : empty('One of the two is gone', 'Choose two that are there.'),
  );
  Promise.all([left.load(repoId), right.load(repoId)]).catch(() => {});
  return projectView(loaded, 'compare', 'Compare', content);
}

/** A branch and one of its snapshots. */
function side(label, branches, ref) {
  const exact = branches.find(each => each.name === ref);
  const parsed = exact ? { branch: ref, snapshot: null } : parseRef(ref);
  const branchId = uniqueId('side');
  const snapshotId = uniqueId('side');
  const branch = h('select', { id: branchId }, branches.map(each => h('option', { value: each.name }, shownText(each.name))));
  branch.value = parsed.branch;
  const snapshot = h('select', { id: snapshotId });
  const option = (value, text) => h('option', { value }, text);
  fill(snapshot, option('', 'live'), parsed.snapshot && option(parsed.snapshot, parsed.snapshot));
  snapshot.value = parsed.snapshot ?? '';
  return {
    element: h('fieldset.side', null, h('legend', null, label), h('label.picker', { htmlFor: branchId }, icon('branch'), h('span.spoken', null, `${label}: branch`), branch), h('label.picker', { htmlFor: snapshotId }, icon('clock'), h('span.spoken', null, `${label}: snapshot`), snapshot)),
    ref: () => (snapshot.value && parsed.branch === branch.value ? `${branch.value}@${snapshot.value}` : branch.value),
    onChange: listener => [branch, snapshot].forEach(each => each.addEventListener('change', listener)),
    async load(repoId) {
      if (!branches.some(each => each.name === parsed.branch)) {
        return;
      }
      const page = await api.history(repoId, parsed.branch, { page: 1, per_page: PAGE });
      const live = numberOf(branches.find(each => each.name === parsed.branch).snapshot);
      const snapshots = page.snapshots.filter(each => each.number <= live);
      const ids = snapshots.map(each => each.id);
      const chosen = parsed.snapshot && `v${parsed.snapshot.slice(1).replace(/^0+/, '').padStart(4, '0')}`;
      fill(
        snapshot,
        option('', 'live'),
        snapshots.map(each => option(each.id, shownText(`${each.id} · ${each.message.split('\n')[0].slice(0, 60) || each.cause}`))),
        chosen && !ids.includes(chosen) && option(chosen, chosen),
      );
      snapshot.value = chosen ?? '';
    },
  };
}
