// Signing in: a page of its own, or a dialog over what was being done when a session ended.

import * as api from '../api.js';
import { sentence } from '../errors.js';
import { field, input } from '../ui/controls.js';
import { platform } from '../settings.js';
import { dialog } from '../ui/dialog.js';
import { fill, h } from '../ui/dom.js';
import { brand } from './brand.js';

function fields(name) {
  const username = input({ autocomplete: 'username', required: true, value: name ?? '', data: name ? {} : { first: '' } });
  const password = input({ type: 'password', autocomplete: 'current-password', required: true, data: name ? { first: '' } : {} });
  return { username, password, content: [field('Username', username), field('Password', password)] };
}

async function attempt({ username, password }) {
  if (!username.value || !password.value) {
    (username.value ? password : username).focus();
    throw new api.ApiError(400, 'INVALID_SIGN_IN', 'Enter your user name and your password.');
  }
  try {
    return await api.signIn(username.value.trim(), password.value);
  } catch (e) {
    password.value = '';
    password.focus();
    if (e.code === 'UNAUTHORIZED' || e.code === 'INVALID_OWNER') {
      throw new api.ApiError(401, 'INVALID_SIGN_IN', 'That user name and password don’t go together.');
    }
    if (e.code === 'TOO_MANY_REQUESTS' && e.retryAfter > 0) {
      throw new api.ApiError(429, 'INVALID_SIGN_IN', `Too many attempts. Try again in ${Math.ceil(e.retryAfter / 60)} min.`);
    }
    throw e;
  }
}

/** Shows the page; the promise is of the user who signed in. */
export const signInPage = body => (platform ? platformPage(body) : passwordPage(body));

function showPage(body, ...content) {
  document.title = 'Sign in · ERP Config Store';
  fill(body, h('main.sign-in', null, h('div.sign-in-card', null, brand(), h('h1', null, 'Sign in'), content)));
}

function passwordPage(body) {
  return new Promise(resolve => {
    const form = fields();
    const problem = h('p.problem', { role: 'alert', hidden: true });
    const button = h('button.primary', { type: 'submit' }, 'Sign in');
    const submit = async event => {
      event.preventDefault();
      button.disabled = true;
      problem.hidden = true;
      try {
        resolve(await attempt(form));
      } catch (e) {
        problem.hidden = false;
        problem.textContent = sentence(e);
      } finally {
        button.disabled = false;
      }
    };
    showPage(body, h('p.quiet', null, 'Projects, history and tokens of your ERP configuration.'), h('form', { novalidate: true, on: { submit } }, form.content, problem, button));
    form.username.focus();
  });
}

/** Who has signed in at the platform by now. */
async function signedInThere() {
  const user = await api.currentUser();
  if (!user) {
    throw new api.ApiError(401, 'INVALID_SIGN_IN', 'You have not signed in there yet.');
  }
  return user;
}

const AT_PLATFORM = 'You sign in at the platform that this server belongs to.';

function platformPage(body) {
  return new Promise(resolve => {
    const problem = h('p.problem', { role: 'alert', hidden: true });
    const goOn = async () => {
      problem.hidden = true;
      try {
        resolve(await signedInThere());
      } catch (e) {
        problem.hidden = false;
        problem.textContent = sentence(e);
      }
    };
    const link = platform.signIn && h('a.button.primary', { href: platform.signIn() }, 'Go to the sign-in');
    const button = h('button', { type: 'button', on: { click: goOn } }, 'I have signed in');
    showPage(body, h('p.quiet', null, link ? AT_PLATFORM : `${AT_PLATFORM} Sign in there, then come back to this page.`), problem, h('div.ways', null, link, button));
    (link ?? button).focus();
  });
}

/** Asks to sign in again, over the page as it is. */
export const askToSignIn = user => (platform ? askToSignInThere() : askForPassword(user));

function askToSignInThere() {
  const link = platform.signIn && h('a', { href: platform.signIn(), target: '_blank', rel: 'noopener', data: { first: '' } }, 'Sign in there in another tab');
  return dialog({
    title: 'Your session has ended',
    locked: true,
    body: [h('p', null, AT_PLATFORM, ' Do that, then go on here. Everything on this page is as you left it.'), link && h('p', null, link)],
    actions: [{ label: 'Go on', kind: 'primary', submit: true, run: signedInThere }],
  }).closed;
}

function askForPassword(user) {
  const form = fields(user?.name);
  return dialog({
    title: 'Your session has ended',
    locked: true,
    body: [h('p', null, 'Sign in to go on. Everything on this page is as you left it.'), form.content],
    actions: [{ label: 'Sign in', kind: 'primary', submit: true, run: () => attempt(form) }],
  }).closed;
}
