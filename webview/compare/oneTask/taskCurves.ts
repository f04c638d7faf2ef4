// The adaptation curves of several runs on one and the same held-out task.

import type { Quantity } from '../../../src/experiment/quantities.ts';
import { byMerit } from '../../../src/runs/figureOfMerit.ts';
import { adaptationAxes } from '../../adaptation/axes.ts';
import { type ChartSectionView, chartSectionView } from '../../charts/chartSectionView.ts';
import type { ChartView } from '../../charts/chartView.ts';
import { toCsv } from '../../csv.ts';
import { bandLimits, quantityWords } from '../../quantityWords.ts';
import { translate } from '../../translate.ts';
import { chosenOf } from '../curves/chosenQuantity.ts';
import { curveLines, type RunCurve } from '../curves/curveLines.ts';
import { LastResult } from '../curves/lastResult.ts';
import { curvesToTable, sayLastValues } from '../curves/sayCurves.ts';
import type { CompareModel } from '../model.ts';
import { figuresOfSample } from './figuresOfSample.ts';
import type { SampledRun } from './sampledRuns.ts';

export interface TaskCurves {
  readonly section: ChartSectionView;
  readonly quantity: Quantity;
  /** Those that there are. */
  readonly offered: readonly Quantity[];
}

const made = new LastResult<object, RunCurve>();

export function taskCurves(sampled: readonly SampledRun[], { choices, looks }: CompareModel): TaskCurves {
  const measured = new Set(sampled.flatMap(({ sample }) => Object.keys(figuresOfSample(sample))));
  const offered = byMerit.filter((quantity) => measured.has(quantity));
  const quantity = chosenOf(choices.adaptationQuantity, offered);
  const chart = sampled.length === 0 ? undefined : curvesChart(sampled, quantity, choices);
  const section = chartSectionView(
    {
      name: 'oneTask',
      title: translate('Adaptation to this task'),
      chart: chart && { ...chart, legend: [] },
      emptyText: translate('No sample of it is here yet.'),
    },
    looks,
  );
  return { section, quantity, offered };
}

function curvesChart(sampled: readonly SampledRun[], quantity: Quantity, choices: CompareModel['choices']): ChartView {
  const words = quantityWords[quantity];
  const samples = new Map(sampled.map(({ run, sample }) => [run.runKey, sample]));
  const entries = sampled.map(({ run }) => ({ ...run, id: run.runKey, runs: [run], drawn: [run] }));
  const drawn = curveLines(
    entries,
    ({ runKey }) => {
      const sample = samples.get(runKey);
      const values = sample && figuresOfSample(sample)[quantity];
      if (sample === undefined || values === undefined) return undefined;
      return made.of(values, [], () => ({
        points: sample.steps.map((x, place) => ({ x, y: values[place] ?? Number.NaN })),
      }));
    },
    { interval: words.value, limits: (points) => bandLimits(quantity, choices, points) },
  );
  return {
    ...adaptationAxes(quantity, choices),
    lines: drawn.lines.map((line) => ({ ...line, markers: true })),
    bands: [],
    references: [],
    marks: [],
    legend: drawn.legend,
    caption: translate('Of this one task, on the queries that its samples hold; evaluations take the mean over many.'),
    summary: translate(
      'Adaptation to one held-out task, query {0}. {1}',
      words.name.toLowerCase(),
      sayLastValues(drawn.lines),
    ),
    csv: () => toCsv(['run', 'inner_steps', quantity], curvesToTable(drawn)),
  };
}
