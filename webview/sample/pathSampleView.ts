// The sample of a control task: trajectories of the policy before and after adapting, with their goal, in the plane.

import type { AdaptationSample } from '../../src/meta/executor.ts';
import { roundTicks } from '../../src/panel/ticks.ts';
import { formatReturn, formatTick } from '../../src/words/formatFigures.ts';
import { toCsv } from '../csv.ts';
import { countOf, translate } from '../translate.ts';

export type PathIllustration = Extract<AdaptationSample['task'], { kind: 'paths' }>;

export type DrawnTrajectory = PathIllustration['trajectories'][number][number];
export type PlanePoint = PathIllustration['goal'];

/** The trajectories of one policy. */
export interface PathPlot {
  readonly title: string;
  /** `Mean return −12.3 over 3 trajectories` */
  readonly caption: string;
  /** The text alternative. */
  readonly summary: string;
  readonly ink: 'before' | 'after';
  readonly trajectories: readonly DrawnTrajectory[];
}

export interface PathSampleView {
  readonly task: PathIllustration;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly plots: readonly PathPlot[];
  readonly hasArm: boolean;
  readonly summary: string;
  readonly caption: string;
  /** Every drawn place as a row. */
  readonly csv: () => string;
}

const tickCount = 5;

/** @param moment position in `sample.steps` of the policy that is shown beside the one before adapting */
export function pathSampleView(
  { steps }: Pick<AdaptationSample, 'steps'>,
  task: PathIllustration,
  moment = steps.length - 1,
): PathSampleView {
  const { x, y } = task.bounds;
  const hasArm = task.trajectories.flat().some(({ finalPose }) => finalPose.length > 0);
  const taken = countOf('innerSteps', steps[moment] ?? 0);
  const before = plot(task, 0, translate('Before adapting'), 'before');
  const plots = moment === 0 ? [before] : [before, plot(task, moment, translate('After {0}', taken), 'after')];
  return {
    task,
    hasArm,
    xTicks: roundTicks(x[0], x[1], tickCount, false),
    yTicks: roundTicks(y[0], y[1], tickCount, false),
    plots,
    summary: plots.map(({ summary }) => summary).join(' '),
    caption: describeDrawing(task, hasArm),
    csv: () => pathsToCsv(steps, task),
  };
}

function plot(task: PathIllustration, moment: number, title: string, ink: PathPlot['ink']): PathPlot {
  const trajectories = task.trajectories[moment] ?? [];
  const mean = trajectories.reduce((sum, { totalReward }) => sum + totalReward, 0) / trajectories.length;
  const caption = translate(
    'Mean return {0} over {1}',
    formatReturn(mean),
    countOf('trajectories', trajectories.length),
  );
  const missed = meanMiss(task, trajectories);
  const summary = translate(
    '{0}: {1}, which end {2} from the goal on average.',
    title,
    caption.toLowerCase(),
    formatTick(Number(missed.toPrecision(2))),
  );
  return { title, caption, summary, ink, trajectories };
}

function meanMiss({ goal }: PathIllustration, trajectories: readonly DrawnTrajectory[]): number {
  const misses = trajectories.flatMap(({ path }) => {
    const end = path.at(-1);
    return end === undefined ? [] : [Math.hypot(end[0] - goal[0], end[1] - goal[1])];
  });
  return misses.reduce((sum, miss) => sum + miss, 0) / misses.length;
}

function describeDrawing({ goalRadius }: PathIllustration, hasArm: boolean): string {
  const drawn = hasArm
    ? translate('Lines: the way of the arm’s fingertip; the arm itself as it stands at the end.')
    : translate('Lines: the way of the point, from the ring to the dot.');
  const goal =
    goalRadius === null
      ? translate('Cross: the goal, which the policy is not shown.')
      : translate('Cross and circle: the goal, which the policy is not shown.');
  return [translate('One held-out task.'), drawn, goal, translate('All policies are drawn with the same noise.')].join(
    ' ',
  );
}

function pathsToCsv(steps: readonly number[], task: PathIllustration): string {
  const rows = task.trajectories.flatMap((ofPolicy, moment) =>
    ofPolicy.flatMap(({ path }, trajectory) =>
      path.map(([x, y], time) => [steps[moment] ?? Number.NaN, trajectory + 1, time, x, y, task.goal[0], task.goal[1]]),
    ),
  );
  return toCsv(['inner_steps', 'trajectory', 'time_step', 'x', 'y', 'goal_x', 'goal_y'], rows);
}
