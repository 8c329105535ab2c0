// Who is signed in. A session that ends while somebody works is begun anew on the spot, and nothing on the page is lost.

import * as api from './api.js';
import { askToSignIn } from './view/signIn.js';

/** How long it is taken for granted that a session goes on, for what only reads. */
const TRUSTED_MILLIS = 1000;

let user = null;
let seenAt = -Infinity;
let asking = null;

export const current = () => user;

/** What a user is called, as far as it is known: of an owner's projects and tokens nobody else has a say. */
export const nameOf = id => (id === user?._id ? user.name : id);

/** Something was answered, so the session goes on. */
export const seen = () => {
  seenAt = performance.now();
};

export const ended = () => {
  seenAt = -Infinity;
};

/** Finds out who is signed in; nobody is no error. */
export async function begin() {
  user = await api.currentUser();
  if (user) {
    seen();
  }
  return user;
}

/** Signed in, just now. */
export function began(signedIn) {
  user = signedIn;
  seen();
}

/**
 * Returns when there is a session. To ask for it is no error to a browser, while to use one that has ended is.
 *
 * @param certain whether to ask in any case
 * @param quiet   whether to fail rather than to ask the user
 */
export async function ensure(certain, quiet) {
  if (!certain && performance.now() - seenAt < TRUSTED_MILLIS) {
    return;
  }
  const now = await api.currentUser();
  if (now && user && now._id !== user._id) {
    // Somebody else signed in, in another tab: what is shown here is not theirs.
    location.assign('/console/');
    await new Promise(() => {});
  }
  if (now) {
    began(now);
    return;
  }
  if (quiet) {
    throw new api.ApiError(401, 'UNAUTHORIZED', 'quiet');
  }
  asking ??= askToSignIn(user).finally(() => {
    asking = null;
  });
  const again = await asking;
  if (user && again._id !== user._id) {
    location.assign('/console/');
    await new Promise(() => {});
  }
  began(again);
}
