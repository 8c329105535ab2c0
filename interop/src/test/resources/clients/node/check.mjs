// Reads the server with @gitbeaker/rest. See ../README.md for the variables and the output.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

// The packages are installed away from the sources, in the folder the program is started in.
const { Gitlab } = createRequire(join(process.cwd(), 'package.json'))('@gitbeaker/rest');

const env = (name) => process.env[`ERP_CONFIG_${name}`] ?? assert.fail(`ERP_CONFIG_${name} is not set`);
const host = env('URL');
const PROJECT = env('PROJECT');
const BRANCH = env('BRANCH');
const [OWNER, REPO] = PROJECT.split('/');
const api = new Gitlab({ host, token: env('TOKEN') });

function readFolder(folder) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const full = join(entry.parentPath ?? entry.path, entry.name);
      files.set(full.slice(folder.length + 1), readFileSync(full));
    }
  }
  return files;
}

const before = readFolder(env('BEFORE'));
const after = readFolder(env('AFTER'));

const digest = (algorithm, ...parts) => {
  const hash = createHash(algorithm);
  parts.forEach((part) => hash.update(part));
  return hash.digest('hex');
};
const gitId = (content) => digest('sha1', `blob ${content.length}\0`, content);
const equal = (a, b) => a !== undefined && b !== undefined && a.equals(b);

function folders(files) {
  const found = new Set();
  for (const path of files.keys()) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, i) => found.add(parts.slice(0, i + 1).join('/')));
  }
  return found;
}

const entriesOf = (files) =>
  [...[...files.keys()].map((path) => `blob ${path}`), ...[...folders(files)].map((path) => `tree ${path}`)].sort();
const asEntries = (items) => items.map(({ type, path }) => `${type} ${path}`).sort();

// The client gives text as a string and anything else as a Blob.
const bytes = async (body) => Buffer.from(typeof body === 'string' ? body : await body.arrayBuffer());

