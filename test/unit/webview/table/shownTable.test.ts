// What the table shows of its rows: columns, lines, cells, copies.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Column } from '../../../../src/table/columns.ts';
import { packRows } from '../../../../src/table/page/packedRows.ts';
import { firstChoices, type TableChoices } from '../../../../src/table/page/tableChoices.ts';
import type { RunRow } from '../../../../src/table/runRow.ts';
import { type CellView, viewCell } from '../../../../webview/table/cellView.ts';
import { selectedView, writeCopy } from '../../../../webview/table/copies.ts';
import { groupingOfWord, groupingsOf, wordOf } from '../../../../webview/table/groupings.ts';
import { initialModel, reduce, type TableModel } from '../../../../webview/table/model.ts';
import { createShowing, type Showing } from '../../../../webview/table/showing.ts';
import { places, testRow } from '../../../support/tableRows.ts';

const measures = { letter: 7, mostOfHead: 240 };
const noViews = { names: [], current: null };

function runRow(
  run: string,
  seed: number,
  rate: number,
  accuracy: number,
  cells: Readonly<Record<string, string | boolean | number>> = {},
): RunRow {
  return testRow({
    cells: {
      run: `id-${run}`,
      title: run,
      state: 'completed',
      created: seed * 1000,
      accuracy: { value: accuracy, ci95: 0.01 },
      'latest.iteration': 100,
      progress: 1,
      ...cells,
    },
    parameters: { seed, [places.learningRate]: rate, 'task.kind': 'sine' },
  });
}

const rows = [
  runRow('first', 1, 0.1, 0.5),
  runRow('second', 2, 0.1, 0.7),
  runRow('third', 3, 0.01, 0.9),
  runRow('away', 4, 0.01, 0.1, { archived: true }),
];

function modelOf(choices: Partial<TableChoices>, given: readonly RunRow[] = rows): TableModel {
  return reduce(initialModel, {
    kind: 'rows',
    rows: packRows(given),
    leftOut: 0,
    isMoreToCome: false,
    choices: { ...firstChoices, ...choices },
    views: noViews,
  });
}

function show(model: TableModel): Showing {
  const showing = createShowing(measures)(model);
  assert.ok(showing !== undefined);
  return showing;
}

function column(showing: Showing, id: string): Column {
  const found = showing.data.columns.find((each) => each.id === id);
  assert.ok(found !== undefined, id);
  return found;
}

function cells(showing: Showing, id: string): readonly CellView[] {
  const grouping = showing.view.kind === 'groups' ? showing.view.grouping : undefined;
  return showing.lines.map((line) => viewCell(line, column(showing, id), grouping));
}

const names = (showing: Showing) =>
  cells(showing, 'title').map((cell) =>
    cell.kind === 'run' ? cell.name : cell.kind === 'group' ? `${cell.name}|${cell.runs}` : '',
  );

