// What was changed and not saved yet: per branch, whatever view is shown meanwhile. All of it is saved as one snapshot.

import * as api from '../api.js';
import * as session from '../session.js';
import { base64, decode, encode, formOf, sameBytes, sameForm } from './text.js';

/**
 * @typedef {object} Change
 * @property {string} path
 * @property {'write' | 'delete'} kind
 * @property {string | null} baseId  the git blob id of what it changes; null if it is new
 * @property {string | null} from    the path that the file has on the server, if it is renamed
 * @property {{text: string, form: object} | {bytes: Uint8Array} | null} content  null of what is only renamed or is deleted
 * @property {{text: string, form: object} | null} base  the text it began with
 */

const drafts = new Map();
const listeners = new Set();

/** The changes of a branch. */
export function draftOf(repoId, branch) {
  const key = `${repoId}\n${branch}`;
  if (!drafts.has(key)) {
    drafts.set(key, new Draft(repoId, branch));
  }
  return drafts.get(key);
}

/** Those with something to lose. */
export const allDrafts = () => [...drafts.values()].filter(draft => draft.size > 0 || draft.staging);

export function forget(repoId) {
  for (const draft of drafts.values()) {
    if (draft.repoId === repoId) {
      draft.discard();
    }
  }
}

/** Calls a listener with each change; returns what ends that. */
export function onDraftChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A content as {text, form}; null if it is no text. */
export function asText(content) {
  if (content?.text !== undefined) {
    return content;
  }
  const read = content && decode(content.bytes);
  return read && { text: read.text, form: formOf(read) };
}

export const bytesOf = content => content.bytes ?? encode(content.text, content.form);

/** How often it is told how far reading is. */
const PROGRESS_MILLIS = 100;

class Draft {
  #changes = new Map();
  #stagings = new Set();
  #quiet = 0;

  /** Another number after each change. */
  version = 0;

  constructor(repoId, branch) {
    this.repoId = repoId;
    this.branch = branch;
  }

  get size() {
    return this.#changes.size;
  }

