// Rules on control tasks: goals that can be drawn and reached, and settings that mean nothing or harm where samples are
// trajectories.

import type { ArmTaskSpec, ControlTaskSpec, TaskSpec } from '../schema.ts';
import { type Finding, isWritten, placeOf, type ReadingContext, type Rule, settingFix } from './rule.ts';

export const reversedGoalInterval: Rule = {
  id: 'reversed-goal-interval',
  severity: 'error',
  title: 'An interval of goals does not run from a smaller to a larger number.',
  *check(context) {
    const { task } = context.experiment;
    if (!isControl(task)) return;
    if (task.kind === 'navigation') yield* reversed(context, 'goalRange', task.goalRange);
    else {
      yield* reversed(context, 'goalDistance', task.goalDistance);
      yield* reversed(context, 'goalDirection', task.goalDirection);
    }
    if (task.heldOutSector !== undefined) yield* reversed(context, 'heldOutSector', task.heldOutSector);
  },
};

export const heldOutSectorOfAll: Rule = {
  id: 'held-out-sector-of-all',
  severity: 'error',
  title: 'All goals, or none, are held out.',
  *check(context) {
    const { task } = context.experiment;
    if (!isControl(task) || task.heldOutSector === undefined) return;
    const [from, to] = task.heldOutSector;
    const range = placeOf(context, ['task', 'heldOutSector']);
    if (to - from >= 360) {
      yield {
        message: `The sector from ${from}° to ${to}° holds every direction: no goal is left to train on.`,
        range,
      };
    } else if (from === to) {
      yield { message: `The sector is the single direction ${from}°: no goal is left to measure on.`, range };
    }
  },
};

export const goalOutOfReach: Rule = {
  id: 'goal-out-of-reach',
  severity: 'warning',
  title: 'The arm cannot reach some of its goals.',
  *check(context) {
    const { task } = context.experiment;
    if (task.kind !== 'arm') return;
    const [nearest, farthest] = task.goalDistance;
    const { least, most } = reachOf(task);
    const range = placeOf(context, ['task', 'goalDistance'], ['task', 'linkLengths']);
    if (nearest < 0) {
      const message = `"goalDistance" begins at ${nearest}: a distance is 0 or more.`;
      yield { message, range, ...settingFix(context, ['task', 'goalDistance'], [0, farthest]) };
    } else if (nearest < least || farthest > most) {
      const message =
        `Goals lie ${nearest} to ${farthest} m from the shoulder, but the fingertip gets only ${formatMetres(least)} to ` +
        `${formatMetres(most)} m away from it. Change "goalDistance", or the links.`;
      yield { message, range };
    }
  },
};

export const batchNormInPolicy: Rule = {
  id: 'batch-norm-in-policy',
  severity: 'error',
  title: 'A policy with batch norm acts differently while it collects and while it learns.',
  *check(context) {
    const { task, model } = context.experiment;
    if (!isControl(task) || model.kind !== 'layers' || !model.layers.some(({ kind }) => kind === 'batchNorm')) return;
    const message =
      'Batch norm normalises over the batch at hand: one time step of all trajectories while the policy acts, all time steps while it learns. So the ' +
      'gradient would be that of another policy. Leave batch norm out.';
    yield { message, range: placeOf(context, ['model', 'layers']) };
  },
};

export const settingWithoutEffectOnControl: Rule = {
  id: 'setting-without-effect-on-control',
  severity: 'information',
  title: 'A setting for samples of a data set changes nothing in a control task.',
  *check(context) {
    const { task } = context.experiment;
    if (!isControl(task)) return;
    for (const path of [
      ['algorithm', 'innerBatch'],
      ['evaluation', 'innerBatch'],
      ['algorithm', 'queryShots'],
      ['algorithm', 'tailShots'],
    ]) {
      if (!isWritten(context, path)) continue;
      const message =
        `"${path.at(-1)}" changes nothing in a control task: each step is taken on all time steps of "trajectories" ` +
        `(${task.trajectories}) fresh trajectories. Leave it out.`;
      yield { message, range: placeOf(context, path) };
    }
    if (context.experiment.evaluation.baselines && isWritten(context, ['evaluation', 'baselines'])) {
      const message =
        '"baselines" changes nothing in a control task: no classical method learns a policy from a few trajectories. Leave it out.';
      yield { message, range: placeOf(context, ['evaluation', 'baselines']) };
    }
    const path = ['evaluation', 'transductive'];
    if (!isWritten(context, path)) return;
    const message =
      '"transductive" changes nothing in a control task: a policy acts on one observation at a time. Leave it out.';
    yield { message, range: placeOf(context, path) };
  },
};

function* reversed(context: ReadingContext, key: string, [low, high]: readonly [number, number]): Generator<Finding> {
  if (low <= high) return;
  const path = ['task', key];
  const message = `"${key}" runs from ${low} down to ${high}. Put the smaller number first.`;
  yield { message, range: placeOf(context, path), ...settingFix(context, path, [high, low]) };
}

function reachOf({ linkLengths: [upper, lower] }: ArmTaskSpec): { readonly least: number; readonly most: number } {
  return { least: Math.abs(upper - lower), most: upper + lower };
}

function formatMetres(length: number): string {
  return String(Number(length.toPrecision(3)));
}

function isControl(task: TaskSpec): task is ControlTaskSpec {
  return task.kind === 'navigation' || task.kind === 'arm';
}
