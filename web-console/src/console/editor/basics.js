// What an editor has in common with one that only shows.

import { Text } from '@codemirror/state';
import { EditorView, drawSelection, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { hasLongLine, support } from './language.js';
import { theme } from './theme.js';

/** A shadow root inside of an element, where an editor's styles need no exception from the policy. */
export function shadow(host, styles) {
  const inner = document.createElement('div');
  host.append(inner);
  const root = inner.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  return root;
}

// What is not seen is shown, by more than the editor itself takes for that.
const unseen = highlightSpecialChars({ addSpecialChars: /[\u061c\u2060-\u2069\u00a0]/g });

/** @param {string[]} texts what is shown in a like manner, this editor's own text first */
export const basics = (language, texts, label) => [
  lineNumbers(),
  unseen,
  drawSelection(),
  EditorView.contentAttributes.of({ 'aria-label': label }),
  EditorView.perLineTextDirection.of(false),
  texts.some(hasLongLine) ? [] : EditorView.lineWrapping,
  support(language, texts[0]),
  theme,
];

/** @param {boolean} mixed whether "\r" belongs to lines */
export const lines = (text, mixed) => Text.of(mixed ? text.split('\n') : text.split(/\r\n?|\n/));
