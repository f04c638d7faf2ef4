// Rules on the sine task: intervals and points. Intervals of other tasks are looked at, too.

import type { TextTaskSpec } from '../schema.ts';
import { type Finding, placeOf, type ReadingContext, type Rule, settingFix } from './rule.ts';

export const reversedInterval: Rule = {
  id: 'reversed-interval',
  severity: 'error',
  title: 'An interval does not run from a smaller to a larger number.',
  *check(context) {
    const { task } = context.experiment;
    if (task.kind === 'text') yield* reversedNgrams(context, task);
    if (task.kind !== 'sine') return;
    for (const key of ['amplitude', 'phase', 'domain'] as const) {
      const [low, high] = task[key];
      const path = ['task', key];
      if (low > high) {
        const message = `"${key}" runs from ${low} down to ${high}. Put the smaller number first.`;
        yield { message, range: placeOf(context, path), ...settingFix(context, path, [high, low]) };
      } else if (key === 'domain' && low === high) {
        yield {
          message: `"domain" is the single point ${low}. Give it a beginning and an end.`,
          range: placeOf(context, path),
        };
      }
    }
  },
};

function* reversedNgrams(context: ReadingContext, { encoding }: TextTaskSpec): Generator<Finding> {
  const [shortest, longest] = encoding.characterNgrams ?? [0, 0];
  if (shortest <= longest) return;
  const path = ['task', 'encoding', 'characterNgrams'];
  const message = `"characterNgrams" runs from ${shortest} down to ${longest}. Put the smaller number first.`;
  yield { message, range: placeOf(context, path), ...settingFix(context, path, [longest, shortest]) };
}

export const tooFewPoints: Rule = {
  id: 'too-few-points',
  severity: 'error',
  title: 'A sine task asks for more points than it has.',
  *check(context) {
    const { task } = context.experiment;
    if (task.kind !== 'sine') return;
    if (task.shots >= task.points) {
      const message =
        `All ${task.points} points would be in the support set (${task.shots} shots), and none is left to measure on. ` +
        'Lower "shots" below "points".';
      yield { message, range: placeOf(context, ['task', 'shots'], ['task', 'points']) };
    }
    if (task.trainShots !== undefined && task.trainShots > task.points) {
      const path = ['task', 'trainShots'];
      const message = `"trainShots" is ${task.trainShots}, but a task has only ${task.points} points. Lower it, or raise "points".`;
      yield { message, range: placeOf(context, path), ...settingFix(context, path, task.points) };
    }
  },
};
