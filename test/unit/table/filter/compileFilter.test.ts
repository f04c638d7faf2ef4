// What filters mean: against an independent reading of the same tree, and example by example.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../../support/seededProperties.ts';
import { ColumnNames } from '../../../../src/table/columnNames.ts';
import type { PlainColumn } from '../../../../src/table/columns.ts';
import { compileFilter } from '../../../../src/table/filter/compileFilter.ts';
import { describeFilterProblem } from '../../../../src/table/filter/filterProblem.ts';
import type { Comparison, Term, Word } from '../../../../src/table/filter/filterSyntax.ts';
import { printFilter } from '../../../../src/table/filter/printFilter.ts';
import { readFilter } from '../../../../src/table/filter/rowFilter.ts';
import type { RunRow } from '../../../../src/table/runRow.ts';
import { columnsOf } from '../../../../src/table/tableColumns.ts';
import { untranslated } from '../../../../src/words/translate.ts';
import { places, testRow } from '../../../support/tableRows.ts';

const now = new Date(2026, 10, 29, 12);
const day = (month: number, date: number, hour = 0) => new Date(2026, month - 1, date, hour).getTime();

const good = testRow({
  cells: {
    name: 'Omniglot 5-way',
    label: 'lr 0.01',
    state: 'running',
    tags: ['Paper', 'baseline'],
    progress: 0.42,
    accuracy: { value: 0.932, ci95: 0.007 },
    'best.accuracy': { value: 0.95, ci95: 0.01 },
    duration: 9000,
    started: day(11, 1, 9),
    memory: 20 * 2 ** 20,
  },
  parameters: {
    [places.learningRate]: 0.01,
    [places.metaStepSize]: 1,
    [places.optimizer]: 'adam',
    'engine.workers': 4,
  },
});
const poor = testRow({
  cells: { name: 'Sine waves', state: 'lost', loss: { value: Number.NaN, ci95: Number.NaN }, duration: 60 },
  parameters: { [places.learningRate]: 0.1, [places.optimizer]: 'sgd', 'engine.workers': 'auto', 'task.invert': true },
});
const columns = columnsOf([good, poor]);

function matching(filter: string): string {
  const compiled = readFilter(filter, columns, now);
  if (compiled.kind === 'refused')
    throw new Error(`${filter}: ${describeFilterProblem(compiled.problem, untranslated)}`);
  const names: readonly (readonly [string, RunRow])[] = [
    ['good', good],
    ['poor', poor],
  ];
  return names.flatMap(([name, row]) => (compiled.matches(row) ? [name] : [])).join(' ');
}

function problemWith(filter: string): readonly [message: string, place: string] {
  const compiled = readFilter(filter, columns, now);
  if (compiled.kind === 'ready') throw new Error(`${filter} was read.`);
  const { span } = compiled.problem;
  return [describeFilterProblem(compiled.problem, untranslated), filter.slice(span.start, span.end)];
}

