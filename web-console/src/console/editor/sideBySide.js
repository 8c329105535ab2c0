// Two texts side by side, to be looked at: what differs is marked in both, and what is the same stands at the same height.

import { defaultKeymap } from '@codemirror/commands';
import { EditorState, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, WidgetType, gutter, gutterLineClass, keymap } from '@codemirror/view';
import { basics, lines, shadow } from './basics.js';
import { lineChanges, textChanges } from './changes.js';

/** How many unchanged lines are seen around a change, and how many others there have to be to fold them. */
const AROUND = 3;
const FOLDED = 6;

const SECONDS = 0.5;
/** In how many characters of changed lines the smallest differences are looked for. */
const LOOKED_AT = 100000;

const SHADOW = `
  :host { display: block; }
  .scrolled { max-height: var(--editor-max, 70vh); overflow: auto; }
  .scrolled:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
  .sides { display: flex; align-items: stretch; }
  .cm-editor { flex: 1 1 0; min-width: 17rem; }
  .cm-editor + .cm-editor { border-left: 1px solid var(--line); }
`;

/** Shows them, with what an owner of it needs to end it. @param mixed  whether "\r" belongs to lines */
export function createDiff(host, { before, after, language, labels, mixed = false }) {
  const root = shadow(host, SHADOW);
  const sides = document.createElement('div');
  sides.className = 'sides';
  // One box scrolls both, as high as they are, and so keeps them together.
  const scrolled = document.createElement('div');
  scrolled.className = 'scrolled';
  // Who has no mouse scrolls it with the keys.
  scrolled.tabIndex = 0;
  scrolled.role = 'group';
  scrolled.ariaLabel = labels.join(' and ');
  scrolled.append(sides);
  root.append(scrolled);

  const texts = [before, after];
  const documents = texts.map(text => lines(text, mixed));
  const changes = lineChanges(...documents.map(each => each.toJSON()), SECONDS);
  const marks = changedText(documents, changes);
  const stretches = unchanged(documents, changes);
  const views = [];

  const open = (stretch, view) => {
    views.forEach(each => each.dispatch({ effects: opened.of(stretch) }));
    // The button that had the focus is gone.
    view.dispatch({ selection: { anchor: view.state.doc.line(stretch.from[views.indexOf(view)] + 1).from } });
    view.focus();
  };
  const step = inStep(views, changes);
  for (const [side, name] of ['before', 'after'].entries()) {
    views.push(new EditorView({
      parent: sides,
      root,
      state: EditorState.create({
        doc: documents[side],
        extensions: [
          mixed ? EditorState.lineSeparator.of('\n') : [],
          EditorState.readOnly.of(true),
          EditorView.editorAttributes.of({ class: `cm-${name}` }),
          keymap.of(defaultKeymap),
          basics(language, [texts[side], texts[1 - side]], labels[side]),
          changedLines(documents[side], changes.map(change => change[side]), SIGNS[side]),
          EditorView.decorations.of(marks[side]),
          folds(side, stretches, open),
          spacing,
          EditorView.updateListener.of(update => update.geometryChanged && step.soon()),
        ],
      }),
    }));
  }
  step.soon();
  toFirst(views, marks);
  return {
    destroy: () => {
      step.end();
      views.forEach(each => each.destroy());
    },
  };
}

// --- Changed lines, and what has changed in them ---------------------------------------------------------------------

class Sign extends GutterMarker {
  constructor(text) {
    super();
    this.text = text;
  }

  toDOM() {
    return document.createTextNode(this.text);
  }
}

class ChangedNumber extends GutterMarker {
  elementClass = 'cm-changedGutter';
}

const SIGNS = [new Sign('−'), new Sign('+')];
const NUMBER = new ChangedNumber();
const LINE = Decoration.line({ class: 'cm-changedLine' });
const TEXT = Decoration.mark({ class: 'cm-changedText' });

function changedLines(document, ranges, sign) {
  const starts = ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => document.line(from + i + 1).from));
  const signs = RangeSet.of(starts.map(at => sign.range(at)));
  return [
    EditorView.decorations.of(Decoration.set(starts.map(at => LINE.range(at)))),
    gutter({ class: 'cm-signs', markers: () => signs, initialSpacer: () => sign }),
    gutterLineClass.of(RangeSet.of(starts.map(at => NUMBER.range(at)))),
  ];
}

/** How many characters of one change are shown that are not seen otherwise. */
const REVEALED = 500;

const TAB = Decoration.mark({ class: 'cm-shownTab' });
const BLANK = Decoration.mark({ class: 'cm-shownSpace' });

/** Marks for tabs and spaces, where lines that look the same differ in them. */
const blanks = (text, at) => [...text.slice(0, REVEALED).matchAll(/[\t ]/g)].map(({ 0: blank, index }) => (blank === '\t' ? TAB : BLANK).range(at + index, at + index + 1));

function changedText(documents, changes) {
  const marks = [[], []];
  let left = LOOKED_AT;
  for (const change of changes) {
    const starts = change.map(({ from, to }, side) => (from < to ? documents[side].line(from + 1).from : 0));
    const texts = change.map(({ from, to }, side) => (from < to ? documents[side].sliceString(starts[side], documents[side].line(to).to) : ''));
    left -= texts[0].length + texts[1].length;
    textChanges(...texts, left >= 0).forEach((found, side) => found.forEach(({ from, to, alike }) => {
      marks[side].push(TEXT.range(starts[side] + from, starts[side] + to));
      const text = texts[side].slice(from, to);
      if (alike || /^\s+$/.test(text)) {
        marks[side].push(...blanks(text, starts[side] + from));
      }
    }));
  }
  return marks.map(each => Decoration.set(each, true));
}

