// The admin API, and which program answers it.

import * as session from './session.js';

const A = '/site-builder/api';

/** What went wrong, as the server says it. */
export class ApiError extends Error {
  constructor(status, code, message, requestId = '') {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

const part = encodeURIComponent;

function query(parameters) {
  const text = Object.entries(parameters ?? {})
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name}=${part(value)}`)
    .join('&');
  return text && `?${text}`;
}

async function failure(response) {
  const id = response.headers.get('X-Request-Id') ?? '';
  try {
    const { code, message } = await response.json();
    return new ApiError(response.status, code, message, id);
  } catch {
    return new ApiError(response.status, 'UNREADABLE', response.statusText, id);
  }
}

async function send(method, url, options = {}) {
  try {
    return await fetch(url, {
      method,
      headers: { ...(options.json === undefined ? {} : { 'Content-Type': 'application/json' }), ...options.headers },
      body: options.json === undefined ? undefined : JSON.stringify(options.json),
      signal: options.signal,
      credentials: 'same-origin',
      cache: 'no-cache',
    });
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new ApiError(0, 'UNREACHABLE', String(e.message));
  }
}

/** Asks the API. A session that has ended is begun anew before anything is sent that it would be missed for. */
async function call(method, path, options = {}) {
  const url = A + path + query(options.query);
  for (let attempt = 0; ; attempt++) {
    await session.ensure(method !== 'GET', options.quiet);
    const response = await send(method, url, options);
    if (response.ok) {
      session.seen();
      return response;
    }
    const error = await failure(response);
    if (error.code !== 'UNAUTHORIZED' || attempt > 0) {
      throw error;
    }
    session.ended();
  }
}

const json = async (method, path, options) => (await call(method, path, options)).json();
const project = repoId => `/projects/${part(repoId)}`;
const branch = (repoId, name) => `${project(repoId)}/branches/${part(name)}`;
const filePath = path => path.split('/').map(part).join('/');

export async function currentUser() {
  const response = await send('GET', `${A}/session`);
  if (!response.ok) {
    throw await failure(response);
  }
  return (await response.json()).user;
}

export async function signIn(username, password) {
  const response = await send('POST', '/user/login', { json: { username, password } });
  if (!response.ok) {
    const error = await failure(response);
    error.retryAfter = Number(response.headers.get('Retry-After') ?? 0);
    throw error;
  }
  return (await response.json()).user;
}

export const signOut = () => send('POST', '/user/logout');

export const projects = signal => json('GET', '/projects', { signal });
export const createProject = (name, type) => json('POST', '/projects', { json: { name, type } });
export const deleteProject = repoId => call('DELETE', project(repoId));

export const branches = (repoId, options) => json('GET', `${project(repoId)}/branches`, options);
export const createBranch = (repoId, name, from) => json('POST', `${project(repoId)}/branches`, { json: from ? { name, from } : { name } });
export const deleteBranch = (repoId, name) => call('DELETE', branch(repoId, name));

/** All files of a ref: {path, id, size}. */
export async function files(repoId, ref, signal) {
  const entries = await json('GET', `${branch(repoId, ref)}/tree`, { query: { recursive: 1 }, signal });
  return entries.filter(entry => entry.type === 'blob');
}

export async function content(repoId, ref, path, signal) {
  const response = await call('GET', `${branch(repoId, ref)}/files/${filePath(path)}`, { signal });
  return new Uint8Array(await response.arrayBuffer());
}

export const fileUrl = (repoId, ref, path) => `${A}${branch(repoId, ref)}/files/${filePath(path)}`;
export const archiveUrl = (repoId, ref) => `${A}${project(repoId)}/archive.zip${query({ ref })}`;

export const commit = (repoId, name, commitId, message, actions) =>
  json('POST', `${branch(repoId, name)}/commits`, { json: { message, actions }, headers: { 'If-Match': `"${commitId}"` } });

/** A page of the history, and whether there is another. */
export async function history(repoId, name, parameters, signal) {
  const response = await call('GET', `${branch(repoId, name)}/history`, { query: parameters, signal });
  return { snapshots: await response.json(), more: Boolean(response.headers.get('X-Next-Page')) };
}

export const compare = (repoId, from, to, signal) => json('GET', `${project(repoId)}/compare`, { query: { from, to }, signal });

export const rollBack = (repoId, name, to, path, commitId) =>
  json('POST', `${branch(repoId, name)}/rollback`, { query: { to, path }, headers: { 'If-Match': `"${commitId}"` } });

export const tokens = signal => json('GET', '/tokens', { signal });
export const issueToken = token => json('POST', '/tokens', { json: token });
export const changeToken = (id, changes) => json('PATCH', `/tokens/${part(id)}`, { json: changes });
export const revokeToken = id => call('DELETE', `/tokens/${part(id)}`);

export async function audit(parameters, signal) {
  const response = await call('GET', '/audit', { query: parameters, signal });
  return { entries: await response.json(), more: Boolean(response.headers.get('X-Next-Page')) };
}

const ERP = '/connectors/cetec';

/** The billed customers of the ERP: {customers, metadata}. */
export const customers = signal => json('GET', `${ERP}/customer`, { signal });

/** A customer's password, or null; the server notes that it was asked for. */
export async function customerPassword(id) {
  const answer = await json('GET', `${ERP}/customer`, { query: { id, reveal: 'techx_password' } });
  return answer.customers[0]?.techx_password ?? null;
}

/** Whether the server reaches the backup databases: {status, message}. */
export const testDatabase = () => json('GET', `${ERP}/mysql`);

/** The server's program: its version and commit. */
export const program = signal => json('GET', '/erp-config/health', { signal });

export const sessions = signal => json('GET', '/account/sessions', { signal });
export const endSession = id => call('DELETE', `/account/sessions/${part(id)}`);
export const changePassword = (current, changed) => call('POST', '/account/password', { json: { current, new: changed } });
