// Files and whole folders that are dropped or chosen.

/** What was chosen: {path, file}. */
export const chosen = list => [...list].map(file => ({ path: file.webkitRelativePath || file.name, file }));

/** What was dropped, with what is in its folders. Must be called while the drop is handled. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) {
    return chosen(transfer.files);
  }
  const found = [];
  for (const entry of entries) {
    await walk(entry, found);
  }
  return found;
}

async function walk(entry, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = entry.createReader();
  // A folder is read in pieces, until one is empty.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return;
    }
    for (const each of some) {
      await walk(each, found);
    }
  }
}

/** Reads them, and puts them into a draft. */
export async function stage(draft, files, uploads, folder) {
  const known = new Map(files.map(file => [file.path, file]));
  for (const { path, file } of uploads) {
    const full = folder ? `${folder}/${path}` : path;
    draft.put(full, new Uint8Array(await file.arrayBuffer()), known.get(full)?.id ?? null);
  }
}
