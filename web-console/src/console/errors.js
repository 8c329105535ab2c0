// What went wrong, in sentences that say what to do. The words are those of the API's table of codes.

import { ApiError } from './api.js';

const SENTENCES = {
  UNREACHABLE: 'The server can’t be reached. Check your connection; nothing of yours is lost.',
  UNAUTHORIZED: 'Your session has ended. Sign in again.',
  FORBIDDEN: 'That belongs to somebody else.',
  WRONG_PASSWORD: 'The current password is not right.',
  TOO_MANY_REQUESTS: 'Too many requests at once. Wait a moment and try again.',
  INVALID_OWNER: 'That is no valid user name.',
  INVALID_PROJECT: 'That is no valid project name.',
  INVALID_BRANCH: 'That is no valid branch name.',
  INVALID_PATH: 'That is no valid path for a file.',
  NOT_FOUND: 'There is nothing here, or the server does not offer it.',
  PROJECT_NOT_FOUND: 'This project does not exist any more.',
  BRANCH_NOT_FOUND: 'This branch does not exist any more.',
  REF_NOT_FOUND: 'There is no such branch or snapshot.',
  FILE_NOT_FOUND: 'This file does not exist any more.',
  FOLDER_NOT_FOUND: 'This folder does not exist any more.',
  SNAPSHOT_NOT_FOUND: 'There is no such snapshot.',
  TOKEN_NOT_FOUND: 'This token was revoked already.',
  SESSION_NOT_FOUND: 'This session has ended already.',
  ALREADY_EXISTS: 'That name is taken.',
  PATH_CONFLICT: 'A file and a folder can’t have the same path.',
  CONFLICT: 'Somebody else changed this meanwhile, so nothing was written.',
  DEFAULT_BRANCH: 'The default branch can’t be deleted.',
  FILE_TOO_LARGE: 'A file is larger than this server allows.',
  BODY_TOO_LARGE: 'That is too much at once. Save fewer or smaller files together.',
  INTERNAL: 'The server has a fault.',
  STORAGE_FAILED: 'The server could not store or read that.',
  STORAGE_DAMAGED: 'The server found damaged data. Tell its administrator.',
  STORAGE_UNAVAILABLE: 'The server can’t reach its storage at the moment. Try again soon.',
  SIGN_IN_UNAVAILABLE: 'Sign-in is not available at the moment. Try again soon.',
  UPSTREAM_FAILED: 'The ERP did not answer as it should. Try again soon; if it lasts, tell the administrator.',
  UPSTREAM_UNAVAILABLE: 'The ERP failed too often and is left alone for half a minute. Try again then.',
  UPSTREAM_TIMEOUT: 'The ERP did not answer in time. Try again soon.',
  UNAVAILABLE: 'The server is busy or stopping. Try again soon.',
};

/** Codes whose message says what exactly is wrong with what was asked. */
const TOLD = /^INVALID_|^PATH_CONFLICT$|^ALREADY_EXISTS$|^FILE_TOO_LARGE$/;

/** What happened, as a sentence. */
export function sentence(error) {
  if (!(error instanceof ApiError)) {
    return `Something went wrong in the console: ${error?.message ?? error}`;
  }
  const known = SENTENCES[error.code];
  const detail = TOLD.test(error.code) && error.message && error.message !== error.code ? error.message : '';
  const text = known ? (detail ? `${known} (${detail})` : known) : detail || error.message || 'The server refused that.';
  return error.status >= 500 && error.requestId ? `${text} Its log knows this as request ${error.requestId}.` : text;
}
