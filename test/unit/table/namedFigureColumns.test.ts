// The figure of merit of a program that is not ours: columns by its own name, sorted, filtered, folded and listed.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { untranslated } from '../../../src/base/translate.ts';
import type { Fact } from '../../../src/runs/experimentFacts.ts';
import { isBetterMerit, meritOf } from '../../../src/runs/figureOfMerit.ts';
import { standingOf } from '../../../src/runs/groupsOfRuns.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { noMarks } from '../../../src/runs/marks/marks.ts';
import type { NamedMerit } from '../../../src/runs/trainedBy.ts';
import { betterIn } from '../../../src/table/columns.ts';
import { readFilter } from '../../../src/table/filter/rowFilter.ts';
import { foldGroup } from '../../../src/table/foldRows.ts';
import { packRows, unpackRows } from '../../../src/table/page/packedRows.ts';
import { cellOf, type RunRow, rowOf } from '../../../src/table/runRow.ts';
import { sortRows } from '../../../src/table/sortRows.ts';
import { columnsOf, defaultColumns } from '../../../src/table/tableColumns.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the figure of merit that a program names', () => {
  const folder = useTemporaryFolder();

  const named = (latest: number, best = latest, direction: NamedMerit['direction'] = 'higher'): NamedMerit => ({
    tag: 'test/accuracy',
    direction,
    first: { iteration: 0, value: 0 },
    latest: { iteration: 20, value: latest },
    best: { iteration: 10, value: best },
  });

  async function newProgramRun(merit: NamedMerit | null, parameters: Readonly<Record<string, Fact>> = {}) {
    const directory = await newTestRun(folder());
    const manifest = {
      ...(await readManifest(directory)),
      taskKind: null,
      algorithmKind: null,
      trainedBy: { kind: 'program', merit, isResumable: false } as const,
    };
    const facts = new Map<string, Fact>(
      Object.entries(parameters).map(([name, value]) => [`trainer.parameters.${name}`, value]),
    );
    const state = 'completed' as const;
    const source = { directory, manifest, state, label: '', facts, evaluations: [], diskBytes: 0, marks: noMarks };
    return { directory, manifest, state, row: rowOf(source, untranslated) };
  }

  async function newRows(): Promise<RunRow[]> {
    const runs = [
      await newProgramRun(named(0.5, 0.9), { lr: 0.1 }),
      await newProgramRun(named(0.7), { lr: 0.2 }),
      await newProgramRun(null, { lr: 0.3 }),
    ];
    return runs.map(({ row }) => row);
  }

  it('is a column with its direction, shown by default beside the parameters that differ', async () => {
    const rows = await newRows();
    const shown = defaultColumns(rows).map(({ title }) => title);
    assert.ok(shown.includes('test/accuracy') && shown.includes('best test/accuracy') && shown.includes('lr'));
    const column = columnsOf(rows).find(({ id }) => id === 'measured.test/accuracy');
    assert.ok(column !== undefined);
    assert.equal(betterIn(column), 'higher');
  });

  it('sorts rows, and leaves last what has none', async () => {
    const rows = await newRows();
    const column = columnsOf(rows).find(({ id }) => id === 'measured.test/accuracy');
    assert.ok(column !== undefined);
    const sorted = sortRows(rows, [{ column, direction: 'descending' }], cellOf).map((row) => row.cells.get(column.id));
    assert.deepEqual(sorted, [0.7, 0.5, undefined]);
  });

  it('is found by its name in filters', async () => {
    const rows = await newRows();
    for (const text of ['test/accuracy > 0.6', '"measured.test/accuracy" > 0.6']) {
      const compiled = readFilter(text, columnsOf(rows));
      assert.ok(compiled.kind === 'ready');
      assert.deepEqual(rows.map(compiled.matches), [false, true, false]);
    }
  });

  it('comes to the page as it is', async () => {
    const rows = await newRows();
    const unpacked = unpackRows(JSON.parse(JSON.stringify(packRows(rows))));
    assert.deepEqual(
      unpacked.map(({ measured, kinds }) => ({ measured, kinds })),
      rows.map(({ measured, kinds }) => ({ measured, kinds })),
    );
  });

  it('is folded over seeds as figures are', async () => {
    const [first, second] = await newRows();
    assert.ok(first !== undefined && second !== undefined);
    const column = columnsOf([first, second]).find(({ id }) => id === 'measured.test/accuracy');
    assert.ok(column !== undefined);
    const group = { key: '', rows: [first, second], common: undefined } as const;
    assert.equal(foldGroup(group, { by: 'allButSeed' }, [column]).cells.get(column.id)?.kind, 'seeds');
  });

  it('says which run of a group is best, either way, and nothing of figures that are not the same', async () => {
    const [worse, better, none] = [
      await newProgramRun(named(0.5)),
      await newProgramRun(named(0.7)),
      await newProgramRun(null),
    ];
    assert.equal(standingOf([none, worse, better]).best, better);
    const [low, high] = [await newProgramRun(named(1, 1, 'lower')), await newProgramRun(named(2, 2, 'lower'))];
    assert.equal(standingOf([high, low]).best, low);
    const ours = {
      ...better.manifest,
      trainedBy: { kind: 'reptileLab' } as const,
      best: { iteration: 1, loss: 0.1, lossCi95: 0.1 },
    };
    const [merit, other] = [meritOf(ours, 'best'), meritOf(better.manifest, 'best')];
    assert.ok(merit !== undefined && other !== undefined);
    assert.deepEqual([isBetterMerit(merit, other), isBetterMerit(other, merit)], [false, false]);
  });

  it('reads manifests of before as those of our own trainer', async () => {
    const { trainedBy } = await readManifest(await newTestRun(folder()));
    assert.deepEqual(trainedBy, { kind: 'reptileLab' });
  });
});
