// Files by their folders, as rows of a tree.

/**
 * The rows to show.
 *
 * @param {Array} files    with path
 * @param {Set} open       paths of the folders that are open
 * @param {string} filter  what paths have to contain; files that do are shown as a flat list
 */
export function rows(files, open, filter) {
  if (filter) {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return files.filter(file => words.every(word => (file.lower ??= file.path.toLowerCase()).includes(word))).map(file => ({ kind: 'file', file, depth: 0, name: file.path }));
  }
  const result = [];
  walk(folders(files), '', 0, open, result);
  return result;
}

/** Which paths are taken by files, and which by the folders that they are in. */
export function occupied(files) {
  const paths = new Set();
  const folders = new Set();
  for (const { path, state } of files) {
    if (state !== 'deleted') {
      paths.add(path);
      above(path).forEach(folder => folders.add(folder));
    }
  }
  return { paths, folders };
}

/** What is in the way of a file at a path: a file where it needs a folder, or the other way round; undefined if nothing is. */
export const inTheWay = ({ paths, folders }, path) => (folders.has(path) ? path : above(path).find(folder => paths.has(folder)));

/** The folders that a path leads through. */
export function above(path) {
  const folders = [];
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    folders.push(path.slice(0, slash));
  }
  return folders;
}

const cache = new WeakMap();

function folders(files) {
  if (!cache.has(files)) {
    const root = { folders: new Map(), files: [], count: 0 };
    for (const file of files) {
      const parts = file.path.split('/');
      let at = root;
      at.count++;
      for (const part of parts.slice(0, -1)) {
        if (!at.folders.has(part)) {
          at.folders.set(part, { folders: new Map(), files: [], count: 0 });
        }
        at = at.folders.get(part);
        at.count++;
      }
      at.files.push([parts.at(-1), file]);
    }
    cache.set(files, root);
  }
  return cache.get(files);
}

const collator = new Intl.Collator('en', { numeric: true });

function walk(folder, path, depth, open, result) {
  folder.sorted ??= {
    folders: [...folder.folders].sort(([a], [b]) => collator.compare(a, b)),
    files: folder.files.sort(([a], [b]) => collator.compare(a, b)),
  };
  for (const [name, inside] of folder.sorted.folders) {
    const below = path ? `${path}/${name}` : name;
    const isOpen = open.has(below);
    result.push({ kind: 'folder', path: below, name, depth, isOpen, count: inside.count });
    if (isOpen) {
      walk(inside, below, depth + 1, open, result);
    }
  }
  for (const [name, file] of folder.sorted.files) {
    result.push({ kind: 'file', file, depth, name });
  }
}
