// The editor in the console's colours. It lives in a shadow root, where its own styles need no exception from the policy.

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colors = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '13px', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-gutters': { color: 'var(--faint)', backgroundColor: 'var(--surface)', border: 'none', borderRight: '1px solid var(--line)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--sunken)', color: 'var(--text)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--sunken) 60%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--selected)' },
  '.cm-panels': { color: 'var(--text)', backgroundColor: 'var(--sunken)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-panel input, .cm-panel button': { font: 'inherit', color: 'var(--text)', background: 'var(--surface)', border: '1px solid var(--line-strong)', borderRadius: '4px' },
  '.cm-tooltip': { color: 'var(--text)', backgroundColor: 'var(--surface)', border: '1px solid var(--line-strong)', borderRadius: '6px' },
  '.cm-specialChar': { color: 'var(--bad)', backgroundColor: 'var(--bad-soft)', fontSize: '0.75em' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-soft)', outline: '1px solid var(--warn)' },
  '.cm-foldPlaceholder': { color: 'var(--quiet)', backgroundColor: 'var(--sunken)', border: 'none' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--selected)' },
  '.cm-lineWrapping': { overflowWrap: 'anywhere' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '&.cm-before, &.cm-after': { height: 'auto' },
  '.cm-signs .cm-gutterElement': { padding: '0 4px', userSelect: 'none' },
  // Not opaque: a selection is drawn behind the lines.
  '&.cm-before .cm-changedLine, &.cm-before .cm-changedGutter': { backgroundColor: 'color-mix(in srgb, var(--bad) 11%, transparent)' },
  '&.cm-after .cm-changedLine, &.cm-after .cm-changedGutter': { backgroundColor: 'color-mix(in srgb, var(--good) 11%, transparent)' },
  '&.cm-before .cm-changedText': { backgroundColor: 'color-mix(in srgb, var(--bad) 28%, transparent)' },
  '&.cm-after .cm-changedText': { backgroundColor: 'color-mix(in srgb, var(--good) 28%, transparent)' },
  '.cm-shownTab, .cm-shownSpace': { position: 'relative' },
  '.cm-shownTab::before, .cm-shownSpace::before': { position: 'absolute', left: 0, color: 'var(--bad)', pointerEvents: 'none' },
  '.cm-shownTab::before': { content: '"→"' },
  '.cm-shownSpace::before': { content: '"·"' },
  '&.cm-before .cm-changedGutter': { color: 'var(--bad)' },
  '&.cm-after .cm-changedGutter': { color: 'var(--good)' },
  '.cm-space': { background: 'repeating-linear-gradient(-45deg, var(--sunken) 0 6px, transparent 6px 12px)' },
  '.cm-unchanged': { display: 'block', width: '100%', height: '30px', padding: '0 12px', border: 'none', color: 'var(--info)', background: 'var(--info-soft)', font: '12px var(--sans)', textAlign: 'left', cursor: 'pointer' },
  '.cm-unchanged:focus-visible': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
});

const words = HighlightStyle.define([
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.attributeName], color: 'var(--code-name)' },
  { tag: [tags.keyword, tags.tagName, tags.processingInstruction], color: 'var(--code-keyword)' },
  { tag: [tags.comment, tags.meta], color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

export const theme = [colors, syntaxHighlighting(words)];
