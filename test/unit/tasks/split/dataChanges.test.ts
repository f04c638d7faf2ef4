// What came, went or changed between two looks at the same data, in bounded words.

import assert from 'node:assert/strict';
import { untranslated } from '../../../../src/base/translate.ts';
import {
  breaksSplit,
  ChangedDataError,
  compareSplits,
  mostNamedChanges,
  noteNewcomers,
} from '../../../../src/tasks/split/dataChanges.ts';
import { type ClassContent, type ClassSplit, digestsOf, nameInSplit } from '../../../../src/tasks/split/dataSplit.ts';
import { describeChanges } from '../../../../src/tasks/split/describeChanges.ts';
import { describeKept, takeKept } from '../../../../src/tasks/split/keptClasses.ts';

const content = (name: string, samples = 4, digest = name.padEnd(32, '0')): ClassContent => ({ name, samples, digest });

function split(training: readonly ClassContent[], heldOut: readonly ClassContent[], passedOver: string[] = []) {
  const heldOutDescription = { code: 'classes', noun: 'classes', count: heldOut.length } as const;
  return { kind: 'classes', heldOutDescription, training, heldOut, episodes: null, passedOver } satisfies ClassSplit;
}

describe('changes of data', () => {
  const kept = split([content('a'), content('b')], [content('c')], ['tiny']);

  it('are none where every class is there with what it held', () => {
    const changes = compareSplits(kept, kept, ['a', 'b', 'c', 'tiny']);
    assert.deepEqual(
      [breaksSplit(changes), describeChanges(changes, untranslated), noteNewcomers(changes)],
      [false, '', undefined],
    );
  });

  it('are named by kind, and only a class that came breaks nothing', () => {
    const now = split([content('a', 5)], [content('c', 4, 'f'.repeat(32))]);
    const changes = compareSplits(kept, now, ['a', 'c', 'new', 'tiny']);
    assert.equal(
      describeChanges(changes, untranslated),
      'gone: "b"; changed: "a" (5 samples instead of 4), "c" (other content); new: "new"',
    );
    assert.equal(breaksSplit(changes), true);
    const came = compareSplits(kept, kept, ['a', 'b', 'c', 'tiny', 'new', 'newer']);
    assert.equal(breaksSplit(came), false);
    assert.match(
      noteNewcomers(came) ?? '',
      /have 2 classes that the run did not begin with: "new", "newer"\. They take no/,
    );
  });

  it('tell of a class that is there with too few samples to take part', () => {
    const changes = compareSplits(kept, split([content('a')], [content('c')]), ['a', 'b', 'c']);
    assert.equal(describeChanges(changes, untranslated), 'changed: "b" (fewer samples than a task takes)');
  });

  it('are told in a few names, of which none is long or forges anything', () => {
    const names = Array.from({ length: 1000 }, (_, number) => `${number}\n\u202e${'x'.repeat(200)}`);
    const changes = compareSplits(
      split(
        names.map((name) => content(name)),
        [content('c')],
      ),
      split([], []),
      [],
    );
    const { message } = new ChangedDataError('classes', changes);
    assert.equal(changes.went.names.length, mostNamedChanges);
    assert.match(message, /and 991 others/);
    assert.ok(message.length < 1500, `${message.length}`);
    assert.doesNotMatch(message, /[\n\u202e]/);
  });

  it('of a list of episodes count as a change of the data, and are named', () => {
    const drawn = split([content('a')], [content('b')]);
    const listed = { ...drawn, episodes: '1'.repeat(32) };
    assert.equal(breaksSplit(compareSplits(listed, listed, ['a', 'b'])), false);
    for (const other of [drawn, { ...drawn, episodes: '2'.repeat(32) }]) {
      const changes = compareSplits(listed, other, ['a', 'b']);
      assert.deepEqual(changes.changed, { count: 1, names: [{ the: 'episodes' }] });
      assert.match(new ChangedDataError('classes', changes).message, /changed: the list of episodes/);
      assert.notDeepEqual(digestsOf(listed), digestsOf(other));
    }
  });

  it('of a module are those of its source', () => {
    const was = { kind: 'module', digest: 'a'.repeat(32) } as const;
    assert.equal(breaksSplit(compareSplits(was, was, [])), false);
    const changes = compareSplits(was, { kind: 'module', digest: null }, []);
    assert.equal(breaksSplit(changes), true);
    assert.match(
      new ChangedDataError('module', changes).message,
      /^The module .* another source .*--accept-changed-data/,
    );
  });
});

describe('the digests of a split', () => {
  it('differ with sides, order, number and content, and say of the held-out side what it holds alone', () => {
    const one = split([content('a'), content('b')], [content('c')]);
    const others = [
      split([content('b'), content('a')], [content('c')]),
      split([content('a')], [content('c')]),
      split([content('a'), content('b', 5)], [content('c')]),
      split([content('a'), content('b', 4, '1'.repeat(32))], [content('c')]),
    ];
    for (const other of others) {
      assert.notEqual(digestsOf(other)?.whole, digestsOf(one)?.whole);
      assert.equal(digestsOf(other)?.heldOut, digestsOf(one)?.heldOut);
    }
    assert.notEqual(digestsOf(split([content('a'), content('b')], [content('d')]))?.heldOut, digestsOf(one)?.heldOut);
    assert.equal(digestsOf({ kind: 'none' }), null);
  });

  it('do not depend on classes that take no part', () => {
    assert.deepEqual(digestsOf(split([content('a')], [], ['x'])), digestsOf(split([content('a')], [], ['y', 'z'])));
  });
});

describe('kept classes', () => {
  it('are taken from whatever classes there are, on their sides and in their order', () => {
    const classes = ['new', 'c', 'b', 'a'].map((name) => ({ name }));
    const { training, heldOut } = takeKept(classes, { training: ['b', 'gone', 'a'], heldOut: ['c'] });
    assert.deepEqual([training.map(({ name }) => name), heldOut.map(({ name }) => name)], [['b', 'a'], ['c']]);
  });

  it('are known by names of any length, of which a split keeps a short one', () => {
    const long = (end: string) => `${'n'.repeat(1000)}${end}`;
    const classes = [long('a'), long('b')].map((name) => ({ name }));
    const short = nameInSplit(long('b'));
    assert.ok(short.length <= 400 && short !== nameInSplit(long('a')));
    assert.deepEqual(takeKept(classes, { training: [short], heldOut: [] }).training, [{ name: long('b') }]);
    assert.equal(nameInSplit('short'), 'short');
  });

  it('are described as they were, in the number that is left', () => {
    const sides = { training: [], heldOut: [], acceptsChanges: true };
    const speakers = { code: 'speakers', speakers: { count: 1, names: ['ann'] } } as const;
    assert.deepEqual(describeKept({ ...sides, heldOutDescription: speakers }, 3), speakers);
    const words = { code: 'classes', noun: 'words', count: 5 } as const;
    assert.deepEqual(describeKept({ ...sides, heldOutDescription: words }, 3), { ...words, count: 3 });
  });
});