/** Brings the first change of a line that is not wrapped into sight. */
function toFirst(views, marks) {
  views.forEach((view, side) => {
    const first = marks[side].iter();
    if (!view.lineWrapping && first.value) {
      view.dispatch({ effects: EditorView.scrollIntoView(first.from, { x: 'center' }) });
    }
  });
}

// --- What is the same ------------------------------------------------------------------------------------------------

const opened = StateEffect.define();

/** Stretches to fold: {count, from: the first line's number in each of the two}. */
function unchanged(documents, changes) {
  const stretches = [];
  let at = [0, 0];
  for (let i = 0; changes.length > 0 && i <= changes.length; i++) {
    const next = changes[i] ?? documents.map(({ lines: count }) => ({ from: count, to: count }));
    const skipped = i > 0 ? AROUND : 0;
    const count = next[0].from - at[0] - skipped - (i < changes.length ? AROUND : 0);
    if (count >= FOLDED) {
      stretches.push({ count, from: at.map(line => line + skipped) });
    }
    at = next.map(({ to }) => to);
  }
  return stretches;
}

class Fold extends WidgetType {
  constructor(stretch, open) {
    super();
    this.stretch = stretch;
    this.open = open;
  }

  eq(other) {
    return other.stretch === this.stretch;
  }

  get estimatedHeight() {
    return 30;
  }

  toDOM(view) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'cm-unchanged';
    button.textContent = `${this.stretch.count} unchanged lines`;
    button.addEventListener('click', () => this.open(this.stretch, view));
    return button;
  }
}

function folds(side, stretches, open) {
  const fold = (document, stretch) => {
    const from = document.line(stretch.from[side] + 1).from;
    const to = document.line(stretch.from[side] + stretch.count).to;
    return Decoration.replace({ widget: new Fold(stretch, open), block: true }).range(from, to);
  };
  return StateField.define({
    create: state => Decoration.set(stretches.map(stretch => fold(state.doc, stretch))),
    update: (folded, transaction) => {
      const now = transaction.effects.filter(effect => effect.is(opened)).map(effect => effect.value);
      return now.length > 0 ? folded.update({ filter: (from, to, { spec }) => !now.includes(spec.widget.stretch) }) : folded;
    },
    provide: field => [EditorView.decorations.from(field), EditorView.atomicRanges.of(view => view.state.field(field))],
  });
}

// --- At the same height ----------------------------------------------------------------------------------------------

const spaced = StateEffect.define();

const spacing = StateField.define({
  create: () => Decoration.none,
  update: (spaces, transaction) => transaction.effects.find(effect => effect.is(spaced))?.value ?? spaces,
  provide: field => EditorView.decorations.from(field),
});

class Space extends WidgetType {
  constructor(height) {
    super();
    this.height = height;
  }

  eq(other) {
    return other.height === this.height;
  }

  get estimatedHeight() {
    return this.height;
  }

  toDOM() {
    const space = document.createElement('div');
    space.className = 'cm-space';
    this.updateDOM(space);
    return space;
  }

  updateDOM(space) {
    space.style.height = `${this.height}px`;
    return true;
  }
}

/** Keeps as much space behind the lower side of each change as it takes for both to end at the same height. */
function inStep(views, changes) {
  const none = () => changes.map(() => 0);
  let spaces = [none(), none()];
  let frame = 0;
  const step = () => {
    frame = 0;
    const next = [none(), none()];
    changes.forEach((change, i) => {
      const [before, after] = change.map((range, side) => height(views[side], range, spaces[side][i]));
      next[0][i] = Math.max(0, after - before);
      next[1][i] = Math.max(0, before - after);
    });
    const old = spaces;
    // What differs by less than what is seen may never come to rest.
    const moved = side => next[side].some((space, i) => Math.abs(space - old[side][i]) >= 0.5);
    const sides = [0, 1].filter(moved);
    spaces = next.map((heights, side) => (sides.includes(side) ? heights : old[side]));
    sides.forEach(side => views[side].dispatch({ effects: spaced.of(decorated(views[side].state.doc, changes, side, spaces[side])) }));
  };
  return {
    soon: () => { frame ||= requestAnimationFrame(step); },
    end: () => cancelAnimationFrame(frame),
  };
}

/** How high the lines of a change are, without the space behind them. */
function height(view, { from, to }, space) {
  if (from === to) {
    return 0;
  }
  const { doc } = view.state;
  const top = view.lineBlockAt(doc.line(from + 1).from).top;
  return (to < doc.lines ? view.lineBlockAt(doc.line(to + 1).from).top : view.lineBlockAt(doc.length).bottom - space) - top;
}

function decorated(document, changes, side, heights) {
  const spaces = changes.flatMap((change, i) => {
    const { to } = change[side];
    const behind = to === document.lines;
    const space = Decoration.widget({ widget: new Space(heights[i]), block: true, side: behind ? 1 : -1 });
    return heights[i] > 0 ? [space.range(behind ? document.length : document.line(to + 1).from)] : [];
  });
  return Decoration.set(spaces);
}