describe('the table on the page', () => {
  it('has eight hues for eight runs, whatever is filtered and grouped, but those that people chose', () => {
    const eight = Array.from({ length: 8 }, (_, place) => runRow(`run ${place}`, place, 0.1, 0.5));
    const huesIn = (choices: Partial<TableChoices>, given: readonly RunRow[]) => {
      const showing = show(modelOf(choices, given));
      return new Map(showing.lines.flatMap((line) => (line.kind === 'run' ? [[line.key, line.hue] as const] : [])));
    };
    const hues = huesIn({}, eight);
    assert.equal(new Set(hues.values()).size, 8);
    const some = huesIn({ filter: 'seed > 5' }, eight);
    assert.equal(some.size, 2);
    for (const [directory, hue] of some) assert.equal(hue, hues.get(directory));
    const newer = huesIn({}, [...eight, runRow('newer', 9, 0.1, 0.5, { colour: 'navy' })]);
    for (const [directory, hue] of hues) assert.equal(newer.get(directory), hue);
    assert.equal([...newer].find(([directory]) => !hues.has(directory))?.[1], 'navy');
  });

  it('shows the newest run first, and none that was put away but where a filter asks for it', () => {
    assert.deepEqual(names(show(modelOf({}))), ['third', 'second', 'first']);
    assert.deepEqual(names(show(modelOf({ filter: 'archived = yes' }))), ['away']);
  });

  it('sorts by what was chosen, and goes on from the last filter that made sense while another is typed', () => {
    const model = modelOf({ sort: [{ column: 'accuracy', direction: 'ascending' }], filter: 'lr = 0.1' });
    assert.deepEqual(names(show(model)), ['first', 'second']);
    const typing = reduce(model, { kind: 'type', text: 'lr = 0.1 and accuracy >', completing: null });
    assert.deepEqual([names(show(typing)), typing.choices.filter], [['first', 'second'], 'lr = 0.1']);
    assert.equal(show(typing).problem?.code, 'missingValue');
    const typed = reduce(typing, { kind: 'type', text: 'lr = 0.1 and accuracy > 60%', completing: null });
    assert.deepEqual([names(show(typed)), typed.choices.filter], [['second'], 'lr = 0.1 and accuracy > 60%']);
  });

  it('has the run first, a course before the figures, and the time left beside the progress', () => {
    const running = runRow('running', 5, 0.1, 0.4, { progress: 0.42, state: 'running', timeLeft: 125 });
    const showing = show(modelOf({}, [...rows, running]));
    const ids = showing.columns.map((laid) => laid.column.id);
    assert.deepEqual([ids[0], ids.includes('timeLeft'), ids.includes('run')], ['title', false, false]);
    assert.equal(ids.indexOf('course'), ids.indexOf('accuracy') - 1);
    assert.deepEqual(cells(showing, 'progress')[0], {
      kind: 'progress',
      share: 0.42,
      text: '42 %, 2.1\u00a0min left',
    });
  });

  it('has the figures, what runs are judged by first, before what else is said of the runs', () => {
    const said = (run: string, tag: string, loss: number) => {
      const row = runRow(run, 1, 0.1, 0.5, { star: true, note: 'Again?', group: tag });
      return { ...row, cells: new Map([...row.cells, ['tags', [tag]], ['loss', { value: loss, ci95: 0.1 }]]) };
    };
    const showing = show(modelOf({}, [said('one', 'a', 1), said('other', 'b', 2)]));
    assert.deepEqual(showing.columns.map((laid) => laid.column.id).slice(0, 8), [
      'title',
      'star',
      'state',
      'course',
      'accuracy',
      'loss',
      'tags',
      'note',
    ]);
  });

  it('marks a run with a star, and says so', () => {
    const showing = show(modelOf({ columns: ['star'] }, [runRow('one', 1, 0.1, 0.5, { star: true })]));
    assert.deepEqual(cells(showing, 'star'), [{ kind: 'text', text: '★', note: '', hint: 'starred' }]);
  });

  it('shows the columns that were chosen, as far as there are such', () => {
    const showing = show(modelOf({ columns: ['seed', 'gone', 'course', 'accuracy'] }));
    assert.deepEqual(
      showing.columns.map((laid) => laid.column.id),
      ['title', 'seed', 'course', 'accuracy'],
    );
  });

  it('folds runs that differ in the seed alone, with both intervals, and unfolds them', () => {
    const model = modelOf({ grouping: { by: 'allButSeed' } });
    const showing = show(model);
    assert.deepEqual(names(showing), ['|1', '|2']);
    const [one, two] = cells(showing, 'accuracy');
    assert.ok(one?.kind === 'text' && two?.kind === 'text');
    assert.deepEqual([one.text, one.note], ['90.0 %', '1\u00a0seed, ±1.0 % tasks']);
    assert.match(two.text, /^60\.0\s\(0–100\)\s%$/);
    assert.deepEqual(
      [two.note, /Student’s t/.test(two.hint), /over held-out tasks/.test(two.hint)],
      ['2\u00a0seeds, ±1.0 % tasks', true, true],
    );
    const key = showing.lines[1]?.key ?? '';
    const unfolded = reduce(model, { kind: 'expand', key, isExpanded: true });
    assert.deepEqual(names(show(unfolded)), ['|1', '|2', 'seed 2', 'seed 1']);
    assert.deepEqual(names(show(reduce(unfolded, { kind: 'expand', key, isExpanded: false }))), ['|1', '|2']);
  });

  it('says on how many tasks a stored evaluation is, of a group of seeds on how few', () => {
    const evaluated = [1000, 30].map((tasks, place) => {
      const row = runRow(`run ${place}`, place, 0.1, 0.5);
      return { ...row, cells: new Map([...row.cells, ['accuracy', { value: 0.5, ci95: 0.1, tasks }] as const]) };
    });
    const model = modelOf({}, evaluated);
    const hints = (shown: Showing) => cells(shown, 'accuracy').map((cell) => (cell.kind === 'text' ? cell.hint : ''));
    assert.deepEqual(hints(show(model)), [
      'Measured on 30\u00a0held-out tasks.',
      'Measured on 1,000\u00a0held-out tasks.',
    ]);
    const [folded] = hints(show(reduce(model, { kind: 'group', grouping: { by: 'allButSeed' } })));
    assert.match(folded ?? '', /Measured on 30 to 1,000\u00a0held-out tasks, by run\./);
  });

  it('says of a run what tells it apart, its title and where it lies, and beneath a group of seeds what the group does not say', () => {
    const labelled = [1, 2].map((seed) =>
      runRow(`Sine · lr 0.1 · seed ${seed}`, seed, 0.1, 0.5, { name: 'Sine', label: `lr 0.1 · seed ${seed}` }),
    );
    const model = modelOf({}, labelled);
    assert.deepEqual(names(show(model)), ['lr 0.1 · seed 2', 'lr 0.1 · seed 1']);
    const grouped = reduce(model, { kind: 'group', grouping: { by: 'allButSeed' } });
    const key = show(grouped).lines[0]?.key ?? '';
    const showing = show(reduce(grouped, { kind: 'expand', key, isExpanded: true }));
    assert.deepEqual(names(showing), ['lr 0.1|2', 'seed 2', 'seed 1']);
    const [, first] = cells(showing, 'title');
    assert.ok(first?.kind === 'run');
    assert.equal(first.hint, `Sine · lr 0.1 · seed 2\n${labelled[1]?.directory}`);
  });

  it('names a group by what its runs have in common', () => {
    assert.deepEqual(names(show(modelOf({ grouping: { by: 'column', column: 'lr' } }))), ['0.01|1', '0.1|2']);
    assert.deepEqual(names(show(modelOf({ grouping: { by: 'column', column: 'gone' } }))), [
      'third',
      'second',
      'first',
    ]);
  });

  it('offers to group by what makes more than one group', () => {
    const { common, parameters } = groupingsOf(show(modelOf({})).data, { by: 'nothing' });
    assert.deepEqual(
      common.map(({ value }) => value),
      ['nothing', 'allButSeed', 'day created'],
    );
    assert.deepEqual(parameters.map(({ text }) => text).sort(), ['lr', 'seed']);
    for (const { value } of [...common, ...parameters]) assert.equal(wordOf(groupingOfWord(value)), value);
  });

  it('prints the best in bold, but for runs beneath their group', () => {
    const showing = show(modelOf({}));
    const best = showing.lines.map((line) => showing.isBest(line, column(showing, 'accuracy')));
    assert.deepEqual(best, [true, false, false]);
  });

  it('takes in rows that are new or others, and forgets those that are gone', () => {
    const model = modelOf({});
    const [first, second] = rows;
    assert.ok(first !== undefined && second !== undefined);
    const changed = { ...first, cells: new Map([...first.cells, ['state', 'failed'] as const]) };
    const newest = runRow('newest', 9, 0.1, 0.2);
    const next = reduce(model, {
      kind: 'changed',
      rows: packRows([changed, newest]),
      removed: [second.directory],
      leftOut: 3,
      isMoreToCome: false,
    });
    const showing = show(next);
    assert.deepEqual([names(showing), showing.data.leftOut], [['newest', 'third', 'first'], 3]);
    assert.deepEqual(cells(showing, 'state')[2], { kind: 'state', tone: 'error', word: 'failed' });
  });

  it('is the same object as long as nothing of it is another', () => {
    const showing = createShowing(measures);
    const model = modelOf({});
    const before = showing(model);
    const after = showing(reduce(model, { kind: 'say', text: 'something' }));
    assert.ok(before !== undefined && before.lines === after?.lines && before.columns === after.columns);
  });
});

