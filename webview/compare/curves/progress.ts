// How far a run has come, as the x axis of its curves: meta-iterations, or what they stand for.

import type { ProgressAxis, RunBeside } from '../../../src/panel/compareMessages.ts';
import { interpolateBetween } from '../../../src/panel/foldCurves.ts';
import type { SeriesPoints } from '../../../src/panel/panelMessages.ts';
import { timeTags } from '../../../src/panel/timeTags.ts';
import { formatCount, formatDuration, formatTick } from '../../../src/words/formatFigures.ts';
import type { ChartView } from '../../charts/chartView.ts';
import type { LiveRun } from '../../model.ts';
import { translate } from '../../translate.ts';

export function axisNames(): Readonly<Record<ProgressAxis, string>> {
  return {
    metaIteration: translate('Meta-iterations'),
    tasks: translate('Tasks seen'),
    innerSteps: translate('Inner steps'),
    workTime: translate('Time at work'),
    wallTime: translate('Wall time'),
  };
}

/** From a meta-iteration to the place on the axis; not a number where that is not known. */
export type Progress = (iteration: number) => number;

/** Undefined where the run's data do not give it. */
export function progressOf(
  axis: ProgressAxis,
  { tasksPerIteration, innerStepsPerTask }: RunBeside,
  { series }: Pick<LiveRun, 'series'>,
): Progress | undefined {
  switch (axis) {
    case 'metaIteration':
      return (iteration) => iteration;
    case 'tasks':
      return tasksPerIteration === null ? undefined : (iteration) => iteration * tasksPerIteration;
    case 'innerSteps':
      return tasksPerIteration === null || innerStepsPerTask === null
        ? undefined
        : (iteration) => iteration * tasksPerIteration * innerStepsPerTask;
    case 'workTime':
      return timeAlong(series.get(timeTags.work));
    case 'wallTime':
      return timeAlong(series.get(timeTags.wall));
  }
}

function timeAlong(times: SeriesPoints | undefined): Progress | undefined {
  return times === undefined || times.iterations.length === 0
    ? undefined
    : (iteration) => interpolateBetween(times.iterations, times.values, iteration);
}

/** In which a time axis is labelled. */
export interface TimeUnit {
  readonly name: string;
  readonly seconds: number;
}

/** One in which the longest of the runs is no number with many digits. */
export function timeUnitFor(longestSeconds: number): TimeUnit {
  if (longestSeconds < 180) return { name: 's', seconds: 1 };
  return longestSeconds < 3 * 3600 ? { name: 'min', seconds: 60 } : { name: 'h', seconds: 3600 };
}

export function isTimeAxis(axis: ProgressAxis): boolean {
  return axis === 'workTime' || axis === 'wallTime';
}

/** @param unit of a time axis, in which its values are */
export function progressAxisView(axis: ProgressAxis, unit: TimeUnit): ChartView['x'] {
  const title = axisNames()[axis];
  const counted = (describe: (x: number) => string): ChartView['x'] => ({
    title,
    whole: true,
    format: formatCount,
    describe,
  });
  switch (axis) {
    case 'metaIteration':
      return counted((x) => translate('Meta-iteration {0}', formatCount(x)));
    case 'tasks':
      return counted((x) => translate('After {0} tasks', formatCount(Math.round(x))));
    case 'innerSteps':
      return counted((x) => translate('After {0} inner steps', formatCount(Math.round(x))));
    case 'workTime':
    case 'wallTime': {
      const isWork = axis === 'workTime';
      return {
        title: `${title} (${unit.name})`,
        whole: false,
        format: formatTick,
        describe: (x) =>
          isWork
            ? translate('After {0} at work', formatDuration(unit.seconds * x))
            : translate('After {0}', formatDuration(unit.seconds * x)),
      };
    }
  }
}

/** What the axis counts, and what of it the data do not give. */
export function explainAxis(axis: ProgressAxis): string {
  switch (axis) {
    case 'metaIteration':
      return '';
    case 'tasks':
      return translate('Tasks seen: meta-iterations times the meta-batch.');
    case 'innerSteps':
      return translate('Inner steps: those of all tasks of all meta-batches.');
    case 'workTime':
      return translate(
        'Time at work: between successive figures of a process, without what lies between processes; the event files do not tell pauses, which count.',
      );
    case 'wallTime':
      return translate('Wall time: since the run’s first figure, pauses and interruptions with it.');
  }
}
