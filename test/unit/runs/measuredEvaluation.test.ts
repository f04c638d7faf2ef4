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
});
