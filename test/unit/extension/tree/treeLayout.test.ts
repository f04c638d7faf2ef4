// What the run browser shows: matching rows in their order, in groups, a page at a time.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isSameLayout, type LayoutRequest, layOut } from '../../../../src/extension/tree/treeLayout.ts';
import { isMoreElement, TreePages } from '../../../../src/extension/tree/treePages.ts';
import type { RunRow } from '../../../../src/table/runRow.ts';
import { columnsOf } from '../../../../src/table/tableColumns.ts';
import { places, testRow } from '../../../support/tableRows.ts';

const accuracy = (value: number) => ({ accuracy: { value, ci95: 0.01 }, loss: { value: 1 - value, ci95: 0.01 } });

describe('the layout of the run browser', () => {
  const rows = [
    testRow({ cells: { name: 'b', state: 'running', tags: ['paper'], ...accuracy(0.7) }, parameters: { seed: 1 } }),
    testRow({ cells: { name: 'a', state: 'completed', loss: { value: 0.1, ci95: 0 } }, parameters: { seed: 2 } }),
    testRow({ cells: { name: 'b', state: 'completed', ...accuracy(0.9) }, parameters: { seed: 2 } }),
    testRow({ cells: { name: 'a', state: 'queued' }, parameters: { seed: 1 } }),
    testRow({ cells: { name: 'c', state: 'completed', return: { value: -3, ci95: 1 } }, parameters: { seed: 1 } }),
  ];
  const lay = (request: Partial<LayoutRequest>, from: readonly RunRow[] = rows) =>
    layOut(from, {
      matches: undefined,
      grouping: 'none',
      order: 'newest',
      columns: () => columnsOf(from),
      ...request,
    });
  const numbersOf = (members: readonly { readonly directory: string }[]) =>
    members.map(({ directory }) => rows.findIndex((row) => row.directory === directory));
  const flat = (request: Partial<LayoutRequest>) => {
    const layout = lay(request);
    assert.ok(layout.kind === 'runs');
    return numbersOf(layout.directories.map((directory) => ({ directory })));
  };
  const grouped = (request: Partial<LayoutRequest>, from: readonly RunRow[] = rows) => {
    const layout = lay(request, from);
    assert.ok(layout.kind === 'groups');
    return layout.groups.map(({ common, rows: members }) => [common, numbersOf(members)]);
  };

  it('is one list, the newest first, where nothing was chosen', () => {
    assert.deepEqual(flat({}), [0, 1, 2, 3, 4]);
    assert.deepEqual(flat({ matches: ({ cells }) => cells.get('state') === 'completed' }), [1, 2, 4]);
  });

  it('puts the best figure first, of what is judged alike, and runs without figures last', () => {
    assert.deepEqual(flat({ order: 'figure' }), [4, 2, 0, 1, 3]);
    assert.deepEqual(flat({ order: 'name' }), [1, 3, 0, 2, 4]);
  });

  it('groups by what runs have in common, states in the order of a run’s life', () => {
    assert.deepEqual(grouped({ grouping: 'experiment' }), [
      ['b', [0, 2]],
      ['a', [1, 3]],
      ['c', [4]],
    ]);
    assert.deepEqual(grouped({ grouping: 'state', order: 'figure' }), [
      ['queued', [3]],
      ['running', [0]],
      ['completed', [4, 2, 1]],
    ]);
    assert.deepEqual(grouped({ grouping: 'tag' }), [
      [['paper'], [0]],
      [undefined, [1, 2, 3, 4]],
    ]);
  });

  it('groups runs that differ in the seed alone', () => {
    const of = (seed: number, rate: number) => testRow({ parameters: { seed, [places.learningRate]: rate } });
    const seeds = [of(1, 0.1), of(2, 0.1), of(1, 0.2)];
    const layout = lay({ grouping: 'seeds' }, seeds);
    assert.ok(layout.kind === 'groups');
    assert.deepEqual(
      layout.groups.map((group) => group.rows.map(({ parameters }) => parameters.get('seed'))),
      [[1, 2], [1]],
    );
  });

  it('knows groups by names that no run’s directory has, the same from one layout to the next', () => {
    const [once, again] = [lay({ grouping: 'state' }), lay({ grouping: 'state' })];
    assert.ok(isSameLayout(once, again));
    assert.ok(!isSameLayout(once, lay({ grouping: 'experiment' })));
    assert.ok(!isSameLayout(once, lay({ grouping: 'state' }, rows.slice(1))));
    assert.ok(once.kind === 'groups' && once.groups.every(({ element }) => element.startsWith('group state ')));
  });

  it('looks at each cell of ten thousand rows as often as at each of a thousand', () => {
    const perRow = (count: number, request: Partial<LayoutRequest>) => {
      let looks = 0;
      const counted = <Cells extends object>(cells: Cells): Cells =>
        new Proxy(cells, {
          get: (target, name) => {
            looks++;
            const member: unknown = Reflect.get(target, name);
            return typeof member === 'function' ? member.bind(target) : member;
          },
        });
      const many = Array.from({ length: count }, (_, place) => {
        const row = testRow({
          cells: { name: `name ${place % 16}`, state: 'completed', ...accuracy((place * 7919) % 1000) },
          parameters: { seed: place % 3, [places.learningRate]: place % 100 },
        });
        return { ...row, cells: counted(row.cells), parameters: counted(row.parameters) };
      });
      const columns = columnsOf(many);
      looks = 0;
      lay({ order: 'figure', columns: () => columns, ...request }, many);
      return looks / count;
    };
    for (const grouping of ['none', 'experiment', 'seeds'] as const) {
      const [few, many] = [perRow(1000, { grouping }), perRow(10_000, { grouping })];
      assert.ok(few > 0 && many <= few && many < 30, `${grouping}: ${few} of a thousand, ${many} of ten thousand`);
    }
  });
});

describe('pages of the run browser', () => {
  const elements = Array.from({ length: 1000 }, (_, place) => `/runs/${place}`);

  it('end in a row that shows more, of each list by itself', () => {
    const pages = new TreePages();
    const more = pages.pageOf('', elements).at(-1) ?? '';
    assert.ok(isMoreElement(more));
    assert.equal(pages.pageOf('', elements).length, 201);
    assert.equal(pages.countHidden(more, elements.length), 800);
    pages.showMore(more);
    assert.equal(pages.pageOf('', elements).length, 701);
    assert.equal(pages.pageOf('group name "a"', elements).length, 201);
    pages.showMore(more);
    assert.deepEqual(pages.pageOf('', elements), elements);
    pages.clear();
    assert.equal(pages.pageOf('', elements).length, 201);
  });

  it('hide no handful of rows', () => {
    assert.deepEqual(new TreePages().pageOf('', elements.slice(0, 205)), elements.slice(0, 205));
  });
});
