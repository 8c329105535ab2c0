// A list of any length of which only what is seen is there.

import { fill, h } from './dom.js';

const SPARE = 8;

/**
 * @param {object} options label; rowHeight in pixels; row: from an item to an element with one thing in it to focus
 * @returns {{element: HTMLElement, show: (items: Array) => void}}
 */
export function virtualList({ label, rowHeight, row }) {
  const inner = h('div.rows', { role: 'list', 'aria-label': label });
  const element = h('div.virtual', null, inner);
  let items = [];
  let shown = '';
  let focused = -1;

  const draw = () => {
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - SPARE);
    const last = Math.min(items.length, Math.ceil((element.scrollTop + (element.clientHeight || 600)) / rowHeight) + SPARE);
    if (shown === `${first}-${last}`) {
      return;
    }
    shown = `${first}-${last}`;
    const keep = inner.contains(document.activeElement);
    fill(
      inner,
      items.slice(first, last).map((item, i) => {
        const index = first + i;
        const made = row(item);
        made.setAttribute('role', 'listitem');
        made.setAttribute('aria-setsize', items.length);
        made.setAttribute('aria-posinset', index + 1);
        made.style.setProperty('top', `${index * rowHeight}px`);
        made.dataset.index = index;
        return made;
      }),
    );
    if (keep && focused >= 0) {
      focusRow(focused);
    }
  };

  const target = index => inner.querySelector(`[data-index="${index}"]`)?.querySelector('a, button');
  const focusRow = index => target(index)?.focus({ preventScroll: true });

  const go = index => {
    focused = Math.max(0, Math.min(items.length - 1, index));
    const top = focused * rowHeight;
    if (top < element.scrollTop) {
      element.scrollTop = top;
    } else if (top + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowHeight - element.clientHeight;
    }
    draw();
    focusRow(focused);
  };

  element.addEventListener('scroll', draw, { passive: true });
  element.addEventListener('focusin', event => {
    focused = Number(event.target.closest('[data-index]')?.dataset.index ?? -1);
  });
  element.addEventListener('keydown', event => {
    const page = Math.max(1, Math.floor(element.clientHeight / rowHeight) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -items.length, End: items.length }[event.key];
    if (step && focused >= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      go(focused + step);
    }
  });
  const sizes = new ResizeObserver(() => draw());
  sizes.observe(element);

  return {
    element,
    focusFirst: () => go(0),
    show(all) {
      items = all;
      shown = '';
      inner.style.setProperty('height', `${items.length * rowHeight}px`);
      element.style.setProperty('--rows', Math.max(1, items.length));
      draw();
    },
    end: () => sizes.disconnect(),
  };
}
