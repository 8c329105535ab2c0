// The console: who is signed in, the frame around the views, and the addresses that lead to them.

import * as session from './session.js';
import * as router from './router.js';
import { sentence } from './errors.js';
import { allDrafts } from './model/draft.js';
import { fill, h } from './ui/dom.js';
import { keepTimesFresh } from './ui/format.js';
import { applyTheme } from './ui/theme.js';
import { signInPage } from './view/signIn.js';
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

router.route('/console', () => {
  window.history.replaceState(null, '', '/console/projects');
  return projects();
});
router.route('/console/projects', projects);
router.route('/console/projects/{repoId}', overview);
router.route('/console/projects/{repoId}/file', file);
router.route('/console/projects/{repoId}/history', history);
router.route('/console/projects/{repoId}/compare', compare);
router.route('/console/projects/{repoId}/branches', branches);
router.route('/console/projects/{repoId}/tokens', tokens);
router.route('/console/projects/{repoId}/settings', settings);
router.route('/console/account', account);
router.route('/console/audit', audit);

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
