package io.erpconfig.interop.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The merge of any two changes of one text. */
@ConsoleTest
class MergeTest {

    /** Makes random texts and changes of them, and gives those of which a change was lost. */
    private static final String LOST = """
            async () => {
              const editor = performance.getEntriesByType('resource').map(({ name }) => name).find(name => /editor-\\w+\\.js$/.test(name));
              const { merge, mergeForms } = await import(editor);
              let seed = 20261130;
              const random = bound => (seed = (seed * 48271) % 2147483647) % bound;
              const lost = [];
              let open = 0;
              let fit = 0;
              const words = ['a', 'b', 'c', '', '  d'];
              for (let i = 0; i < 3000; i++) {
                const distinct = random(2) === 0;
                let made = 0;
                const line = side => (distinct ? `${side}${made++}` : words[random(words.length)]);
                const base = Array.from({ length: random(9) }, () => line('base'));
                const changed = side => {
                  const lines = [...base];
                  for (let change = random(4); change > 0; change--) {
                    lines.splice(random(lines.length + 1), random(3), ...Array.from({ length: random(3) }, () => line(side)));
                  }
                  return lines;
                };
                const texts = [base, changed('mine'), changed('theirs')].map(lines => lines.join('\\n'));
                const [before, mine, theirs] = texts.map(text => text.split('\\n'));
                const pieces = merge(...texts);
                const fail = why => lost.push([why, ...texts, JSON.stringify(pieces)]);
                const all = of => pieces.flatMap(piece => piece.lines ?? piece[of]);
                const clear = pieces.flatMap(piece => piece.lines ?? []);
                const decided = pieces.filter(piece => !piece.lines);
                open += decided.length > 0 ? 1 : 0;
                fit += decided.length === 0 ? 1 : 0;
                const same = (a, b) => a.length === b.length && a.every((each, at) => each === b[at]);
                if (same(before, mine) && !(decided.length === 0 && same(clear, theirs))) {
                  fail('theirs alone');
                }
                if (same(before, theirs) && !(decided.length === 0 && same(clear, mine))) {
                  fail('mine alone');
                }
                if (distinct) {
                  for (const [side, lines] of [['mine', mine], ['theirs', theirs]]) {
                    if (!lines.every(each => before.includes(each) || all(side).includes(each))) {
                      fail(`an added line of ${side}`);
                    }
                    if (before.some(each => !lines.includes(each) && clear.includes(each))) {
                      fail(`a removed line of ${side}`);
                    }
                  }
                }
                const again = merge(texts[0], texts[2], texts[1]);
                if (JSON.stringify(again.map(piece => piece.lines ?? [piece.base, piece.theirs, piece.mine])) !== JSON.stringify(pieces.map(piece => piece.lines ?? [piece.base, piece.mine, piece.theirs]))) {
                  fail('another outcome the other way round');
                }
                const form = () => ({ ending: ['\\n', '\\r\\n'][random(2)], bom: random(2) === 0, encoding: ['utf-8', 'iso-8859-1', 'utf-16le'][random(3)], declared: null });
                const forms = [form(), form(), form()];
                const merged = mergeForms(...forms);
                for (const key of ['ending', 'bom', 'encoding']) {
                  const [was, my, their] = forms.map(each => each[key]);
                  const undecided = merged.open.some(each => key in each.mine);
                  const right = my === their ? my : was === my ? their : was === their ? my : null;
                  if (right === null ? !undecided : undecided || merged.form[key] !== right) {
                    lost.push(['form', key, JSON.stringify([forms, merged])]);
                  }
                }
              }
              return [lost.length, ...lost.slice(0, 3), open > 300 && fit > 300 ? 'both kinds' : `${open} open, ${fit} fit`];
            }""";

    @Test
    void noChangeOfEitherSideIsLost(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("merge", "a.txt", "a\n");
        anna.openFile(repoId, "a.txt");
        assertThat((List<?>) anna.page().evaluate(LOST)).isEqualTo(List.of(0, "both kinds"));
    }
}
