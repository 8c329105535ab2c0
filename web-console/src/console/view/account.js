// One's password, and where one is signed in.

import * as api from '../api.js';
import * as session from '../session.js';
import { platform } from '../settings.js';
import { refresh } from '../router.js';
import { badge, field, input, notice, action } from '../ui/controls.js';
import { confirm } from '../ui/dialog.js';
import { h } from '../ui/dom.js';
import { sentence } from '../errors.js';
import { shown, time } from '../ui/format.js';

export async function account(parameters, { signal }) {
  // Not worth an error: who has a look at their sessions can do without.
  const program = api.program(signal).catch(() => null);
  const sessions = platform ? null : await api.sessions(signal);
  return {
    title: 'Account',
    content: h(
      'div.page.narrow',
      null,
      h('div.page-head', null, h('h1', null, 'Account'), h('p.quiet', null, 'Signed in as ', h('strong', null, shown(session.current().name)))),
      sessions ? [passwordCard(), sessionsCard(sessions)] : h('section.card', null, h('p', null, 'You sign in at the platform that this server belongs to: your password and your sessions are managed there.')),
      programLine(await program),
    ),
  };
}

function programLine(program) {
  return program && h('p.quiet.program', null, `ERP Config Store ${program.version}, commit ${program.commit}`);
}

function passwordCard() {
  const current = input({ type: 'password', autocomplete: 'current-password' });
  const changed = input({ type: 'password', autocomplete: 'new-password' });
  const again = input({ type: 'password', autocomplete: 'new-password' });
  const problem = h('p.problem', { role: 'alert', hidden: true });
  const button = h('button.primary', { type: 'submit' }, 'Change password');
  const submit = async event => {
    event.preventDefault();
    problem.hidden = true;
    button.disabled = true;
    try {
      if (changed.value !== again.value) {
        again.focus();
        throw new api.ApiError(400, 'CLIENT', 'The new password and its repetition differ.');
      }
      await api.changePassword(current.value, changed.value);
      notice('Your password is changed. Your other sessions have ended.');
      await refresh();
    } catch (e) {
      problem.hidden = false;
      problem.textContent = sentence(e);
    } finally {
      button.disabled = false;
    }
  };
  return h(
    'section.card',
    null,
    h('header', null, h('h2', null, 'Password')),
    h('form.stack', { novalidate: true, on: { submit } }, h('input', { type: 'text', autocomplete: 'username', hidden: true, value: session.current().name }), field('Current password', current), field('New password', changed, 'Changing it ends all your other sessions.'), field('New password again', again), problem, h('p', null, button)),
  );
}

function sessionsCard(sessions) {
  const end = async each => {
    const sure = await confirm({ title: 'End this session?', body: h('p', null, 'That browser has to sign in again.'), label: 'End session', run: () => api.endSession(each.id).then(() => true) });
    if (sure) {
      await refresh();
    }
  };
  return h(
    'section.card',
    null,
    h('header', null, h('h2', null, 'Sessions')),
    h(
      'ul.table',
      null,
      sessions.map(each =>
        h(
          'li',
          null,
          h('div.grow', null, h('p', null, h('strong', null, browser(each.user_agent)), ' ', each.current && badge('this one', 'good')), h('p.meta', null, h('span', null, shown(each.address)), h('span', null, 'used ', time(each.last_used_at)), h('span', null, 'ends ', time(each.expires_at)))),
          !each.current && h('div.tools', null, action({ kind: 'small' }, () => end(each), 'End')),
        ),
      ),
    ),
  );
}

function browser(agent) {
  const name = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : '';
  const system = /Windows/.test(agent) ? 'Windows' : /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Mac OS/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  const known = [name, system].filter(Boolean).join(' on ');
  return known ? h('span', { title: agent }, known) : shown(agent.slice(0, 80) || 'Unknown program');
}
