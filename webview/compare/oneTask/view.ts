// One held-out task side by side: what each run makes of it step by step, as curves and as samples.

import type { AdaptationSample } from '../../../src/meta/executor.ts';
import { mostSamples, type RunBeside } from '../../../src/panel/compareMessages.ts';
import type { RunKey } from '../../../src/panel/panelMessages.ts';
import type { DrawnColour } from '../../../src/panel/runColours.ts';
import { formatCount } from '../../../src/words/formatFigures.ts';
import { type ChartSectionView, chartSectionView } from '../../charts/chartSectionView.ts';
import type { ChartView } from '../../charts/chartView.ts';
import { sideBySideCharts } from '../../looks.ts';
import { curveFitView } from '../../sample/curveFitView.ts';
import { drawnSample, type SampleContent, type StepSliderView, stepSliderView } from '../../sample/view.ts';
import { countOf, translate } from '../../translate.ts';
import { LastResult } from '../curves/lastResult.ts';
import type { CompareModel } from '../model.ts';
import { type ComparedTask, chosenTask, comparedTasks, runsSideBySide } from './comparedTasks.ts';
import { type SampledRun, sampledRuns } from './sampledRuns.ts';
import { type TaskCurves, taskCurves } from './taskCurves.ts';

export interface OneTaskView {
  readonly choices: readonly { readonly value: RunKey; readonly text: string }[];
  readonly chosen: RunKey;
  readonly curves: TaskCurves;
  /** Hidden where all samples are charts, which show every step at once. */
  readonly slider: StepSliderView;
  readonly columns: readonly ColumnView[];
  readonly unshown: readonly { readonly labels: string; readonly why: string }[];
  readonly caption: string;
}

export interface ColumnView {
  readonly runKey: RunKey;
  readonly label: string;
  readonly colour: DrawnColour;
  readonly shown:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'chart'; readonly notes: readonly string[]; readonly section: ChartSectionView }
    | {
        readonly kind: 'drawn';
        readonly notes: readonly string[];
        readonly content: SampleContent;
        readonly caption: string;
      };
}

/** Undefined where no run has a held-out task. */
export function oneTaskView(model: CompareModel): OneTaskView | undefined {
  const tasks = comparedTasks(model);
  const task = chosenTask(tasks, model);
  if (task === undefined) return undefined;
  const beside = runsSideBySide(task, model);
  const { sampled, apart } = sampledRuns(beside, model.samples);
  const steps = [...new Set(sampled.flatMap(({ sample }) => sample.steps))].sort((a, b) => a - b);
  const slider = stepSliderView(
    sampled.every(({ sample }) => sample.task.kind === 'curve') ? [] : steps,
    model.looks.moment,
  );
  const waiting = beside.filter(({ runKey }) => !model.samples.has(runKey));
  return {
    choices: tasks.map((one) => ({ value: one.id, text: nameTask(one) })),
    chosen: task.id,
    curves: taskCurves(sampled, model),
    slider,
    columns: [
      ...columnsOf(sampled, model, steps[slider.moment]),
      ...waiting.map(({ runKey, label, colour }) => ({ runKey, label, colour, shown: { kind: 'waiting' } as const })),
    ],
    unshown: [
      ...apart.map(({ run, why }) => ({ labels: labelsOf([run]), why })),
      ...tasks.filter((one) => one !== task).map((one) => sayOther(one, task)),
    ],
    caption: captionOf(task, beside, model),
  };
}

/** `seed 1, ways 5 (4 runs)` */
function nameTask({ settings, runs, isKnown }: ComparedTask): string {
  const named = settings.filter(({ value }) => isKnown || value !== null);
  const said = named.map(({ title, value }) => `${title} ${value ?? translate('not set')}`).join(', ');
  return said === '' ? countOf('runs', runs.length) : `${said} (${countOf('runs', runs.length)})`;
}

function sayOther({ runs, settings, isKnown }: ComparedTask, shown: ComparedTask): OneTaskView['unshown'][number] {
  const differences = settings.flatMap(({ title, value }, place) => {
    const other = shown.settings[place]?.value ?? null;
    const said = (fact: typeof value) => (fact === null ? translate('not set') : String(fact));
    const isUnknown = (value === null && !isKnown) || (other === null && !shown.isKnown);
    return isUnknown || value === other ? [] : [translate('{0} is {1} and not {2}', title, said(value), said(other))];
  });
  return {
    labels: labelsOf(runs),
    why:
      differences.length === 0
        ? translate('nobody knows whether the held-out task is the same: an experiment is not read yet, or cannot be.')
        : translate('measured on another held-out task: {0}.', differences.join('; ')),
  };
}

function labelsOf(runs: readonly RunBeside[]): string {
  return runs.map(({ label }) => `“${label}”`).join(', ');
}

const fits = new LastResult<AdaptationSample, ChartView>();

function columnsOf(
  sampled: readonly SampledRun[],
  { looks }: CompareModel,
  step: number | undefined,
): readonly ColumnView[] {
  const charts = sampled.map(({ sample }) => {
    const { task } = sample;
    return task.kind === 'curve' ? fits.of(sample, [], () => curveFitView(sample, task)) : undefined;
  });
  const reach = reachOf(charts.flatMap((chart) => chart ?? []));
  return sampled.flatMap(({ run, iteration, sample, notice }, place): ColumnView[] => {
    const { runKey, label, colour } = run;
    const notes = [translate('meta-iteration {0}', formatCount(iteration)), notice].filter((note) => note !== '');
    const { task } = sample;
    const [name, first] = [sideBySideCharts[place], sideBySideCharts[0]];
    const chart = charts[place];
    if (task.kind !== 'curve') {
      const drawn = drawnSample(sample, task, { moment: positionOf(sample.steps, step) }, looks);
      return [{ runKey, label, colour, shown: { kind: 'drawn', notes, ...drawn } }];
    }
    if (name === undefined || chart === undefined) return [];
    // Lines that are hidden in one are hidden in all: there is one legend.
    const shared = { ...looks, lines: { ...looks.lines, [name]: looks.lines[first] ?? {} } };
    const shown = { ...chart, y: { ...chart.y, ...(reach && { reach }) } };
    const section = chartSectionView({ name, title: label, chart: shown, emptyText: '' }, shared);
    return [{ runKey, label, colour, shown: { kind: 'chart', notes, section } }];
  });
}

/** The last position that is no later than `step`; where none is chosen the last of all. */
function positionOf(steps: readonly number[], step: number | undefined): number {
  const last = steps.length - 1;
  return step === undefined
    ? last
    : Math.max(
        0,
        steps.findLastIndex((one) => one <= step),
      );
}

function reachOf(charts: readonly ChartView[]): { readonly low: number; readonly high: number } | undefined {
  const values = charts.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(({ y }) => y)));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : undefined;
}

function captionOf({ runs }: ComparedTask, beside: readonly RunBeside[], { hidden }: CompareModel): string {
  const drawn = runs.filter(({ runKey }) => !hidden.has(runKey)).length;
  const which =
    drawn > beside.length
      ? translate(
          'The first {0} of {1} that have this task: hide runs in the legend to see others.',
          formatCount(mostSamples),
          countOf('runs', drawn),
        )
      : '';
  const what = translate(
    'The first held-out task of a run’s evaluations, of which it stores a sample each time: the same support set, and what each run’s newest initialization makes of it.',
  );
  return [what, which].filter((sentence) => sentence !== '').join(' ');
}
