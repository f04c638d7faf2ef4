// Copies of the table: for spreadsheets, which must not take a name for a formula, and for papers, which must not take one
// for a command.

import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../../support/seededProperties.ts';
import { bestRows } from '../../../../src/table/copy/bestRows.ts';
import { toCsv, toTsv } from '../../../../src/table/copy/delimited.ts';
import { exactTable } from '../../../../src/table/copy/exactTable.ts';
import { latexText, toLatex } from '../../../../src/table/copy/latex.ts';
import { toMarkdown } from '../../../../src/table/copy/markdown.ts';
import { textTable } from '../../../../src/table/copy/textTable.ts';
import { reportView } from '../../../../src/table/reportView.ts';
import type { RunRow } from '../../../../src/table/runRow.ts';
import { columnsOf } from '../../../../src/table/tableColumns.ts';
import { type TableView, viewTable } from '../../../../src/table/tableView.ts';
import { testRow } from '../../../support/tableRows.ts';

const symbols = { plusMinus: '±' };

function viewOf(rows: readonly RunRow[], ids: readonly string[], isFolded = false): TableView {
  const columns = columnsOf(rows);
  const shown = ids.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  const grouping = isFolded ? ({ by: 'allButSeed' } as const) : undefined;
  return viewTable(rows, { matches: undefined, columns: shown, sort: [], grouping });
}

const figures = (name: string, value: number, ci95: number, seed = 1) =>
  testRow({
    cells: { name, accuracy: { value, ci95 }, 'latest.iteration': 9 },
    parameters: { seed, rate: value > 0.8 ? 1 : 2 },
  });

const runs = viewOf(
  [figures('one', 0.9321, 0.007), figures('=1+2', 0.93, 0.001), figures('a,b "c"', -0.5, Number.NaN)],
  ['name', 'accuracy'],
);
const folded = viewOf(
  [figures('one', 0.9, 0.02, 1), figures('one', 0.92, 0.02, 2), figures('two', 0.5, 0.02, 1)],
  ['name', 'accuracy'],
  true,
);

