// Lines that are selected with mouse and keyboard.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../../support/seededProperties.ts';
import { type Gesture, nothingSelected, type Selection, select } from '../../../../webview/table/selection.ts';

const keys = ['a', 'b', 'c', 'd', 'e'];

function after(...gestures: readonly Gesture[]): Selection {
  return gestures.reduce((selection, gesture) => select(selection, gesture, keys), nothingSelected);
}

const point = (key: string, holding: 'nothing' | 'ctrl' | 'shift' = 'nothing'): Gesture => ({
  kind: 'point',
  key,
  holding,
});
const move = (by: number, holding: 'nothing' | 'ctrl' | 'shift' = 'nothing'): Gesture => ({
  kind: 'move',
  by,
  holding,
});
const selectedBy = (...gestures: readonly Gesture[]) => [...after(...gestures).selected].sort().join('');

describe('the selection of lines', () => {
  it('is the line that was pressed, and with Ctrl one more or one less', () => {
    assert.equal(selectedBy(point('b'), point('d')), 'd');
    assert.equal(selectedBy(point('b'), point('d', 'ctrl')), 'bd');
    assert.equal(selectedBy(point('b'), point('d', 'ctrl'), point('b', 'ctrl')), 'd');
  });

  it('reaches with Shift from where it began, however often it is changed', () => {
    assert.equal(selectedBy(point('b'), point('d', 'shift')), 'bcd');
    assert.equal(selectedBy(point('b'), point('d', 'shift'), point('a', 'shift')), 'ab');
  });

  it('follows the keyboard, grows with Shift, and stays with Ctrl until Space is pressed', () => {
    assert.equal(selectedBy(move(1)), 'a');
    assert.equal(selectedBy(point('b'), move(1)), 'c');
    assert.equal(selectedBy(point('b'), move(1, 'shift'), move(1, 'shift')), 'bcd');
    assert.equal(selectedBy(point('b'), move(1, 'ctrl'), move(1, 'ctrl')), 'b');
    assert.equal(selectedBy(point('b'), move(1, 'ctrl'), move(1, 'ctrl'), { kind: 'toggle' }), 'bd');
  });

  it('stops at either end, begins at the one that a key comes from, and is all or nothing when asked', () => {
    assert.equal(selectedBy(move(-1)), 'e');
    assert.equal(selectedBy(move(1), move(-5)), 'a');
    assert.equal(selectedBy({ kind: 'moveToEnd', end: 'last', holding: 'nothing' }, move(3)), 'e');
    assert.equal(selectedBy(point('b'), { kind: 'moveToEnd', end: 'last', holding: 'shift' }), 'bcde');
    assert.equal(selectedBy({ kind: 'all' }), 'abcde');
    assert.equal(selectedBy({ kind: 'all' }, { kind: 'none' }), '');
  });

  it('begins anew where the line that the keyboard was at is gone', () => {
    const gone: Selection = { selected: new Set(['gone']), active: 'gone', anchor: 'gone' };
    assert.deepEqual(select(gone, move(1), keys), { selected: new Set(['a']), active: 'a', anchor: 'a' });
    assert.deepEqual([...select(gone, point('c', 'shift'), keys).selected], ['a', 'b', 'c']);
  });

  it('never holds what is not there, whatever is pressed', () => {
    const holding = fc.constantFrom('nothing', 'ctrl', 'shift');
    const gesture: fc.Arbitrary<Gesture> = fc.oneof(
      fc.record({ kind: fc.constant('point'), key: fc.constantFrom(...keys), holding }),
      fc.record({ kind: fc.constant('move'), by: fc.integer({ min: -7, max: 7 }), holding }),
      fc.record({ kind: fc.constant('moveToEnd'), end: fc.constantFrom('first', 'last'), holding }),
      fc.constantFrom<Gesture[]>({ kind: 'toggle' }, { kind: 'all' }, { kind: 'none' }),
    );
    fc.assert(
      fc.property(fc.array(gesture), (gestures) => {
        const { selected, active } = after(...gestures);
        assert.ok([...selected].every((key) => keys.includes(key)));
        assert.ok(active === null || keys.includes(active));
      }),
    );
  });
});