describe('filters', () => {
  it('take no percentage for a program’s figure, which may be a share or in percent, but a number as its log has it', () => {
    const column: PlainColumn = {
      id: 'measured.val_acc',
      kind: 'number',
      better: 'higher',
      title: 'val_acc',
      section: 'heldOut',
      aliases: ['val_acc'],
      isUniform: false,
    };
    const logs = [93.2, 50.1].map((value) => ({ ...testRow({ cells: { [column.id]: value } }), measured: [column] }));
    const read = (filter: string) => readFilter(filter, columnsOf(logs), now);
    const inPercent = read('val_acc > 90%');
    assert.ok(inPercent.kind === 'refused' && inPercent.problem.code === 'wrongValue');
    const asWritten = read('val_acc > 90');
    assert.ok(asWritten.kind === 'ready');
    assert.deepEqual(logs.map(asWritten.matches), [true, false]);
  });

  it('compare figures, parameters, dates, durations, sizes, states, texts and tags', () => {
    const expected: Readonly<Record<string, string>> = {
      'accuracy > 0.9': 'good',
      'accuracy > 93 %': 'good',
      'accuracy >= 93.2%': 'good',
      'accuracy < 0.932': '',
      'latest.accuracy > 0.9 and best.accuracy <= 0.95': 'good',
      'lr = 0.01': 'good',
      'lr = 1e-2': 'good',
      'learningRate > 0.01': 'poor',
      'innerOptimizer.learningRate in (0.01, 0.1)': 'good poor',
      'algorithm.innerOptimizer.learningRate != 0.01': 'poor',
      'ε >= 1': 'good',
      'eps = 1': 'good',
      'epsilon != 1': 'poor',
      'innerOptimizer = ADAM': 'good',
      'engine.workers = 4': 'good',
      'engine.workers = auto': 'poor',
      'engine.workers > 1': 'good',
      'invert = true': 'poor',
      'state = running': 'good',
      'state in (lost, failed)': 'poor',
      'tag = paper': 'good',
      'tag = pap': '',
      'tag ~ pap': 'good',
      'name ~ WAVES': 'poor',
      'name = "sine waves"': 'poor',
      'started > 2026-11-01': '',
      'started >= 2026-11-01': 'good',
      'started = 2026-11-01': 'good',
      'started = 2026-11-01T09:00': 'good',
      'started < 2026-11-01T09:00': '',
      'started = 2026-11': 'good',
      'started <= 2025': '',
      'started < today': 'good',
      'duration > 2h': 'good',
      'duration <= 1min': 'poor',
      'duration < 2h30min': 'poor',
      'memory > 10MiB': 'good',
      'progress < 50%': 'good',
      'has accuracy': 'good',
      'not has accuracy': 'poor',
      'has loss': 'poor',
      'loss > 0 or loss <= 0': '',
      omniglot: 'good',
      'SINE reptile': 'good poor',
      'paper running': 'good',
      'tag:base state:run': 'good',
      'name:0.01': 'good',
      'state:paper': '',
      '': 'good poor',
    };
    for (const [filter, rows] of Object.entries(expected)) assert.equal(matching(filter), rows, filter);
  });

  it('match nothing without a value, but for what is not equal', () => {
    for (const comparison of ['=', '<', '>', '<=', '>='])
      assert.equal(matching(`best.accuracy ${comparison} 1`).includes('poor'), false);
    assert.equal(matching('best.accuracy != 1'), 'good poor');
    assert.equal(matching('not best.accuracy = 1'), 'good poor');
    assert.equal(matching('tag != paper'), 'poor');
  });

  it('say what is wrong with a name or a value, where it stands, and what to write', () => {
    assert.deepEqual(problemWith('accuracy > high'), [
      'accuracy is a share from 0 to 1; “high” is not. Write for instance accuracy > 0.9.',
      'high',
    ]);
    const expected: readonly (readonly [filter: string, message: RegExp, place: string])[] = [
      ['accuracy > 93', /^accuracy is a share from 0 to 1; “93” is not/, '93'],
      ['acuracy > 0.9', /^No run has “acuracy”\. Did you mean accuracy\?$/, 'acuracy'],
      ['nothingLikeIt > 0.9', /^No run has “nothingLikeIt”\.$/, 'nothingLikeIt'],
      ['lr > fast', /^lr is a number; “fast” is not\. Write for instance lr > 0\.01\.$/, 'fast'],
      ['state = runing', /^“runing” is no state of a run\. Did you mean running\?$/, 'runing'],
      ['tag > paper', /^tags is a text: “>” compares numbers\. Write for instance tags = paper\.$/, 'paper'],
      ['lr ~ 0.01', /^lr is a number: “~” looks within texts/, '0.01'],
      ['started > 2026-02-30', /^started is a date; .* Write for instance started >= 2026-11-01\.$/, '2026-02-30'],
      ['duration > long', /^duration is a duration; .* Write for instance duration > 2h\.$/, 'long'],
      ['memory > much', /^memory is a size in bytes; /, 'much'],
      ['invert = 3', /^invert is true or false; “3” is neither/, '3'],
      ['engine.workers > auto', /is a number; “auto” is not/, 'auto'],
      ['omniglot lr in (0.1, x)', /^lr is a number; “x” is not/, 'x'],
    ];
    for (const [filter, message, place] of expected) {
      const [told, where] = problemWith(filter);
      assert.match(told, message, filter);
      assert.equal(where, place, filter);
    }
  });

  it('ask for more of a name that several columns end in', () => {
    const rows = [testRow({ parameters: { 'task.noise': 0, 'model.noise': 0.9 } })];
    const compiled = readFilter('noise = 0', columnsOf(rows), now);
    assert.ok(compiled.kind === 'refused' && compiled.problem.code === 'ambiguousName');
    assert.deepEqual(compiled.problem.candidates, ['task.noise', 'model.noise']);
    assert.equal(readFilter('model.noise = 0', columnsOf(rows), now).kind, 'ready');
  });

  it('know the columns of all tables, whether a run has a value there or not', () => {
    for (const filter of ['tag = paper', 'accuracy > 0.5', 'timeLeft < 1h', 'commit ~ 3f', 'has disk', 'sweep = a'])
      assert.equal(readFilter(filter, [], now).kind, 'ready', filter);
  });
});