function untar(tar) {
  const files = new Map();
  let longName;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from, length) => {
      const field = tar.subarray(at + from, at + from + length);
      const end = field.indexOf(0);
      return field.subarray(0, end < 0 ? length : end).toString();
    };
    const size = parseInt(text(124, 12), 8);
    const kind = text(156, 1);
    const body = tar.subarray(at + 512, at + 512 + size);
    const prefix = text(257, 5) === 'ustar' && text(345, 155);
    if (kind === 'x') {
      longName = /\d+ path=(.*)\n/.exec(body.toString())?.[1] ?? longName;
    } else if (kind === 'L') {
      longName = body.subarray(0, size - 1).toString();
    } else {
      if (kind === '0' || kind === '') files.set(longName ?? (prefix ? `${prefix}/` : '') + text(0, 100), body);
      longName = undefined;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function unzip(zip) {
  const files = new Map();
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => zip.readUInt16LE(at + o));
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString();
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    if (!name.endsWith('/')) files.set(name, zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

function sameFiles(actual, expected, what) {
  assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort(), what);
  for (const [path, content] of expected) assert.ok(equal(actual.get(path), content), `${what}: ${path}`);
}

async function failsWith(call, status, message) {
  await assert.rejects(call, (error) => {
    assert.equal(error.name, 'GitbeakerRequestError');
    assert.equal(error.cause.response.status, status);
    assert.equal(error.cause.description, message);
    return true;
  });
}

const names = (items) => items.map(({ name }) => name);
const ids = (items) => items.map(({ id }) => id);
const history = () => api.Commits.all(PROJECT, { refName: 'master' });
const tree = (options) => api.Repositories.allRepositoryTrees(PROJECT, { ref: 'master', recursive: true, ...options });

async function byPage(perPage) {
  const items = [];
  let page = 1;
  for (let pagination = { next: 1 }; pagination.next; page++) {
    const answer = await tree({ perPage, page, maxPages: 1, showExpanded: true });
    items.push(...answer.data);
    pagination = answer.paginationInfo;
    assert.equal(pagination.total, entriesOf(after).length);
  }
  assert.equal(page - 1, Math.ceil(entriesOf(after).length / perPage));
  assert.deepEqual(asEntries(items), entriesOf(after));
}

const checks = {
  async version() {
    const { version, revision } = await api.Metadata.show();
    assert.match(version, /^\d+\.\d+/);
    assert.ok(revision);
  },
  async user() {
    const user = await api.Users.showCurrentUser();
    assert.equal(user.username, OWNER);
    assert.ok(Number.isInteger(user.id));
  },
  async 'token-self'() {
    const token = await api.PersonalAccessTokens.show();
    assert.deepEqual([token.active, token.revoked], [true, false]);
  },
  async projects() {
    assert.deepEqual((await api.Projects.all()).map((p) => p.path_with_namespace), [PROJECT]);
  },
  async 'project-by-path'() {
    const found = await api.Projects.show(PROJECT);
    assert.deepEqual([found.path, found.path_with_namespace, found.default_branch], [REPO, PROJECT, 'master']);
  },
  async 'project-by-id'() {
    const { id } = await api.Projects.show(PROJECT);
    assert.ok(Number.isSafeInteger(id));
    assert.equal((await api.Projects.show(id)).path_with_namespace, PROJECT);
    assert.deepEqual(names(await api.Branches.all(id)), ['master', BRANCH].sort());
  },
  async branches() {
    const branches = await api.Branches.all(PROJECT);
    assert.deepEqual(names(branches), ['master', BRANCH].sort());
    assert.deepEqual(names(branches.filter((b) => b.default)), ['master']);
  },
  async 'branch-search'() {
    assert.deepEqual(names(await api.Branches.all(PROJECT, { search: BRANCH.slice(1, 5) })), [BRANCH]);
    assert.deepEqual(names(await api.Branches.all(PROJECT, { search: '^mas' })), ['master']);
    assert.deepEqual(names(await api.Branches.all(PROJECT, { regex: '^m.*r$' })), ['master']);
  },
  async 'branch-one'() {
    assert.equal((await api.Branches.show(PROJECT, BRANCH)).name, BRANCH);
    const { commit } = await api.Branches.show(PROJECT, 'master');
    assert.deepEqual([commit.id.length, commit.short_id.length], [40, 8]);
  },
  async 'tree-root'() {
    const roots = new Set([...after.keys()].map((path) => path.split('/')[0]));
    assert.deepEqual(names(await tree({ recursive: false })).sort(), [...roots].sort());
  },
  async 'tree-folder'() {
    for (const path of folders(after)) {
      const inside = [...after.keys()].filter((p) => p.startsWith(`${path}/`)).map((p) => p.slice(path.length + 1));
      const expected = [...new Set(inside.map((p) => p.split('/')[0]))].sort();
      assert.deepEqual(names(await tree({ path, recursive: false })).sort(), expected, path);
    }
  },
  async 'tree-recursive'() {
    const items = await tree();
    assert.deepEqual(asEntries(items), entriesOf(after));
    for (const { type, path, mode, id } of items) {
      if (type === 'blob') assert.deepEqual([mode, id], ['100644', gitId(after.get(path))], path);
      else assert.equal(mode, '040000', path);
    }
  },
  async 'tree-auto'() {
    assert.deepEqual(asEntries(await tree({ perPage: 20 })), entriesOf(after));
  },
  'tree-pages-100': () => byPage(100),
  'tree-pages-20': () => byPage(20),
  async 'files-base64'() {
    for (const [path, content] of after) {
      const file = await api.RepositoryFiles.show(PROJECT, path, 'master');
      assert.ok(equal(Buffer.from(file.content, 'base64'), content), path);
      assert.deepEqual([file.file_path, file.size, file.blob_id], [path, content.length, gitId(content)]);
    }
  },
  async 'files-raw'() {
    for (const [path, content] of after) {
      assert.ok(equal(await bytes(await api.RepositoryFiles.showRaw(PROJECT, path, 'master')), content), path);
    }
    for (const [path, content] of before) {
      const body = await bytes(await api.RepositoryFiles.showRaw(PROJECT, path, BRANCH));
      assert.ok(equal(body, content), `${path} on ${BRANCH}`);
    }
  },
  async archive() {
    const { commit } = await api.Branches.show(PROJECT, 'master');
    const expected = new Map([...after].map(([p, content]) => [`${REPO}-master-${commit.short_id}/${p}`, content]));
    const options = { sha: 'master' };
    sameFiles(
      untar(gunzipSync(await bytes(await api.Repositories.showArchive(PROJECT, options)))),
      expected,
      'tar.gz',
    );
    const zip = await bytes(await api.Repositories.showArchive(PROJECT, { fileType: 'zip', ...options }));
    sameFiles(unzip(zip), expected, 'zip');
  },
  async commits() {
    const commits = await history();
    assert.equal(commits[0].id, (await api.Branches.show(PROJECT, 'master')).commit.id);
    assert.deepEqual(commits.slice(0, 2).map((c) => c.message), ['after', 'before']);
    assert.deepEqual(commits[0].parent_ids, [commits[1].id]);
    assert.deepEqual(ids(await api.Commits.all(PROJECT, { refName: 'master', perPage: 1 })), ids(commits));
  },
  async 'commit-one'() {
    const commits = await history();
    for (const { id, short_id, message } of commits) {
      const commit = await api.Commits.show(PROJECT, id);
      assert.deepEqual([commit.id, commit.short_id, commit.message], [id, short_id, message]);
    }
    assert.equal((await api.Commits.show(PROJECT, 'master')).id, commits[0].id);
  },
  async 'commits-by-path'() {
    const paths = [...after.keys()].filter((path) => before.has(path)).sort();
    const changed = paths.find((path) => !equal(before.get(path), after.get(path)));
    const kept = paths.find((path) => equal(before.get(path), after.get(path)));
    const [newest, older] = ids(await history());
    const touching = async (path) => ids(await api.Commits.all(PROJECT, { refName: 'master', path }));
    assert.deepEqual(await touching(changed), [newest, older], changed);
    assert.deepEqual(await touching(kept), [older], kept);
  },
  async compare() {
    const compared = await api.Repositories.compare(PROJECT, (await history())[1].id, 'master');
    const expected = [...new Set([...before.keys(), ...after.keys()])]
      .filter((path) => !equal(before.get(path), after.get(path)))
      .map((path) => `${path} ${!before.has(path)} ${!after.has(path)}`);
    const actual = compared.diffs.map((d) => `${d.new_path} ${d.new_file} ${d.deleted_file}`);
    assert.deepEqual(actual.sort(), expected.sort());
    assert.deepEqual(compared.commits.map((c) => c.message), ['after']);
    assert.ok(compared.diffs.some((d) => d.diff.startsWith('@@ ')), 'a unified diff');
  },
  async blob() {
    for (const content of after.values()) {
      const blob = await api.Repositories.showBlob(PROJECT, gitId(content));
      assert.ok(equal(Buffer.from(blob.content, 'base64'), content), blob.sha);
      assert.equal(blob.size, content.length);
    }
  },
  async 'blob-raw'() {
    for (const content of after.values()) {
      const body = await bytes(await api.Repositories.showBlobRaw(PROJECT, gitId(content)));
      assert.ok(equal(body, content), gitId(content));
    }
  },
  async 'error-401'() {
    const stranger = new Gitlab({ host, token: '0'.repeat(64) });
    await failsWith(() => stranger.Projects.show(PROJECT), 401, '401 Unauthorized');
  },
  async 'error-403'() {
    const other = new Gitlab({ host, token: env('OTHER_TOKEN') });
    await failsWith(() => other.Projects.show(PROJECT), 403, '403 Forbidden');
  },
  async 'error-404-file'() {
    for (const method of ['show', 'showRaw']) {
      const call = () => api.RepositoryFiles[method](PROJECT, 'no/such.json', 'master');
      await failsWith(call, 404, '404 File Not Found');
    }
  },
  async 'error-404-project'() {
    const owner = new Gitlab({ host, token: env('OWNER_TOKEN') });
    await failsWith(() => owner.Projects.show(`${OWNER}/absent.erp-config`), 404, '404 Project Not Found');
    await failsWith(() => owner.Projects.show(999999999), 404, '404 Project Not Found');
  },
  async 'error-404-branch'() {
    await failsWith(() => api.Branches.show(PROJECT, 'no/such'), 404, '404 Branch Not Found');
    await failsWith(() => tree({ ref: 'no/such' }), 404, '404 Tree Not Found');
  },
};

for (const [name, body] of Object.entries(checks)) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`not ok ${name}: ${`${error.name}: ${error.message}`.replace(/\s+/g, ' ').slice(0, 500)}`);
  }
}
