// What the compare page is told in tests: generated runs that learn, several seeds of each setting.

import { amongMany, RunHistory } from '../../../src/extension/panel/runHistory.ts';
import type { CompareHostMessage, Pairing, RunBeside } from '../../../src/panel/compareMessages.ts';
import { toPairedDifference } from '../../../src/panel/compareMessages.ts';
import type { SeriesPoints } from '../../../src/panel/panelMessages.ts';
import { colourRuns, ownHues } from '../../../src/panel/runColours.ts';
import { timeTags } from '../../../src/panel/timeTags.ts';
import { FigureBatch } from '../../../src/runs/figureBatch.ts';
import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { tags } from '../../../src/runs/tags.ts';
import { type CompareModel, initialCompareModel, reduceCompare } from '../../../webview/compare/model.ts';
import { generatedFigures } from '../../support/generatedFigures.ts';
import { points, type Snapshot, snapshot, summary } from './messages.ts';

const rates = [0.001, 0.005, 0.02, 0.1] as const;

export interface GeneratedRun {
  readonly key: string;
  readonly rate: number;
  readonly seed: number;
}

/** `seeds` runs of each of the first `settings` learning rates. */
export function generatedRuns(settings: number, seeds: number): readonly GeneratedRun[] {
  return Array.from({ length: settings * seeds }, (_, index) => {
    const rate =
      (rates[Math.floor(index / seeds) % rates.length] ?? 0) * (1 + Math.floor(index / seeds / rates.length));
    return { key: `/runs/${String(index).padStart(3, '0')}`, rate, seed: index % seeds };
  });
}

const evaluations = 21;
const metaIterations = 1000;

/** How well the run does after a share of its course. */
function skill({ rate, seed }: GeneratedRun, share: number): number {
  const speed = 4 * Math.sqrt(rate / 0.02);
  const noise =
    generatedFigures(1 + seed + Math.round(1e4 * rate), evaluations + 1)[Math.round(share * evaluations)] ?? 0;
  return 0.2 + 0.7 * (1 - Math.exp(-speed * share)) - (rate > 0.05 ? 0.15 * share : 0) + 0.03 * (noise - 0.5);
}

/** @param length of the training loss's series */
export function snapshotOf(run: GeneratedRun, length = 400): Snapshot {
  const places = Array.from({ length: evaluations }, (_, index) => (index * metaIterations) / (evaluations - 1));
  const accuracies = places.map((place) => skill(run, place / metaIterations));
  const iterations = Array.from(
    { length },
    (_, index) => 1 + Math.round((index * (metaIterations - 1)) / (length - 1)),
  );
  const noise = generatedFigures(50 + run.seed, length);
  const losses = iterations.map(
    (place, index) => 1.7 - 1.5 * skill(run, place / metaIterations) + 0.4 * (noise[index] ?? 0),
  );
  const { loss, accuracy } = recordedQuantities;
  const series: SeriesPoints[] = [
    points(tags.trainingLossLast, iterations, losses),
    points(accuracy.tags.mean, places, accuracies),
    points(
      accuracy.tags.ci95,
      places,
      places.map(() => 0.02),
    ),
    points(
      loss.tags.mean,
      places,
      accuracies.map((value) => 1.6 * (1 - value)),
    ),
    points(
      loss.tags.ci95,
      places,
      places.map(() => 0.04),
    ),
    points(timeTags.wall, [0, 500, 1000], [0, 60, 150 + 10 * run.seed]),
    points(timeTags.work, [0, 500, 1000], [0, 60, 120 + 10 * run.seed]),
  ];
  const final = accuracies.at(-1) ?? 0;
  const steps = [0, 1, 2, 3, 5, 10, 20, 50];
  return snapshot({
    runKey: run.key,
    run: summary({
      id: run.key,
      name: 'Omniglot',
      state: 'completed',
      seed: run.seed,
      iteration: metaIterations,
      metaIterations,
      activeSeconds: 120 + 10 * run.seed,
      latest: { value: final, ci95: 0.02, iteration: metaIterations },
      best: {
        value: Math.max(...accuracies),
        ci95: 0.019,
        iteration: places[accuracies.indexOf(Math.max(...accuracies))] ?? 0,
      },
    }),
    series,
    curves: [
      {
        iteration: metaIterations,
        steps,
        measured: {
          accuracy: {
            means: steps.map((step) => 0.2 + (final - 0.2) * (1 - Math.exp(-step / 4))),
            ci95s: steps.map(() => 0.02),
          },
          loss: { means: steps.map((step) => 1.6 - final * (1 - Math.exp(-step / 4))), ci95s: steps.map(() => 0.04) },
        },
      },
    ],
  });
}

