// Files and whole folders that are dropped or chosen: found, looked over, read, and put into a draft all at once.

import { ApiError } from '../api.js';
import { limits } from '../settings.js';
import { bytes, count, number } from '../ui/format.js';

/** As much is read in one go, in files and in bytes: to ask a browser for one file takes longer than to read it. */
const BATCH_FILES = 250;
const BATCH_BYTES = 4 * 1024 * 1024;

/** What git keeps for itself, which no branch takes. */
const isGit = name => name.toLowerCase() === '.git';

/**
 * @typedef {object} Upload
 * @property {string} path  from what was chosen or dropped on, with its name
 * @property {File} file
 * @property {number} size  in bytes, as it was when it was found
 */

/** What was chosen: {uploads, leftOut}; left out are the paths of what is git's own. */
export function chosen(list) {
  return withoutGit([...list].map(file => sized(file.webkitRelativePath || file.name, file)));
}

function withoutGit(found) {
  const leftOut = new Set();
  const uploads = found.filter(({ path }) => {
    const parts = path.split('/');
    const git = parts.findIndex(isGit);
    if (git >= 0) {
      leftOut.add(parts.slice(0, git + 1).join('/'));
    }
    return git < 0;
  });
  return { uploads, leftOut: [...leftOut] };
}

/** What was dropped, with what is in its folders. Must be called while the drop is handled. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) {
    return chosen(transfer.files);
  }
  const found = { uploads: [], leftOut: [] };
  await walk(entries, found);
  return found;
}

async function walk(entries, found) {
  const kept = entries.filter(entry => !isGit(entry.name));
  found.leftOut.push(...entries.filter(entry => isGit(entry.name)).map(pathOf));
  found.uploads.push(...(await Promise.all(kept.filter(entry => entry.isFile).map(opened))));
  for (const entry of kept.filter(each => !each.isFile)) {
    // What can't be saved anyway need not be found.
    if (found.uploads.length > limits.commitFiles) {
      return;
    }
    const reader = entry.createReader();
    // A folder is read in pieces, until one is empty.
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => unreadable([pathOf(entry)]));
      if (some.length === 0) {
        break;
      }
      await walk(some, found);
    }
  }
}

const pathOf = entry => entry.fullPath.replace(/^\//, '');

const opened = async entry => sized(pathOf(entry), await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => unreadable([pathOf(entry)])));

/** With the size that it has now: a browser that looks again says of a file that is gone that it is empty. */
const sized = (path, file) => ({ path, file, size: file.size });

/** What is gone, was changed since it was chosen, or may not be read. The browser's words for it name no file. */
function unreadable(paths) {
  const more = paths.length > 3 ? ` and ${number(paths.length - 3)} more` : '';
  throw new ApiError(400, 'CLIENT', `The browser can’t read ${paths.slice(0, 3).join(', ')}${more}. Nothing was added.`);
}

/** The folder that all of them are in; an empty text if there is none. */
export function topOf(uploads) {
  const top = uploads[0]?.path.split('/', 1)[0];
  return uploads.length > 0 && uploads.every(({ path }) => path.startsWith(`${top}/`)) ? top : '';
}

/** What a file takes in a commit's body: its content as base64, its path, and what is around them. */
const inBody = (path, length) => 4 * Math.ceil(length / 3) + 3 * path.length + 80;

/** Why they can't be saved together, and with other changes {path, size}; an empty text if they can. */
export function excess(uploads, changes = []) {
  const paths = new Set(uploads.map(({ path }) => path));
  const others = changes.filter(({ path }) => !paths.has(path));
  const beside = others.length > 0 ? 'with your other changes ' : '';
  const large = uploads.find(({ size }) => size > limits.fileBytes);
  if (large) {
    return `${large.path} has ${bytes(large.size)}, and a file can have ${bytes(limits.fileBytes)}.`;
  }
  if (uploads.length + others.length > limits.commitFiles) {
    return `These are ${beside}more than ${number(limits.commitFiles)} files, as many as can be saved together.`;
  }
  const body = [...uploads, ...others].map(({ path, size }) => inBody(path, size)).reduce((sum, each) => sum + each, 0);
  const total = sizeOf(uploads);
  return body > limits.commitBytes ? `${count(uploads.length, 'file has', 'files have')} ${bytes(total)} in all, and about ${bytes(contentOfCommit())} can be saved ${beside}together.` : '';
}

/** How much content goes into a commit's body. */
const contentOfCommit = () => Math.floor(limits.commitBytes / 4) * 3;

/** The limits, for who is about to add something; empty where the server names none. */
export const limitsText = () =>
  limits.commitFiles < Infinity ? `At most ${number(limits.commitFiles)} files and about ${bytes(contentOfCommit())} can be saved together, and a file can have ${bytes(limits.fileBytes)}.` : '';

/**
 * Reads them, and then puts all of them into a draft: until the last one is read, and when it is cancelled, none is there.
 *
 * @param files   what is in the branch
 * @returns {Promise<boolean>} whether they are in the draft; they are not if it was cancelled
 */
export async function stage(draft, files, uploads) {
  const staging = draft.startStaging(uploads.length);
  try {
    const contents = await read(uploads, staging);
    if (staging.cancelled) {
      return false;
    }
    const ids = new Map(files.map(file => [file.path, file.id]));
    draft.together(() => uploads.forEach(({ path }, i) => draft.put(path, contents[i], ids.get(path) ?? null)));
    return true;
  } finally {
    staging.end();
  }
}

async function read(uploads, staging) {
  const contents = [];
  const failed = [];
  for (const batch of batches(uploads)) {
    if (staging.cancelled) {
      return [];
    }
    const whole = await contentOf(new Blob(batch.map(({ file }) => file)));
    if (whole?.length === sizeOf(batch)) {
      let at = 0;
      batch.forEach(({ size }) => contents.push(whole.slice(at, (at += size))));
    } else {
      // One of them can't be read, or has another size by now: one by one it is told which.
      for (const { path, file, size } of batch) {
        const content = await contentOf(file);
        contents.push(content);
        if (content?.length !== size) {
          failed.push(path);
        }
      }
    }
    staging.done += batch.length;
  }
  return failed.length > 0 && !staging.cancelled ? unreadable(failed) : contents;
}

export const sizeOf = batch => batch.reduce((sum, each) => sum + each.size, 0);

/** What a file or several hold; null if it can't be read. */
const contentOf = blob => blob.arrayBuffer().then(buffer => new Uint8Array(buffer), () => null);

function* batches(uploads) {
  let batch = [];
  let size = 0;
  for (const each of uploads) {
    if (batch.length === BATCH_FILES || (batch.length > 0 && size + each.size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(each);
    size += each.size;
  }
  yield batch;
}
