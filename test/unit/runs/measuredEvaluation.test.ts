import assert from 'node:assert/strict';
import { measuredIn } from '../../../src/runs/measuredEvaluation.ts';
import { testEvaluation } from '../../support/testEvaluation.ts';

describe('what tables keep of a stored evaluation', () => {
  it('is small, whatever the file holds', () => {
    const stored = testEvaluation(`2026-11-21T10:00:00Z${' '.repeat(100_000)}`);
    const many = Array.from({ length: 10_000 }, (_, number) => `a word that nobody asked for ${number}`);
    const task = { ...stored.protocol.task, grouping: { classes: many.join(), ...many }, settings: many };
    const figures = stored.report.figures.map((figure) => ({
      ...figure,
      curve: Array.from({ length: 10_000 }, () => ({ mean: 0.5, ci95: 0.1 })),
    }));
    const measured = measuredIn({
      ...stored,
      protocol: { ...stored.protocol, task },
      report: { ...stored.report, figures },
    });
    assert.ok(JSON.stringify(measured).length < 1000);
    assert.deepEqual(
      measured.figures.map(({ quantity }) => quantity),
      ['accuracy', 'loss'],
    );
  });

  it('names its data: a public set, the end of an own one’s path, or the kind of tasks, never the same for two', () => {
    const stored = testEvaluation('2026-11-21T10:00:00Z');
    const nameOf = (task: Record<string, unknown>) =>
      measuredIn({ ...stored, protocol: { ...stored.protocol, task } }).protocol.dataName;
    assert.equal(
      nameOf({ kind: 'images', dataset: { source: 'miniImageNet', path: '/x' } }).slice(0, 13),
      'miniimagenet-',
    );
    assert.equal(nameOf({ kind: 'images', dataset: { source: 'omniglot' } }), 'omniglot');
    assert.equal(
      nameOf({ kind: 'images', dataset: { source: 'folder', path: '/data/birds/images/' } }),
      'birds-images',
    );
    assert.equal(nameOf({ kind: 'sine' }), 'sine');
    const places = ['a/b', 'a/B', 'a/b ', 'a/b,', '\u202ea/b', `${'long'.repeat(50)}1`, `${'long'.repeat(50)}2`];
    const names = places.map((path) => nameOf({ kind: 'module', path }));
    assert.equal(new Set(names).size, places.length);
    for (const name of names) assert.match(name, /^[\p{L}\p{N}-]{1,40}$/u);
    assert.equal(nameOf({ kind: 1, dataset: 'x' }), 'unknown');
  });
});
