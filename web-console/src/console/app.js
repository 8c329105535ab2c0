// The console: who is signed in, the frame around the views, and the addresses that lead to them.

import * as session from './session.js';
import * as router from './router.js';
import { sentence } from './errors.js';
import { allDrafts } from './model/draft.js';
import { fill, h } from './ui/dom.js';
import { keepTimesFresh, shownText } from './ui/format.js';
import { applyTheme } from './ui/theme.js';
import { signInPage } from './view/signIn.js';
import { gone } from './view/frame.js';
import { shell } from './view/shell.js';
import { projects } from './view/projects.js';
import { overview } from './view/overview.js';
import { file } from './view/file.js';
import { history } from './view/history.js';
import { compare } from './view/compare.js';
import { branches } from './view/branches.js';
import { tokens } from './view/tokens.js';
import { settings } from './view/settings.js';
import { account } from './view/account.js';
import { audit } from './view/audit.js';
import { customers } from './view/customers.js';

router.route('/console', () => {
  window.history.replaceState(null, '', '/console/projects');
  return projects();
});
router.route('/console/projects', projects);
for (const [rest, view] of Object.entries({ '': overview, '/file': file, '/history': history, '/compare': compare, '/branches': branches, '/tokens': tokens, '/settings': settings })) {
  router.route(`/console/projects/{repoId}${rest}`, (parameters, options) => ofOwner(view, parameters, options));
}
router.route('/console/account', account);
router.route('/console/audit', audit);
router.route('/console/customers', customers);

/**
 * A view of a project whose address may name the owner too, as `owner%2Frepo`: so it does where a web_url of the read API
 * leads. One's own project is shown, and its address made the usual one.
 */
function ofOwner(view, parameters, options) {
  const slash = parameters.repoId.indexOf('/');
  if (slash < 0) {
    return view(parameters, options);
  }
  const owner = parameters.repoId.slice(0, slash);
  const me = session.current()._id;
  if (owner !== me) {
    return gone('This is not your project', `It is a project of ${shownText(owner)}; you are signed in as ${me}.`, '/console/projects', 'Go to your projects');
  }
  const repoId = parameters.repoId.slice(slash + 1);
  const path = location.pathname.replace(/^\/console\/projects\/[^/]+/, `/console/${router.projectPath(repoId)}`);
  window.history.replaceState(null, '', path + location.search);
  return view({ ...parameters, repoId }, options);
}

async function run() {
  applyTheme();
  try {
    if (!(await session.begin())) {
      session.began(await signInPage(document.body));
    }
  } catch (e) {
    fill(
      document.body,
      h('main.empty', null, h('h1', null, 'The console can’t start'), h('p', { role: 'alert' }, sentence(e)), h('button', { type: 'button', on: { click: () => location.reload() } }, 'Try again')),
    );
    return;
  }
  const outlet = shell(document.body);
  keepTimesFresh();
  addEventListener('beforeunload', event => {
    if (allDrafts().length > 0) {
      event.preventDefault();
    }
  });
  await router.start(outlet);
}

run();
