// A comparison of runs as a person reads it, and as JSON output describes it.

import type { ComparedRun, Comparison } from '../evaluation/compareRuns.ts';
import { partHeldOut } from '../experiment/heldOutTasks.ts';
import type { BaselineBeside } from '../runs/pairs/compareFigures.ts';
import { describeChanges } from '../tasks/split/describeChanges.ts';
import { nameBaseline } from '../words/describeBaselines.ts';
import { formatCount } from '../words/formatFigures.ts';
import { formatMeasuredDifference } from '../words/terminalQuantities.ts';
import { untranslated } from '../words/translate.ts';
import { nameProtocol } from './evaluationRows.ts';
import { formatMean, intervalMeaning } from './evaluationText.ts';
import { formatFacts, formatTable } from './formatTable.ts';
import { shownLabel } from './runLabels.ts';
import type { Symbols } from './symbols.ts';
import { printable } from './terminal.ts';

export function describeComparison({ quantity, protocol, tasks, reference, runs, ...rest }: Comparison): object {
  const { against, comparisons, baselines } = rest;
  const { seed, firstTask, shots, transductive } = protocol;
  return {
    quantity,
    tasks,
    askedTasks: protocol.tasks,
    seed,
    firstTask,
    evaluateOn: partHeldOut(protocol),
    shots,
    transductive,
    reference: runs[reference]?.directory ?? null,
    against,
    comparisons,
    runs: runs.map(({ directory, after, difference = null, ...facts }) => ({
      run: directory,
      ...facts,
      mean: after.mean,
      ci95: after.ci95,
      difference,
    })),
    baselines: baselines.map(({ name, after: { mean, ci95 }, difference }) => ({ name, mean, ci95, difference })),
  };
}

/**
 * A row for each run and each baseline: its figure, and on how many tasks it does better or worse than the reference,
 * and by how much.
 */
export function formatComparison(
  comparison: Comparison,
  symbols: Symbols,
  paintHead: (line: string) => string,
): string {
  const { quantity, against, comparisons, runs, baselines } = comparison;
  const columns = [
    { title: 'run', alignment: 'left' },
    { title: 'meta-iterations', alignment: 'right' },
    { title: `${quantity} after adaptation`, alignment: 'right' },
    { title: `difference from the ${against}`, alignment: 'right' },
    { title: comparisons > 1 ? 'p (Holm)' : 'p', alignment: 'right' },
    { title: 'tasks above, equal, below', alignment: 'right' },
  ] as const;
  const figures = ({ after, difference }: Pick<ComparedRun | BaselineBeside, 'after' | 'difference'>) => [
    formatMean(quantity, after, symbols),
    difference === undefined
      ? ''
      : formatMeasuredDifference(quantity, { value: difference.mean, ci95: difference.ci95 }, symbols),
    difference === undefined ? '' : formatP(difference.pHolm),
    difference === undefined ? '' : [difference.above, difference.equal, difference.below].map(formatCount).join(', '),
  ];
  const rows = [
    ...runs.map((run) => [shownTitle(run, symbols), formatCount(run.iteration), ...figures(run)]),
    ...baselines.map((baseline) => [nameBaseline(baseline.name, untranslated), '', ...figures(baseline)]),
  ];
  return formatTable(columns, rows, paintHead);
}

export function explainComparison(comparison: Comparison, symbols: Symbols): string {
  const { protocol, tasks, runs, baselines } = comparison;
  const partial = tasks < protocol.tasks ? ` of ${formatCount(protocol.tasks)}, ended early: a partial result` : '';
  const which = `${formatCount(tasks)}${partial}, the same for all runs, from number ${formatCount(protocol.firstTask)} of seed ${protocol.seed}`;
  return formatFacts([
    ['tasks', `${which}; ${nameProtocol(protocol)}`],
    ['adaptation', describeAdaptations(runs)],
    [symbols.plusMinus, `${intervalMeaning(tasks)}`],
    [
      'difference',
      'mean of the difference on each task, with its 95 % interval: paired, so tasks that are hard for all cancel out',
    ],
    ['p', explainP(comparison)],
    ...(baselines.length === 0 ? [] : [['baselines', explainBaselines] satisfies [string, string]]),
    ...runs.flatMap((run): [string, string][] =>
      run.beginsWith === null ? [] : [['begins with', `${printable(run.beginsWith)}: ${shownTitle(run, symbols)}`]],
    ),
    ...changedRuns(runs, symbols),
    [
      'source',
      runs
        .map((run) => `${shownTitle(run, symbols)} ${run.source === 'stored' ? 'as stored' : 'measured now'}`)
        .join(', '),
    ],
  ]);
}

function changedRuns(runs: readonly ComparedRun[], symbols: Symbols): [string, string][] {
  return runs.flatMap(({ changes, ...run }): [string, string][] =>
    changes === null
      ? []
      : [
          [
            'data',
            `of ${shownTitle(run, symbols)}: changed, as accepted (${printable(describeChanges(changes, untranslated))})`,
          ],
        ],
  );
}

function shownTitle({ name, label }: Pick<ComparedRun, 'name' | 'label'>, symbols: Symbols): string {
  return label === '' ? printable(name) : `${printable(name)} ${symbols.separator} ${shownLabel(label, symbols)}`;
}

function describeAdaptations(runs: readonly ComparedRun[]): string {
  const all = runs.map(
    ({ innerSteps, innerBatch }) => `${formatCount(innerSteps)} inner steps on batches of ${formatCount(innerBatch)}`,
  );
  const [first = ''] = all;
  return all.every((one) => one === first) ? first : `each run's own: ${all.join('; ')}`;
}

function formatP(p: number): string {
  if (Number.isNaN(p)) return '?';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

const explainBaselines = 'classical methods that learn each of the same tasks from its support set alone';

function explainP({ comparisons, against, runs, baselines }: Comparison): string {
  const single =
    'of the paired t-test, larger where the differences are skewed, as the interval is wider: how likely so large a mean difference is where there is none';
  if (comparisons < 2) return single;
  const isOfEveryPair = comparisons > runs.length - 1 + baselines.length;
  const why = isOfEveryPair ? `, which are all pairs, since the ${against} was chosen by these figures` : '';
  return (
    `${single}, corrected by Holm for ${comparisons} comparisons${why}: whoever claims all differences with p up to 0.05 makes a false claim ` +
    'in 5 % of cases at most, more often only where the differences of few tasks lie very unevenly. Each interval stands for itself'
  );
}
