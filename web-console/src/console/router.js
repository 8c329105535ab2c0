// Every view has an address of its own; links and the browser's buttons lead to it.

import { fill, h } from './ui/dom.js';
import { sentence } from './errors.js';

const routes = [];
let outlet;
let running = null;
let leave = () => {};

/**
 * Adds a view.
 *
 * @param {string} pattern path with {names}
 * @param {Function} view  from the parameters to {title, content, leave}, or a promise of it; gets {signal}
 */
export function route(pattern, view) {
  const names = [];
  const expression = pattern.replace(/\{(\w+)}/g, (_, name) => {
    names.push(name);
    return '([^/]+)';
  });
  routes.push({ expression: new RegExp(`^${expression}/?$`), names, view });
}

function find(path) {
  for (const { expression, names, view } of routes) {
    const match = expression.exec(path);
    if (match) {
      return { view, parameters: Object.fromEntries(names.map((name, i) => [name, decoded(match[i + 1])])) };
    }
  }
  return null;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a view. */
export function address(path, parameters = {}) {
  const search = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
  return `/console/${path}${search && `?${search}`}`;
}

export const projectPath = (repoId, rest = '') => `projects/${encodeURIComponent(repoId)}${rest && `/${rest}`}`;

export function navigate(url, { replace = false } = {}) {
  if (url !== location.pathname + location.search) {
    history[replace ? 'replaceState' : 'pushState'](null, '', url);
  }
  return show({ keepScroll: replace });
}

/** Shows the present view with what is true now. */
export const refresh = () => show({ keepScroll: true, keepFocus: true });

/** Changes a parameter of the present address, without another view. */
export function note(name, value) {
  const url = new URL(location.href);
  if (value) {
    url.searchParams.set(name, value);
  } else {
    url.searchParams.delete(name);
  }
  if (url.href !== location.href) {
    // Browsers allow few of these in a short time.
    history.replaceState(null, '', url);
  }
}

async function show({ keepScroll = false, keepFocus = false } = {}) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const found = find(location.pathname);
  const parameters = { ...Object.fromEntries(new URLSearchParams(location.search)), ...found?.parameters };
  // What takes no longer than a blink needs no sign that it takes time.
  const slow = setTimeout(() => document.body.classList.add('loading'), 200);
  let shown;
  try {
    shown = found ? await found.view(parameters, { signal: mine.signal }) : missing();
  } catch (e) {
    if (mine.signal.aborted) {
      return;
    }
    shown = { title: 'Something went wrong', content: failed(e) };
  } finally {
    clearTimeout(slow);
    if (running === mine) {
      document.body.classList.remove('loading');
    }
  }
  if (mine.signal.aborted) {
    shown.leave?.();
    return;
  }
  leave();
  leave = shown.leave ?? (() => {});
  document.title = `${shown.title} · ERP Config Store`;
  fill(outlet, shown.content);
  if (!keepScroll) {
    scrollTo(0, 0);
  }
  if (!keepFocus) {
    const heading = outlet.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }
  const tab = outlet.querySelector('.tabs [aria-current]');
  if (tab) {
    tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft;
  }
  outlet.dispatchEvent(new CustomEvent('shown', { bubbles: true }));
  shown.entered?.();
}

const missing = () => ({
  title: 'Not found',
  content: h('div.empty', null, h('h1', null, 'There is no such page'), h('p', null, 'The address may have been cut short.'), h('a.button', { href: '/console/projects' }, 'Go to the projects')),
});

function failed(error) {
  return h(
    'div.empty',
    { role: 'alert' },
    h('h1', null, 'This can’t be shown'),
    h('p', null, sentence(error)),
    h('button', { type: 'button', on: { click: refresh } }, 'Try again'),
    h('a.button', { href: '/console/projects' }, 'Go to the projects'),
  );
}

/** Takes over the links of the page and the browser's buttons. */
export function start(element) {
  outlet = element;
  addEventListener('popstate', () => show());
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) {
      return;
    }
    if (link.origin === location.origin && link.pathname.startsWith('/console')) {
      event.preventDefault();
      navigate(link.pathname + link.search);
    }
  });
  return show();
}