  get changes() {
    return [...this.#changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** What the changes bring: {path, size}. */
  get sizes() {
    return [...this.#changes.values()].map(({ path, content }) => ({ path, size: content ? bytesOf(content).length : 0 }));
  }

  at(path) {
    return this.#changes.get(path);
  }

  /** How far files are that are still being read: {done, total}; null if none are. They are no changes yet. */
  get staging() {
    const all = [...this.#stagings];
    const sum = of => all.reduce((total, each) => total + each[of], 0);
    return all.length > 0 ? { done: sum('done'), total: sum('total') } : null;
  }

  /** Begins to read files, for whom {done} is kept up and end is called. */
  startStaging(total) {
    const staging = { total, done: 0, cancelled: false };
    const timer = setInterval(() => this.#notify(), PROGRESS_MILLIS);
    staging.end = () => {
      clearInterval(timer);
      this.#stagings.delete(staging);
      this.#notify();
    };
    this.#stagings.add(staging);
    this.#notify();
    return staging;
  }

  /** Lets go of all files that are still being read. */
  cancelStaging() {
    for (const staging of [...this.#stagings]) {
      staging.cancelled = true;
      staging.end();
    }
  }

  /** Makes many changes that are told as one. */
  together(change) {
    this.#quiet++;
    try {
      change();
    } finally {
      this.#quiet--;
      this.#tell();
    }
  }

  #put(change) {
    this.#changes.set(change.path, change);
    this.#tell();
  }

  #tell() {
    this.version++;
    if (this.#quiet === 0) {
      this.#notify();
    }
  }

  #notify() {
    listeners.forEach(listener => listener(this));
  }

  /** Notes a file's text. A text that is what it was is no change. */
  edit(path, text, form, baseId, base) {
    const known = this.#changes.get(path);
    const began = known?.base ?? base;
    const same = other => other?.text === text && sameForm(other.form, form);
    if (same(began) && !known?.from && (known ? known.baseId : baseId)) {
      if (known) {
        this.revert(path);
      }
      return;
    }
    if (same(known?.content)) {
      return;
    }
    this.#put({ kind: 'write', path, baseId: known ? known.baseId : baseId, from: known?.from ?? null, content: { text, form }, base: began ?? null });
  }

  /** Changes the text of a change, given as {text, form}. */
  amend(change, edited) {
    this.#put({ ...change, content: edited(asText(change.content)) });
  }

  /** Puts a file there, in the place of the one that may be there. */
  put(path, bytes, baseId) {
    const known = this.#changes.get(path);
    this.#put({ kind: 'write', path, baseId: known ? known.baseId : baseId, from: known?.from ?? null, content: { bytes }, base: known?.base ?? null });
  }

  create(path, text, form) {
    const known = this.#changes.get(path);
    this.#put({ kind: 'write', path, baseId: known?.baseId ?? null, from: null, content: { text, form }, base: known?.base ?? null });
  }

  remove(path, baseId) {
    const known = this.#changes.get(path);
    this.#changes.delete(path);
    if (known?.from) {
      this.#put({ kind: 'delete', path: known.from, baseId: known.baseId, from: null, content: null, base: null });
    } else if (known ? known.baseId : baseId) {
      this.#put({ kind: 'delete', path, baseId: known ? known.baseId : baseId, from: null, content: null, base: null });
    } else {
      this.#tell();
    }
  }

  rename(path, to, baseId) {
    const known = this.#changes.get(path);
    const from = known ? known.from ?? (known.baseId ? path : null) : path;
    this.#changes.delete(path);
    if (from === to) {
      if (known?.content) {
        this.#put({ ...known, path: to, from: null });
      } else {
        this.#tell();
      }
      return;
    }
    this.#put({ kind: 'write', path: to, baseId: known ? known.baseId : baseId, from, content: known?.content ?? null, base: known?.base ?? null });
  }

  revert(path) {
    this.#changes.delete(path);
    this.#tell();
  }

  discard() {
    this.cancelStaging();
    this.#changes.clear();
    this.#tell();
  }

  /** A list of files as it is with the changes. */
  over(files) {
    const gone = new Set();
    for (const change of this.#changes.values()) {
      gone.add(change.path);
      if (change.from) {
        gone.add(change.from);
      }
    }
    const result = files.filter(file => !gone.has(file.path));
    const known = new Map(files.map(file => [file.path, file]));
    for (const change of this.#changes.values()) {
      const on = known.get(change.from ?? change.path);
      const state = change.kind === 'delete' ? 'deleted' : change.from ? 'renamed' : change.baseId ? 'edited' : 'new';
      if (change.kind === 'write' || on) {
        result.push({ path: change.path, id: on?.id ?? null, size: change.content?.bytes?.length ?? on?.size ?? 0, state });
      }
    }
    return result;
  }

  message() {
    if (this.size !== 1) {
      return `Change ${this.size} files`;
    }
    const [change] = this.#changes.values();
    const verb = change.kind === 'delete' ? 'Delete' : change.from ? 'Rename' : change.baseId ? 'Update' : 'Create';
    return change.from ? `${verb} ${change.from} to ${change.path}` : `${verb} ${change.path}`;
  }

  /**
   * Saves all of it as one snapshot, unless what it changes was changed by somebody else.
   *
   * @returns {Promise<{saved: object} | {conflicts: Array, commitId: string}>}
   */
  async save(message) {
    await session.ensure(true);
    for (let attempt = 0; attempt < 5; attempt++) {
      const branch = (await api.branches(this.repoId)).find(each => each.name === this.branch);
      if (!branch) {
        throw new api.ApiError(404, 'BRANCH_NOT_FOUND', 'gone');
      }
      const commitId = branch.commit.id;
      const live = new Map((await api.files(this.repoId, commitId)).map(file => [file.path, file]));
      const conflicts = await this.#conflicts(live, commitId);
      if (conflicts.length > 0) {
        return { conflicts, snapshot: branch.snapshot, author: branch.commit.author_name };
      }
      const sent = this.changes;
      if (sent.length === 0) {
        return { saved: { snapshot: branch.snapshot, short_id: branch.commit.short_id, changed: false } };
      }
      try {
        const saved = await api.commit(this.repoId, this.branch, commitId, message, actions(sent, live));
        this.#forgetSaved(sent);
        return { saved };
      } catch (e) {
        // Somebody was faster, once more: what that means is looked at anew.
        if (e.code !== 'CONFLICT') {
          throw e;
        }
      }
    }
    throw new api.ApiError(409, 'CONFLICT', 'CONFLICT');
  }

  /** What was typed while it was being saved stays, upon what was saved. */
  #forgetSaved(sent) {
    for (const change of sent) {
      if (this.#changes.get(change.path) === change) {
        this.#changes.delete(change.path);
      }
    }
    this.#tell();
  }

  async #conflicts(live, commitId) {
    const conflicts = [];
    for (const change of this.changes) {
      const there = live.get(change.from ?? change.path);
      const target = change.from ? live.get(change.path) : null;
      if (change.kind === 'delete') {
        if (!there) {
          this.#changes.delete(change.path);
        } else if (there.id !== change.baseId) {
          conflicts.push({ change, theirs: await api.content(this.repoId, commitId, there.path), liveId: there.id });
        }
      } else if (target && !this.#frees(change.path)) {
        conflicts.push({ change, theirs: await api.content(this.repoId, commitId, target.path), liveId: target.id, taken: true });
      } else if ((there?.id ?? null) !== change.baseId && !(change.from && !change.content && there)) {
        const theirs = there ? await api.content(this.repoId, commitId, there.path) : null;
        if (theirs && change.content && !change.from && sameBytes(theirs, bytesOf(change.content))) {
          this.#changes.delete(change.path);
        } else {
          conflicts.push({ change, theirs, liveId: there?.id ?? null });
        }
      }
    }
    return conflicts;
  }

  /** Whether another change takes away what is at a path. */
  #frees(path) {
    return [...this.#changes.values()].some(change => change.from === path || (change.kind === 'delete' && change.path === path));
  }

  /** Goes on from what is there now, with this content. */
  resolve(change, content, liveId, base) {
    this.#changes.delete(change.path);
    if (content) {
      this.#put({ ...change, kind: 'write', content, baseId: liveId, from: liveId && change.from ? change.from : null, base });
    } else {
      this.#tell();
    }
  }

  /** Deletes what is there now, too. */
  insist(change, liveId) {
    this.#put({ ...change, baseId: liveId });
  }
}

const written = change => ({ content: base64(bytesOf(change.content)), encoding: 'base64' });

/** The API's actions, in an order in which each finds what it needs. */
function actions(changes, live) {
  const deletes = changes.filter(change => change.kind === 'delete').map(change => ({ action: 'delete', path: change.path }));
  const moves = [];
  let waiting = changes.filter(change => change.from);
  while (waiting.length > 0) {
    const occupied = new Set(waiting.map(change => change.from));
    const free = waiting.filter(change => change.from === change.path || !occupied.has(change.path));
    if (free.length === 0) {
      throw new Error('files that change places can’t be saved together; save one of the renames first');
    }
    for (const change of free) {
      moves.push({ action: 'move', previous_path: change.from, path: change.path, ...(change.content ? written(change) : {}) });
    }
    const done = new Set(free);
    waiting = waiting.filter(change => !done.has(change));
  }
  const moved = new Set(changes.map(change => change.from).filter(Boolean));
  const writes = changes
    .filter(change => change.kind === 'write' && !change.from)
    .map(change => ({ action: live.has(change.path) && !moved.has(change.path) ? 'update' : 'create', path: change.path, ...written(change) }));
  return [...deletes, ...moves, ...writes];
}
