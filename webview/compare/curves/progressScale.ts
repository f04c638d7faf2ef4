// The x axis that the curves of all runs share.

import type { ProgressAxis } from '../../../src/panel/compareMessages.ts';
import type { RunKey } from '../../../src/panel/panelMessages.ts';
import { timeTags } from '../../../src/panel/timeTags.ts';
import type { ChartView } from '../../charts/chartView.ts';
import type { LiveRun } from '../../model.ts';
import { lastValue } from '../../series.ts';
import { translate } from '../../translate.ts';
import { type CompareModel, liveOf } from '../model.ts';
import { axisNames, explainAxis, isTimeAxis, progressAxisView, progressOf, timeUnitFor } from './progress.ts';

export interface ProgressScale {
  readonly axis: ProgressAxis;
  readonly view: ChartView['x'];
  /** The place of a meta-iteration of a run on the axis; undefined where its data do not give it. */
  readonly placeOf: (key: RunKey) => ((iteration: number) => number) | undefined;
  /** What the places of a run follow from, besides its meta-iterations. */
  readonly inputsOf: (key: RunKey) => readonly unknown[];
  /** What the axis counts, and how many runs cannot be drawn on it. */
  readonly explanation: string;
}

export function progressScaleOf(model: CompareModel): ProgressScale {
  const { runs = [], choices } = model;
  const axis = choices.xAxis;
  const known = runs.flatMap((beside) => {
    const live = liveOf(model, beside.runKey);
    return live === undefined ? [] : [{ key: beside.runKey, live, progress: progressOf(axis, beside, live) }];
  });
  const unit = timeUnitFor(Math.max(0, ...known.map(({ live }) => lastTime(axis, live))));
  const scale = isTimeAxis(axis) ? unit.seconds : 1;
  const places = new Map(
    known.map(({ key, live, progress }) => [
      key,
      { placeOf: progress && ((iteration: number) => progress(iteration) / scale), series: live.series },
    ]),
  );
  const missing = known.filter(({ progress }) => progress === undefined).length;
  return {
    axis,
    view: progressAxisView(axis, unit),
    placeOf: (key) => places.get(key)?.placeOf,
    // Times come with every figure; on other axes nothing but the run's settings counts.
    inputsOf: (key) => [axis, scale, isTimeAxis(axis) ? places.get(key)?.series : undefined],
    explanation: [explainAxis(axis), missing === 0 ? '' : sayMissing(axis, missing)]
      .filter((text) => text !== '')
      .join(' '),
  };
}

/** In seconds; 0 on other axes, and where it is not known. */
function lastTime(axis: ProgressAxis, { series }: LiveRun): number {
  if (!isTimeAxis(axis)) return 0;
  return lastValue(series.get(axis === 'workTime' ? timeTags.work : timeTags.wall)) ?? 0;
}

function sayMissing(axis: ProgressAxis, count: number): string {
  const name = axisNames()[axis].toLowerCase();
  return count === 1
    ? translate('1 run is not drawn: what was recorded does not give {0}.', name)
    : translate('{0} runs are not drawn: what was recorded does not give {1}.', count, name);
}
