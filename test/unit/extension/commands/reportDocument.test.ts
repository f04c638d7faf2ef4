// The document of an evaluation or a comparison: whatever the command line says against a figure stands in it.

import assert from 'node:assert/strict';
import { reportDocument } from '../../../../src/extension/commands/reportDocument.ts';
import { parseReportLines } from '../../../../src/extension/commands/reportLines.ts';

const protocol = { tasks: 50, askedTasks: 50, firstTask: 20, seed: 1, evaluateOn: null, shots: 1, transductive: false };
const adaptation = { innerSteps: 5, innerBatch: 5 };
const distribution = { mean: 0.5, ci95: 0.1, standardDeviation: 0.1, median: 0.5, quantile05: 0.3, quantile95: 0.7 };
const evaluation = {
  run: '/runs/b',
  iteration: 300,
  parameters: 'trained',
  ...protocol,
  ...adaptation,
  accuracy: 0.5,
  accuracyCi95: 0.1,
  loss: 1,
  lossCi95: 0.1,
  before: { accuracy: 0.2, accuracyCi95: 0.1, loss: 2, lossCi95: 0.1 },
  spread: { quantity: 'accuracy', before: distribution, after: distribution },
  worst: [{ task: 21, value: 0.2 }],
  published: [],
  publishedOtherwise: [],
  baselines: null,
  divergedTasks: 0,
  beginsWith: null,
  warnings: [],
  apart: null,
  data: { changes: null },
  engineVariant: 'fused simd 4x8',
  seconds: 1,
};
const compared = { ...adaptation, iteration: 300, source: 'stored', changes: null, beginsWith: null, warnings: [] };
const comparison = {
  quantity: 'loss',
  ...protocol,
  reference: '/runs/a',
  runs: [
    { run: '/runs/a', name: 'a', label: '', ...compared, mean: 1, ci95: 0.1, difference: null },
    { run: '/runs/b', name: 'b', label: '', ...compared, mean: 1, ci95: 0.1, difference: null },
  ],
  baselines: [],
};

const linesOf = (line: object): string[] =>
  reportDocument('Report', parseReportLines(JSON.stringify(line)), () => undefined)
    .replaceAll('\\', '')
    .replaceAll('\u00a0', ' ')
    .split('\n');

/** What the document says of a line that it does not say of the plain one. */
function added(plain: object, changed: object): string[] {
  const before = new Set(linesOf(plain));
  return linesOf(changed).filter((line) => !before.has(line));
}

const seen = '4 of the 9 held-out classes are training classes of the run that this one begins with (c1, c2, …).';

describe('the document of an evaluation', () => {
  const says = (changes: object) => added(evaluation, { ...evaluation, ...changes });

  it('says with what the run begins, and what a person should know of its figures', () => {
    assert.deepEqual(says({ beginsWith: 'a@3000', warnings: [seen] }), [
      '- The run begins with a@3000, in the place of random parameters',
      `- ${seen}`,
    ]);
  });

  it('says which parameters were measured', () => {
    const head = (changes: object) => says(changes).find((line) => line.startsWith('| Held-out'));
    assert.match(head({ parameters: 'beginning', iteration: 0 }) ?? '', /^\| Held-out tasks, with what the run begins/);
    assert.match(head({ parameters: 'random', iteration: 0 }) ?? '', /^\| Held-out tasks, with random parameters/);
  });

  it('has a figure that is no number, and says on how many tasks the adaptation diverged', () => {
    const none = { accuracy: null, accuracyCi95: null, loss: null, lossCi95: null };
    const spread = { ...evaluation.spread, after: { ...distribution, mean: null, median: null } };
    const lines = says({ ...none, divergedTasks: 3, spread });
    assert.ok(lines.includes('| Accuracy | 20.0 ± 10.0 % | not a number |'), lines.join('\n'));
    assert.ok(lines.includes('| Loss | 2.00 ± 0.10 | not a number |'), lines.join('\n'));
    const diverged = 'Diverged: the figures of 3 of 50 tasks after adaptation are no numbers, nor is the mean over all';
    assert.ok(lines.includes(`- ${diverged}`), lines.join('\n'));
  });

  it('says all else that is said against a figure', () => {
    const changes = { came: { count: 1, names: ['cat'] }, went: { count: 0, names: [] } };
    assert.match(says({ askedTasks: 500 }).join('\n'), /50 of 500, ended early/);
    assert.match(
      says({ apart: 'chosenByItsTasks' }).join('\n'),
      /- Chosen: .* on these very tasks.*not to be set beside/,
    );
    const other = { figure: 'accuracy', value: 0.9539, source: 'A paper', differs: ['task.ways: 5'] };
    assert.match(
      says({ publishedOtherwise: [other] }).join('\n'),
      /- Published 95\.39\s% \(A paper\), not set beside it: that is for task\.ways: 5/,
    );
    assert.match(
      says({ apart: 'acceptedChanges', data: { changes: { ...changes, changed: changes.went } } }).join('\n'),
      /measured on changed data.*cat.*not to be set beside other figures/,
    );
  });
});

describe('the document of a comparison', () => {
  it('says of each run with what it begins, and what a person should know of its figures', () => {
    const [first, second] = comparison.runs;
    const begun = { ...second, beginsWith: 'a@3000', warnings: [seen] };
    assert.deepEqual(added(comparison, { ...comparison, runs: [first, begun] }), [
      '- b begins with a@3000, in the place of random parameters',
      `- b: ${seen}`,
    ]);
  });
});
