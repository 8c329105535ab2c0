// The frame around every view: where one is, what is not saved yet, who one is.

import * as api from '../api.js';
import * as session from '../session.js';
import { allDrafts, onDraftChange } from '../model/draft.js';
import { hasCustomers, platform } from '../settings.js';
import { address, projectPath } from '../router.js';
import { alarm } from '../ui/controls.js';
import { confirm } from '../ui/dialog.js';
import { fill, h, icon, spoken } from '../ui/dom.js';
import { count, shown } from '../ui/format.js';
import { isDark, onSystemTheme, toggleTheme } from '../ui/theme.js';
import { brand } from './brand.js';

/** Puts the frame into the page; returns where views go. */
export function shell(body) {
  const links = [navLink('/console/projects', 'Projects'), navLink('/console/audit', 'Audit'), ...(hasCustomers ? [navLink('/console/customers', 'Customers')] : [])];
  const unsaved = h('div.unsaved', { role: 'status' });
  const outlet = h('main', { id: 'main' });
  const showUnsaved = () => fill(unsaved, allDrafts().map(unsavedLink));
  onDraftChange(showUnsaved);
  outlet.addEventListener('shown', () => {
    for (const link of links) {
      const here = location.pathname.startsWith(link.pathname);
      link.toggleAttribute('aria-current', here);
      if (here) {
        link.setAttribute('aria-current', 'page');
      }
    }
    showUnsaved();
  });
  const theme = h('button.plain.theme', { type: 'button', title: 'Dark or light', on: { click: () => { toggleTheme(); showTheme(); } } });
  const showTheme = () => fill(theme, icon(isDark() ? 'sun' : 'moon'), spoken(isDark() ? 'Light colours' : 'Dark colours'));
  showTheme();
  onSystemTheme(showTheme);
  fill(
    body,
    h('a.skip', { href: '#main', on: { click: event => { event.preventDefault(); outlet.querySelector('h1')?.focus(); } } }, 'Skip to the content'),
    h('div.progress', { 'aria-hidden': 'true' }),
    h(
      'header.top',
      null,
      h('a.home', { href: '/console/projects' }, brand()),
      h('nav', { 'aria-label': 'Main' }, links),
      unsaved,
      h(
        'div.who',
        null,
        theme,
        h('a.account', { href: '/console/account', title: session.current().name }, icon('user'), shown(session.current().name)),
        (!platform || platform.signOut) && h('button.small', { type: 'button', on: { click: leave } }, 'Sign out'),
      ),
    ),
    outlet,
  );
  return outlet;
}

const navLink = (href, text) => h('a', { href }, text);

function unsavedLink(draft) {
  // A view that shows the changes themselves needs no other sign of them.
  if (document.querySelector('.changes')) {
    return null;
  }
  const href = address(projectPath(draft.repoId), { ref: draft.branch });
  return h('a.badge.warn', { href }, draft.staging ? `Reading files for ${draft.repoId}` : `${count(draft.size, 'unsaved change')} in ${draft.repoId}`);
}

async function leave() {
  const unsaved = allDrafts();
  if (unsaved.length > 0) {
    const changes = unsaved.reduce((sum, draft) => sum + draft.size, 0);
    const sure = await confirm({
      title: 'Sign out without saving?',
      body: h('p', null, changes > 0 ? `${count(changes, 'change')} would be lost.` : 'The files that are being read would not be added.'),
      label: 'Sign out and lose them',
    });
    if (!sure) {
      return;
    }
    unsaved.forEach(draft => draft.discard());
  }
  if (platform) {
    location.assign(platform.signOut());
    return;
  }
  try {
    await api.signOut();
    location.assign('/console/');
  } catch (e) {
    alarm(e);
  }
}
