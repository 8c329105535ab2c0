// The editor, and two texts side by side. Loaded when a file is opened.

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap, linter } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap } from '@codemirror/view';
import { basics, lines, shadow } from './basics.js';

export { merge, mergeForms } from './merge.js';
export { createDiff } from './sideBySide.js';

const SHADOW = `
  :host { display: block; }
  .cm-editor { height: 100%; min-height: var(--editor-min, 12rem); max-height: var(--editor-max, none); }
`;

/**
 * Opens an editor.
 *
 * @param {object} options text; language; readOnly; mixed: whether "\r" belongs to lines; label; onChange: is given the text;
 *                         onSave; check: is given a text and a signal, which ends it when there is a newer text, and promises
 *                         what is wrong with it
 */
export function createEditor(host, { text, language, readOnly = false, mixed = false, label, onChange = () => {}, onSave = () => {}, check = null }) {
  const root = shadow(host, SHADOW);
  const checks = check && checking(check);
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: lines(text, mixed),
      extensions: [
        mixed ? EditorState.lineSeparator.of('\n') : [],
        EditorState.readOnly.of(readOnly),
        keymap.of([{ key: 'Mod-s', run: () => { onSave(); return true; }, preventDefault: true }]),
        history(),
        foldGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        bracketMatching(),
        indentOnInput(),
        search({ top: true }),
        checks ? [lintGutter(), linter(({ state }) => checks.run(state.doc.toString()), { delay: 400 })] : [],
        // Tab leaves the editor: whoever uses no mouse has to get out of it again.
        keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap]),
        EditorView.updateListener.of(update => {
          if (update.docChanged) {
            checks?.end();
            onChange(update.state.doc.toString());
          }
        }),
        basics(language, [text], label),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    position: () => ({ selection: view.state.selection.main.head, top: view.scrollDOM.scrollTop, focused: view.hasFocus }),
    restore: ({ selection, top, focused }) => {
      view.dispatch({ selection: { anchor: Math.min(selection, view.state.doc.length) } });
      requestAnimationFrame(() => { view.scrollDOM.scrollTop = top; });
      if (focused) {
        view.focus();
      }
    },
    goTo: line => {
      const found = view.state.doc.line(Math.max(1, Math.min(view.state.doc.lines, line || 1)));
      view.dispatch({ selection: { anchor: found.from }, effects: EditorView.scrollIntoView(found.from, { y: 'center' }) });
      view.focus();
    },
    destroy: () => {
      checks?.end();
      view.destroy();
    },
  };
}

/** Checks of one text at a time. */
function checking(check) {
  let current = new AbortController();
  return {
    run: async text => {
      const { signal } = (current = new AbortController());
      try {
        return await check(text, signal);
      } catch (e) {
        if (signal.aborted) {
          return [];
        }
        throw e;
      }
    },
    end: () => current.abort(),
  };
}