describe('a copy of the table', () => {
  it('is CSV with figures in full precision and intervals in a column of their own', () => {
    assert.equal(
      toCsv(exactTable(runs)),
      'name,accuracy,accuracy.ci95\none,0.9321,0.007\n\'=1+2,0.93,0.001\n"a,b ""c""",-0.5,\n',
    );
  });

  it('is TSV, for a spreadsheet to paste', () => {
    assert.equal(
      toTsv(exactTable(runs)),
      'name\taccuracy\taccuracy.ci95\none\t0.9321\t0.007\n\'=1+2\t0.93\t0.001\na,b "c"\t-0.5\t\n',
    );
    const quoted = viewOf([testRow({ cells: { name: '"open' } }), testRow({ cells: { name: 'next' } })], ['name']);
    assert.equal(toTsv(exactTable(quoted)), 'name\n"""open"\nnext\n');
  });

  it('of groups keeps the interval over seeds apart from the one over tasks', () => {
    const [head, one, two] = toCsv(exactTable(folded)).split('\n');
    assert.equal(head, 'runs,name,accuracy,accuracy.seeds,accuracy.ci95Seeds,accuracy.ci95Tasks');
    assert.match(one ?? '', /^2,one,0\.91,2,0\.1270620\d*,0\.02$/);
    assert.equal(two, '1,two,0.5,1,,0.02');
  });

  it('says of figures that tell it on how many tasks they are', () => {
    const evaluated = (tasks: number, seed: number) =>
      testRow({ cells: { accuracy: { value: 0.9 + seed / 100, ci95: 0.01, tasks } }, parameters: { seed } });
    const rows = [evaluated(1000, 1), evaluated(30, 2)];
    const [plain, ofSeeds] = [false, true].map((isFolded) => viewOf(rows, ['accuracy'], isFolded));
    assert.ok(plain !== undefined && ofSeeds !== undefined);
    assert.deepEqual(toCsv(exactTable(plain)).split('\n').slice(0, 3), [
      'accuracy,accuracy.ci95,accuracy.tasks',
      '0.91,0.01,1000',
      '0.92,0.01,30',
    ]);
    assert.match(toCsv(exactTable(ofSeeds)), /accuracy\.leastTasks,accuracy\.mostTasks\n2,.*,30,1000\n$/);
    assert.match(JSON.stringify(reportView(plain)), /"ci95":0\.01,"tasks":1000\}/);
    assert.match(JSON.stringify(reportView(ofSeeds)), /"tasks":\{"least":30,"most":1000\}/);
  });

  it('is Markdown with the best in bold', () => {
    assert.equal(
      toMarkdown(textTable(runs, symbols)),
      [
        '| name | accuracy |',
        '| :--- | ---: |',
        '| one | **93.2 ± 0.7 %** |',
        '| \\=1\\+2 | **93.00 ± 0.10 %** |',
        '| a\\,b \\"c\\" | -50.0 % |',
        '',
        '± is the 95 \\% interval of the mean over held\\-out tasks\\.',
        '',
      ].join('\n'),
    );
  });

  it('is LaTeX with the best in bold, and says what the intervals are', () => {
    const latex = toLatex(textTable(folded, symbols));
    assert.ok(
      latex.includes(
        '\\begin{tabular}{rlrrr}\n  \\toprule\n  runs & name & accuracy & seeds & $\\pm$ tasks \\\\\n  \\midrule\n',
      ),
    );
    assert.ok(latex.includes('  2 & one & {\\boldmath\\textbf{91.0 $\\pm$ 12.7 \\%}} & 2 & 2.0 \\% \\\\\n'), latex);
    assert.ok(latex.includes('  1 & two & 50.0 \\% & 1 & 2.0 \\% \\\\\n'));
    assert.match(latex, /^% Figures are means over seeds, ± their 95 % interval over seeds \(Student's t/m);
  });

  it('is JSON that keeps every run of a group, and both intervals', () => {
    const report: unknown = JSON.parse(JSON.stringify(reportView(folded)));
    assert.ok(typeof report === 'object' && report !== null && 'groups' in report && Array.isArray(report.groups));
    const [first] = report.groups;
    assert.equal(first.runs.length, 2);
    const { ci95, mean, ...rest } = first.cells.accuracy;
    assert.ok(Math.abs(mean - 0.91) < 1e-12 && Math.abs(ci95 - 0.12706) < 1e-5);
    assert.deepEqual(rest, { kind: 'seeds', seeds: 2, ci95OverTasks: 0.02, isOfOneIteration: true });
    assert.equal(report.groups[1].cells.accuracy.ci95, null);
  });
});

describe('the best of a column', () => {
  const bestOf = (id: 'accuracy' | 'loss', cells: readonly (readonly [value: number, ci95: number])[]) => {
    const rows = cells.map(([value, ci95]) => testRow({ cells: { [id]: { value, ci95 } } }));
    const [column] = columnsOf(rows);
    return column === undefined ? [] : [...bestRows({ kind: 'runs', columns: [column], rows }, column)];
  };

  it('is every row whose interval overlaps with that of the best one, whichever way is better', () => {
    const cells = [
      [0.9, 0.01],
      [0.885, 0.01],
      [0.8, 0.01],
    ] as const;
    assert.deepEqual(bestOf('accuracy', cells), [0, 1]);
    assert.deepEqual(bestOf('loss', cells), [2]);
  });

  it('is never a mean without an interval, and where such a one is ahead, none', () => {
    const known = [
      [0.9, 0.01],
      [0.8, 0.01],
    ] as const;
    assert.deepEqual(bestOf('accuracy', [...known, [0.5, Number.NaN]]), [0]);
    assert.deepEqual(bestOf('accuracy', [...known, [0.95, Number.NaN]]), []);
    assert.deepEqual(bestOf('accuracy', [...known, [Number.NaN, Number.NaN]]), [0]);
    assert.deepEqual(
      bestOf('accuracy', [
        [0.9, Number.NaN],
        [0.5, Number.NaN],
      ]),
      [],
    );
  });

  it('of groups is no other than of their runs where each has one seed, and no single seed beside several', () => {
    const rowOf = (rate: number, seed: number, value: number) =>
      testRow({ cells: { accuracy: { value, ci95: 0.05 }, trainingLoss: value }, parameters: { seed, rate } });
    const best = (rows: readonly RunRow[], id: string) => {
      const view = viewOf(rows, [id], true);
      const [column] = view.columns;
      return column === undefined ? [] : [...bestRows(view, column)];
    };
    const near = [rowOf(1, 1, 0.9), rowOf(2, 1, 0.85)];
    assert.deepEqual(best(near, 'accuracy'), []);
    assert.deepEqual(best([...near, rowOf(3, 1, 0.6)], 'accuracy'), [0, 1]);
    const ofTwoSeeds = [rowOf(3, 1, 0.7), rowOf(3, 2, 0.71)];
    assert.deepEqual(best([rowOf(1, 1, 0.9), ...ofTwoSeeds], 'accuracy'), []);
    assert.deepEqual(best([rowOf(1, 1, 0.2), ...ofTwoSeeds], 'accuracy'), [1]);
  });

  it('is no value of which nobody knows how far chance moves it, but for means over seeds', () => {
    const rowOf = (rate: number, seed: number, trainingLoss: number) =>
      testRow({ cells: { trainingLoss }, parameters: { seed, rate } });
    const rows = [rowOf(1, 1, 0.9), rowOf(1, 2, 0.91), rowOf(2, 1, 0.2), rowOf(2, 2, 0.21)];
    for (const [isFolded, places] of [
      [false, []],
      [true, [1]],
    ] as const) {
      const view = viewOf(rows, ['trainingLoss'], isFolded);
      const [column] = view.columns;
      assert.ok(column !== undefined);
      assert.deepEqual([...bestRows(view, column)], places);
    }
  });

  it('is none of figures that every run chose for being its best, and a note says that they are', () => {
    const rows = [0.9, 0.5].map((value) =>
      testRow({ cells: { 'best.accuracy': { value, ci95: 0.01 }, accuracy: 0.4 } }),
    );
    const view = viewOf(rows, ['accuracy', 'best.accuracy']);
    const [, column] = view.columns;
    assert.ok(column !== undefined);
    assert.deepEqual([...bestRows(view, column)], []);
    const note = /"best" is chosen among a run's own evaluations.*: "eval --checkpoint best" measures anew\.$/m;
    for (const isFolded of [false, true])
      assert.match(toLatex(textTable(viewOf(rows, ['best.accuracy'], isFolded), symbols)), note);
    assert.doesNotMatch(toLatex(textTable(viewOf(rows, ['accuracy']), symbols)), note);
  });

  it('is none where all are alike or there is one', () => {
    assert.deepEqual(bestOf('accuracy', [[0.9, 0.1]]), []);
    assert.deepEqual(
      bestOf('accuracy', [
        [0.9, 0.1],
        [0.85, 0.1],
      ]),
      [],
    );
  });
});

describe('names in copies', () => {
  const awkward = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '＝',
    '\t',
    '\n',
    '\r',
    '"',
    ',',
    "'",
    '|',
    '\\',
    '{',
    '}',
    '$',
    '&',
    '#',
    '%',
    '_',
    '^',
    '~',
    '[',
    '-',
    'a',
    'ε',
    '\u202e',
    '<',
  );
  const name = fc.oneof(
    fc.array(awkward, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  const tableOf = (text: string) =>
    viewOf([testRow({ cells: { name: text } }), testRow({ cells: { name: 'other' } })], ['name']);

  it('stay one cell in CSV and TSV, and are never a formula', () => {
    fc.assert(
      fc.property(name, (text) => {
        const table = exactTable(tableOf(text));
        const csv: unknown = parse(toCsv(table), { relaxColumnCount: true, skipEmptyLines: false });
        assert.ok(Array.isArray(csv));
        assert.deepEqual([csv.length, csv.every((row) => row.length === 1)], [3, true]);
        const lines = toTsv(table).split('\n');
        assert.deepEqual([lines.length, lines.every((line) => !line.includes('\t'))], [4, true]);
        for (const cell of [csv[1][0], lines[1]]) assert.doesNotMatch(cell, /^\s*[=+\-@＝]/u);
      }),
    );
  });

  it('hold nothing that LaTeX obeys', () => {
    fc.assert(
      fc.property(name, (text) => {
        // What is left when commands of ours are taken away.
        const rest = latexText(text).replace(
          /\\(?:textbackslash|textasciitilde|textasciicircum|textless|textgreater|textbar|textquotedbl|textasciigrave|ldots)\{\}|\\[{}$&#%_]|\$(?:\\(?:pm|infty|varepsilon|beta|theta|cdot)|-)\$|\{[[\]*]\}|([-',])\{\}/g,
          ' ',
        );
        assert.doesNotMatch(rest, /[\\{}$&#%_^[\]*`\n]|--|''|,,/);
      }),
    );
    assert.equal(latexText('50 % of a_b & ε → -3'), '50 \\% of a\\_b \\& $\\varepsilon$ ? -3');
    assert.equal(latexText('-3.2 ± 0.1'), '$-$3.2 $\\pm$ 0.1');
    // Behind the end of the line above it would be a star of that.
    assert.equal(latexText("*best* ``it''"), "{*}best{*} \\textasciigrave{}\\textasciigrave{}it'{}'");
  });

  it('stay one cell in Markdown', () => {
    fc.assert(
      fc.property(name, (text) => {
        const lines = toMarkdown(textTable(tableOf(text), symbols)).split('\n');
        assert.equal(lines.length, 5);
        assert.equal(lines[2]?.replace(/\\./g, '').split('|').length, 3);
      }),
    );
  });
});
