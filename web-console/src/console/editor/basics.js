// What an editor has in common with one that only shows.

import { Text } from '@codemirror/state';
import { EditorView, drawSelection, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { UNSEEN, code } from '../ui/format.js';
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

// What is not seen is shown as what it is, and so are more characters than the editor itself takes for that.
const unseen = highlightSpecialChars({
  addSpecialChars: new RegExp(UNSEEN.source.replace('\\u0000-\\u001f', '\\u0000-\\u0008\\u000b-\\u001f'), 'g'),
  render: (point, description) => {
    const character = document.createElement('span');
    character.className = 'cm-specialChar';
    character.textContent = code(String.fromCodePoint(point));
    character.title = description ?? '';
    return character;
  },
});

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
