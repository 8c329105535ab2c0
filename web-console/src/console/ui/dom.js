// The one way in which the console makes elements. Text is always text: nothing here, or anywhere else, parses markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element.
 *
 * @param {string} tag      its name, with classes: 'div.card.quiet'
 * @param {object} [props]  attributes; 'on' holds listeners by event, 'data' holds data attributes; what is null or false is
 *                          left out; value, checked, disabled and the like are set as properties
 * @param children          elements, texts, lists of them; what is null or false is left out
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name || 'div');
  if (classes.length) {
    element.className = classes.join(' ');
  }
  for (const [key, value] of Object.entries(props ?? {})) {
    set(element, key, value);
  }
  append(element, children);
  return element;
}

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'readOnly', 'hidden', 'multiple', 'open', 'htmlFor', 'indeterminate']);

function set(element, key, value) {
  if (value === null || value === undefined || value === false) {
    return;
  }
  if (key === 'on') {
    for (const [event, listener] of Object.entries(value)) {
      element.addEventListener(event, listener);
    }
  } else if (key === 'data') {
    Object.assign(element.dataset, value);
  } else if (PROPERTIES.has(key)) {
    element[key] = value;
  } else {
    element.setAttribute(key, value === true ? '' : value);
  }
}

export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== '') {
      parent.append(child);
    }
  }
  return parent;
}

/** Puts other children in the place of those that an element has. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

const ICONS = {
  branch: 'M6 4v9M6 13a3 3 0 1 0 0 6 3 3 0 0 0 0-6M18 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M18 11c0 3-3 4-9 5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  chevron: 'M9 6l6 6-6 6',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  close: 'M6 6l12 12M18 6L6 18',
  compare: 'M8 4v16M8 20l-4-4M8 4h0M16 20V4M16 4l4 4',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  filePlus: 'M7 3h7l4 4v14H7zM14 3v4h4M12.500 11v6M9.500 14h6',
  folder: 'M3 6h6l2 2.500h10V19H3z',
  folderUp: 'M3 6h6l2 2.500h10V19H3zM12 16.500v-5M9.500 13.500L12 11l2.500 2.500',
  key: 'M15 4a5 5 0 1 0 0 10 5 5 0 0 0 0-10M11.500 12.500L4 20v0h3v-2.500h2.500V15M15.500 8.500h0',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h0M4 12h0M4 18h0',
  moon: 'M19 14.500A8 8 0 0 1 9.500 5a7.500 7.500 0 1 0 9.500 9.500',
  plus: 'M12 5v14M5 12h14',
  project: 'M4 5h16v5H4zM4 14h16v5H4zM8 7.500h0M8 16.500h0',
  rename: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  rollback: 'M4 9h10a5.500 5.500 0 0 1 0 11H9M8 5L4 9l4 4',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16.200 16.200L21 21',
  shield: 'M12 3l7 3v5c0 5-3 8.500-7 10-4-1.500-7-5-7-10V6z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M4.900 4.900l1.400 1.400M17.700 17.700l1.400 1.400M2 12h2M20 12h2M4.900 19.100l1.400-1.400M17.700 6.300l1.400-1.400',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5',
  undo: 'M4 9h10a5.500 5.500 0 0 1 0 11H9M8 5L4 9l4 4',
  upload: 'M12 16V5M7 9l5-5 5 5M5 20h14',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.500 20c.8-4 3.800-6 7.500-6s6.700 2 7.500 6',
  warning: 'M12 4L2.500 20h19zM12 10v5M12 17.500h0',
};

/** An icon, which says nothing to a screen reader: what stands beside it does. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** What only a screen reader says. */
export const spoken = text => h('span.spoken', null, text);

let ids = 0;

/** An id that no other element has. */
export const uniqueId = prefix => `${prefix}-${++ids}`;