describe('a copy of the table on the page', () => {
  it('is of the selected lines, or of all, in the columns that are shown', () => {
    const showing = show(modelOf({ columns: ['course', 'accuracy'] }));
    const copy = (selected: readonly string[]) =>
      writeCopy(selectedView(showing.view, showing.lines, new Set(selected)), 'tsv');
    assert.equal(copy([]).split('\n').length - 1, 4);
    const [line] = showing.lines;
    assert.deepEqual(copy([line?.key ?? '']).split('\n'), ['title\taccuracy\taccuracy.ci95', 'third\t0.9\t0.01', '']);
  });

  it('is in the columns that a table chooses by itself, as they are shown', () => {
    const showing = show(modelOf({}));
    const shown = showing.columns.map(({ column: { id } }) => id).filter((id) => id !== 'course');
    const [heads = ''] = writeCopy(showing.view, 'tsv').split('\n');
    assert.deepEqual(
      heads.split('\t').filter((head) => !head.endsWith('.ci95')),
      shown,
    );
    assert.ok(shown.includes('title') && !shown.includes('run'));
  });

  it('is of groups where one is selected, and of runs where only runs are', () => {
    const grouped = modelOf({ grouping: { by: 'allButSeed' }, columns: ['accuracy'] });
    const key = show(grouped).lines[1]?.key ?? '';
    const { view, lines } = show(reduce(grouped, { kind: 'expand', key, isExpanded: true }));
    assert.match(writeCopy(selectedView(view, lines, new Set([key])), 'latex'), /\\pm/);
    const runs = selectedView(view, lines, new Set([lines[2]?.key ?? '']));
    assert.deepEqual([runs.kind, runs.rows.length, runs.columns[0]?.id], ['runs', 1, 'title']);
  });

  it('passes over hundreds of columns of a view that no run has, in a moment', () => {
    const long = (word: string, place: number) => `task.${word}.k${place}.${'some.more.words.in.a.name.'.repeat(5)}`;
    const parameters = Object.fromEntries(Array.from({ length: 490 }, (_, place) => [long('settings', place), place]));
    const given = [testRow({ cells: { run: 'first' }, parameters })];
    const columns = Array.from({ length: 500 }, (_, place) => long('sittings', place));
    const before = process.cpuUsage();
    const shown = createShowing(measures)(modelOf({ columns, sort: [], grouping: { by: 'nothing' } }, given));
    assert.deepEqual(
      shown?.columns.map(({ column }) => column.id),
      ['title'],
    );
    assert.ok(process.cpuUsage(before).user < 10_000_000);
  });
});
