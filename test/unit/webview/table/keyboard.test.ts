// Keys on the table, what can be asked of runs, courses drawn small and asked for.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CourseRequests } from '../../../../webview/table/courseRequests.ts';
import { intentOf } from '../../../../webview/table/keyboard.ts';
import { offeredActions } from '../../../../webview/table/runActions.ts';
import { sparklinePath } from '../../../../webview/table/sparkline.ts';
import { testRow } from '../../../support/tableRows.ts';

const press = (key: string, held: Partial<Record<'ctrl' | 'shift' | 'alt', boolean>> = {}) =>
  intentOf({ key, ctrl: false, shift: false, alt: false, ...held }, 20);

describe('keys on the table', () => {
  it('move, page, go to the ends, select and open as in the editor’s lists', () => {
    const moved = (by: number, holding: string) => ({ kind: 'select', gesture: { kind: 'move', by, holding } });
    assert.deepEqual(press('ArrowDown'), moved(1, 'nothing'));
    assert.deepEqual(press('ArrowUp', { shift: true }), moved(-1, 'shift'));
    assert.deepEqual(press('PageDown', { ctrl: true }), moved(20, 'ctrl'));
    assert.deepEqual(press('End'), { kind: 'select', gesture: { kind: 'moveToEnd', end: 'last', holding: 'nothing' } });
    assert.deepEqual(press('a', { ctrl: true }), { kind: 'select', gesture: { kind: 'all' } });
    assert.deepEqual(press('Escape'), { kind: 'select', gesture: { kind: 'none' } });
    assert.deepEqual(press('Enter'), { kind: 'open' });
    assert.deepEqual(press('ArrowRight'), { kind: 'expand', isExpanded: true });
    assert.deepEqual(press('F10', { shift: true }), { kind: 'menu' });
  });

  it('mean the same with Caps Lock, and nothing to us with Shift', () => {
    for (const key of ['a', 'c', 'f']) {
      assert.deepEqual(press(key.toUpperCase(), { ctrl: true }), press(key, { ctrl: true }));
      assert.ok(press(key, { ctrl: true }) !== undefined);
      assert.equal(press(key.toUpperCase(), { ctrl: true, shift: true }), undefined);
    }
  });

  it('are left to the page where they mean nothing', () => {
    for (const key of ['a', 'c', 'x', 'F10', 'Tab']) assert.equal(press(key), undefined, key);
    assert.equal(press('ArrowDown', { alt: true }), undefined);
  });
});

describe('what can be asked of selected runs', () => {
  const row = (state: string) => testRow({ cells: { state } });

  it('is what is of use for at least one of them, and is asked of those alone', () => {
    const [running, failed] = [row('running'), row('failed')];
    const offered = offeredActions([running, failed]);
    assert.deepEqual(
      offered.map(({ action, directories }) => [action, directories.length]),
      [
        ['open', 2],
        ['compare', 2],
        ['star', 2],
        ['tags', 2],
        ['stop', 1],
        ['resume', 1],
        ['export', 2],
        ['delete', 1],
      ],
    );
    assert.deepEqual(offered.find(({ action }) => action === 'stop')?.directories, [running.directory]);
  });

  it('forks one, and extends one that has a checkpoint', () => {
    const learned = testRow({ cells: { state: 'completed', checkpoint: 300 } });
    const offeredFor = (...rows: Parameters<typeof offeredActions>[0]) =>
      offeredActions(rows)
        .map(({ action }) => action)
        .filter((action) => action === 'fork' || action === 'extend');
    assert.deepEqual(offeredFor(learned), ['fork', 'extend']);
    assert.deepEqual(offeredFor(row('failed')), ['fork']);
    assert.deepEqual(offeredFor(learned, row('failed')), []);
    for (const state of ['live', 'ended', 'crashed']) assert.deepEqual(offeredFor(row(state)), [], state);
  });

  it('evaluates one that has learned something', () => {
    const learned = testRow({ cells: { state: 'completed', checkpoint: 300 } });
    const isOffered = (...rows: Parameters<typeof offeredActions>[0]) =>
      offeredActions(rows).some(({ action }) => action === 'evaluate');
    assert.deepEqual([isOffered(learned), isOffered(learned, learned), isOffered(row('failed'))], [true, false, false]);
  });

  it('opens a dozen at most, and shows the folder of one', () => {
    const many = Array.from({ length: 40 }, () => row('completed'));
    assert.equal(offeredActions(many)[0]?.directories.length, 12);
    assert.ok(offeredActions(many.slice(0, 1)).some(({ action }) => action === 'reveal'));
    assert.deepEqual(offeredActions([]), []);
  });
});

describe('a course drawn small', () => {
  it('goes from the first to the last, the least below, with gaps for what is no number', () => {
    assert.equal(sparklinePath({ iterations: [0, 10, 20], values: [1, 3, 2] }), 'M1.5 14.5L42.0 1.5L82.5 8.0');
    assert.equal(sparklinePath({ iterations: [0, 10, 20, 30], values: [1, null, 1, 1] }).split('M').length - 1, 2);
  });

  it('is nothing where there are not two points', () => {
    for (const values of [[], [1], [null, null]])
      assert.equal(sparklinePath({ iterations: values.map((_, at) => at), values }), '');
  });
});

describe('requests for courses', () => {
  it('are made once for each figure, and again for what was forgotten', () => {
    const requests = new CourseRequests();
    const row = testRow({ cells: { 'latest.iteration': 1 } });
    const none = new Map();
    assert.deepEqual(requests.next([row], none), [row.directory]);
    assert.deepEqual(requests.next([row], none), []);
    assert.deepEqual(requests.next([{ ...row, cells: new Map([['latest.iteration', 2]]) }], none), [row.directory]);
  });

  it('are asked for again when a run that was passed by comes back into sight and has none', () => {
    const requests = new CourseRequests();
    const [told, passed] = [testRow({}), testRow({})];
    const known = new Map([[told.directory, {}]]);
    requests.next([told, passed], new Map());
    assert.deepEqual(requests.next([], known), []);
    assert.deepEqual(requests.next([told, passed], known), [passed.directory]);
    assert.deepEqual(requests.next([told, passed], known), []);
  });
});
