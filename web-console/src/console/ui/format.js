// Times, sizes and names as people read them.

import { h } from './dom.js';

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'long' });
const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const NUMBER = new Intl.NumberFormat('en');

const UNITS = [['year', 31557600], ['month', 2629800], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];

function relative(date) {
  const seconds = (date - Date.now()) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) {
      return RELATIVE.format(Math.trunc(seconds / length), unit);
    }
  }
  return Math.abs(seconds) < 10 ? 'just now' : RELATIVE.format(Math.trunc(seconds), 'second');
}

/** A time as one says it, with the exact one of the viewer's zone on hover. */
export function time(iso) {
  const date = new Date(iso);
  return h('time', { datetime: iso, title: EXACT.format(date), data: { relative: '' } }, relative(date));
}

export const day = iso => h('time', { datetime: iso, title: EXACT.format(new Date(iso)) }, DAY.format(new Date(iso)));

/** Times grow old while they are looked at. */
export function keepTimesFresh() {
  setInterval(() => {
    for (const element of document.querySelectorAll('time[data-relative]')) {
      element.textContent = relative(new Date(element.dateTime));
    }
  }, 20000);
}

export const number = value => NUMBER.format(value);

export const count = (value, one, many = `${one}s`) => `${NUMBER.format(value)} ${value === 1 ? one : many}`;

export function size(bytes) {
  if (bytes < 1000) {
    return count(bytes, 'byte');
  }
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** A size to be compared with a limit, which operators set in powers of two. */
export function bytes(value) {
  const units = [['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 2 ** 10]];
  const [unit, one] = units.find(([, each]) => value >= each) ?? ['', 1];
  return unit ? `${NUMBER.format(Math.round((value / one) * 10) / 10)} ${unit}` : count(value, 'byte');
}

// Control characters, spaces that look like another one, and those that are not seen but change what is: directions, joiners,
// marks.
export const UNSEEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180b-\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0\ufff9-\ufffb]/;
const PIECES = new RegExp(`(${UNSEEN.source})`);

/** Somebody's text as what it is: kept apart from the direction of what stands around it, the unseen made visible. */
export function shown(text) {
  const apart = h('bdi');
  if (!UNSEEN.test(text)) {
    apart.textContent = text;
    return apart;
  }
  for (const piece of text.split(PIECES)) {
    apart.append(UNSEEN.test(piece) ? h('span.unseen', null, code(piece)) : piece);
  }
  return apart;
}

export const code = character => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The same where only text can stand, such as in a title. */
export const shownText = text => text.split(PIECES).map(piece => (UNSEEN.test(piece) ? `[${code(piece)}]` : piece)).join('');
