// How long it takes to read an experiment file: what one waits for while typing, and the worst that a hostile file can
// do.

import { largestText } from '../../src/experiment/parseText.ts';
import { readExperiment } from '../../src/experiment/readExperiment.ts';
import type { BenchRow } from './report.ts';

/** Rows of the group `validation`; takes about a second. */
export function benchValidation(): BenchRow[] {
  const right = fileOfLines(200, '"units": 16');
  const wrong = fileOfLines(200, '"unit": 16');
  const row = (name: string, milliseconds: number, note: string): BenchRow => ({
    group: 'validation',
    name,
    value: milliseconds,
    unit: 'ms',
    note,
  });
  return [
    row('200 lines, first time', measure(right, 1), 'in a fresh process; goal below 50 ms'),
    row('200 lines, right', measure(right, 51), 'median of 51'),
    row('200 lines, an error in every layer', measure(wrong, 51), 'median of 51'),
    row(
      '256 KB of unknown keys',
      measure(`{ ${Array.from({ length: 16_000 }, (_, index) => `"key${index}": 1`).join(', ')} }`, 3),
      'median of 3',
    ),
    row('256 KB of opening brackets', measure('['.repeat(largestText), 3), 'median of 3'),
    row('256 KB of unclosed texts', measure('"a\n'.repeat(largestText / 3), 3), 'median of 3'),
  ];
}

/** An experiment file of this many lines: a stack of dense layers, one to a line. */
function fileOfLines(lines: number, units: string): string {
  const layers = Array.from(
    { length: lines - 12 },
    (_, index) => `      { "kind": "dense", ${units} }, // layer ${index}`,
  );
  return `{
  "name": "benchmark",
  "task": { "kind": "sine" },
  "model": {
    "kind": "layers",
    "layers": [
${layers.join('\n')}
    ]
  },
  "algorithm": { "metaIterations": 1000, "innerOptimizer": { "kind": "sgd" } },
  "evaluation": { "every": 100 }
}
`;
}

function measure(text: string, rounds: number): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    readExperiment(text);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
}
