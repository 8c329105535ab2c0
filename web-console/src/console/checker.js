// Checks files beside the page, so that the page never stands still for it: a worker's script. See model/checks.js.

import { check } from './check/check.js';

addEventListener('message', ({ data: { language, content } }) => {
  try {
    postMessage({ problems: check(language, content) });
  } catch (e) {
    // A file that is nested without end ends the check, not the checker.
    postMessage({ problems: [], off: e instanceof RangeError ? 'It is nested too deep to be checked.' : `The check has failed: ${e.message}` });
  }
});

// Its time counts from here. In a page, where nothing waits for it, the message would come back.
if (!globalThis.document) {
  postMessage({ loaded: true });
}

export { check };