// An independent reading: rows are plain objects with a number, a text and tags, each of which may be absent.
interface Plain {
  readonly number: number | undefined;
  readonly text: string | undefined;
  readonly tags: readonly string[] | undefined;
}

function isTrue(term: Term, row: Plain): boolean {
  switch (term.kind) {
    case 'and':
      return !term.parts.some((part) => !isTrue(part, row));
    case 'or':
      return term.parts.filter((part) => isTrue(part, row)).length > 0;
    case 'not':
      return isTrue(term.part, row) === false;
    case 'has':
      return (term.name.text === 'lr' ? row.number : term.name.text === 'name' ? row.text : row.tags) !== undefined;
    case 'oneOf':
      return term.values.some((value) => isTrue({ kind: 'compare', name: term.name, comparison: '=', value }, row));
    case 'compare':
      return comparesTrue(term.name.text, term.comparison, term.value.text, row);
    case 'text':
      return [row.text, 'sine', 'reptile', ...(row.tags ?? [])]
        .join('\n')
        .toLowerCase()
        .includes(term.text.toLowerCase());
  }
}

function comparesTrue(name: string, comparison: Comparison, value: string, row: Plain): boolean {
  if (comparison === '!=') return !comparesTrue(name, '=', value, row);
  if (name === 'lr') {
    const [own, other] = [row.number, Number(value)];
    if (own === undefined) return false;
    return {
      '=': own === other,
      '<': own < other,
      '<=': own <= other,
      '>': own > other,
      '>=': own >= other,
      '~': false,
    }[comparison];
  }
  const texts = (name === 'name' ? [row.text] : (row.tags ?? [])).flatMap((text) =>
    text === undefined ? [] : [text.toLowerCase()],
  );
  return texts.some((text) => (comparison === '=' ? text === value.toLowerCase() : text.includes(value.toLowerCase())));
}

describe('filters, against an independent reading', () => {
  const words = fc.constantFrom('a', 'B', 'ab', 'bA', 'sine');
  const numbers = fc.constantFrom(-1, 0, 0.5, 1, 2);
  const word = (content: fc.Arbitrary<string>) => content.map((of): Word => ({ text: of, span: { start: 0, end: 0 } }));
  const leaf: fc.Arbitrary<Term> = fc.oneof(
    fc
      .tuple(
        fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>='),
        word(numbers.map(String)),
        word(fc.constant('lr')),
      )
      .map(([comparison, value, name]): Term => ({ kind: 'compare', name, comparison, value })),
    fc
      .tuple(fc.constantFrom<Comparison>('=', '!=', '~'), word(words), word(fc.constantFrom('name', 'tag')))
      .map(([comparison, value, name]): Term => ({ kind: 'compare', name, comparison, value })),
    fc
      .tuple(fc.array(word(words), { minLength: 1, maxLength: 3 }), word(fc.constantFrom('name', 'tag')))
      .map(([values, name]): Term => ({ kind: 'oneOf', name, values })),
    word(fc.constantFrom('lr', 'name', 'tag')).map((name): Term => ({ kind: 'has', name })),
    words.map((text): Term => ({ kind: 'text', text, field: undefined })),
  );
  const { term } = fc.letrec<{ term: Term }>((tie) => ({
    term: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc
        .tuple(fc.constantFrom<'and' | 'or'>('and', 'or'), fc.array(tie('term'), { minLength: 2, maxLength: 3 }))
        .map(([kind, parts]): Term => ({ kind, parts })),
      tie('term').map((part): Term => ({ kind: 'not', part })),
    ),
  }));
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const plain: fc.Arbitrary<Plain> = fc.record({
    number: maybe(numbers),
    text: maybe(words),
    tags: maybe(fc.array(words, { minLength: 1, maxLength: 3 })),
  });
  const names = new ColumnNames(columnsOf([testRow({ parameters: { [places.learningRate]: 1 } })]));

  it('say the same of any expression and any row', () => {
    fc.assert(
      fc.property(term, fc.array(plain, { maxLength: 6 }), (tree, rows) => {
        const compiled = compileFilter(tree, names, now);
        assert.ok(compiled.kind === 'ready', printFilter(tree));
        for (const row of rows) {
          const built = testRow({
            cells: {
              ...(row.text === undefined ? {} : { name: row.text }),
              ...(row.tags === undefined ? {} : { tags: row.tags }),
            },
            parameters: row.number === undefined ? {} : { [places.learningRate]: row.number },
          });
          assert.equal(compiled.matches(built), isTrue(tree, row), `${printFilter(tree)} of ${JSON.stringify(row)}`);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