export function besideOf(runs: readonly GeneratedRun[]): Extract<CompareHostMessage, { kind: 'runsBeside' }> {
  const hues = ownHues(runs.map(({ key }) => ({ key, name: key })));
  const colours = colourRuns(runs.map(({ key }) => ({ key, own: hues.get(key) ?? 'blue' })));
  const groups = new Map([...new Set(runs.map(({ rate }) => rate))].map((rate, index) => [rate, index]));
  const row = (place: string, title: string, read: (run: GeneratedRun) => number | string) => {
    const values = runs.map(read);
    return { place, title, values, differs: new Set(values).size > 1 };
  };
  return {
    kind: 'runsBeside',
    runs: runs.map(
      ({ key, rate, seed }): RunBeside => ({
        runKey: key,
        label: `lr ${rate} · seed ${seed}`,
        title: `Omniglot · lr ${rate} · seed ${seed}`,
        colour: colours.get(key) ?? { hue: 'blue', dash: 'solid' },
        group: groups.get(rate) ?? 0,
        seed,
        isExperimentKnown: true,
        tasksPerIteration: 5,
        innerStepsPerTask: 8,
      }),
    ),
    parameters: [
      row('algorithm.innerOptimizer.learningRate', 'lr', ({ rate }) => rate),
      row('task.ways', 'ways', () => 5),
      row('model.kind', 'model', () => 'convnet'),
      row('seed', 'seed', ({ seed }) => seed),
    ],
    leftOut: 0,
  };
}

/** The first run of each setting beside the first of all; the last run is not measured. */
export function pairingOf(runs: readonly GeneratedRun[]): Pairing {
  const measured = runs.slice(0, -1);
  const [reference] = measured;
  const last = runs.at(-1);
  return {
    choices: [
      { shots: 1, transductive: false, seed: 0, firstTask: 100, tasks: 1000, runs: measured.length },
      { shots: 5, transductive: true, seed: 0, firstTask: 100, tasks: 1000, runs: 2 },
    ],
    chosen: 0,
    paired:
      reference === undefined || measured.length < 2
        ? null
        : {
            quantity: 'accuracy',
            tasks: 1000,
            reference: reference.key,
            comparisons: measured.length - 1,
            baselines: [],
            rows: measured.map((run, place) => {
              const mean = skill(run, 1) - skill(reference, 1);
              return {
                runKey: run.key,
                iteration: 1000,
                after: { mean: skill(run, 1), ci95: 0.006 },
                difference:
                  place === 0
                    ? null
                    : toPairedDifference({
                        mean,
                        ci95: 0.005,
                        tasks: 1000,
                        standardDeviation: 0.08,
                        above: 500,
                        equal: 100,
                        below: 400,
                        p: Math.abs(mean) > 0.01 ? 1e-5 : 0.2,
                        pHolm: Math.abs(mean) > 0.01 ? 1e-4 : 0.6,
                      }),
              };
            }),
          },
    unpaired: last === undefined ? [] : [{ runKey: last.key, why: { code: 'notMeasured' } }],
  };
}

/** The page as it is when it was told of these runs. */
export function compareModel(runs: readonly GeneratedRun[]): CompareModel {
  const told = reduceCompare(initialCompareModel(), besideOf(runs));
  return runs.reduce((model, run) => reduceCompare(model, snapshotOf(run)), told);
}

/** Of a run of 100,000 meta-iterations, thinned as the host thins it. */
export function longSnapshotOf(run: GeneratedRun): Snapshot {
  const history = new RunHistory(amongMany);
  const length = 100_000;
  const noise = generatedFigures(50 + run.seed, length);
  const course = ({ rate }: GeneratedRun, share: number) => 1.5 * (1 - Math.exp(-4 * Math.sqrt(rate / 0.02) * share));
  const figures = new FigureBatch();
  for (let index = 0; index < length; index++)
    figures.add(
      tags.trainingLossLast,
      index + 1,
      1.7 - course(run, index / length) + 0.4 * (noise[index] ?? 0),
      index / 50,
    );
  history.add(figures);
  const short = snapshotOf(run);
  const scaled = short.series
    .filter(({ tag }) => tag.startsWith('eval/'))
    .map((points) => ({ ...points, iterations: points.iterations.map((iteration) => 100 * iteration) }));
  return { ...short, series: [...history.takeAll().series, ...scaled] };
}
