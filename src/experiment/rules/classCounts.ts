// Rules on classes and samples: a task cannot ask for more than the data set has.

import { turnsClasses, turnsHeldOutClasses } from '../rotations.ts';
import type { TaskSpec } from '../schema.ts';
import { type Finding, placeOf, type ReadingContext, type Rule, settingFix } from './rule.ts';
import { classesOf } from './taskClasses.ts';

type ClassTaskSpec = Extract<TaskSpec, { readonly ways: number }>;

const waysPath = ['task', 'ways'];

export const tooManyWays: Rule = {
  id: 'too-many-ways',
  severity: 'error',
  title: 'A training task asks for more classes than there are to train with.',
  *check(context) {
    const { task } = context.experiment;
    if (!('ways' in task)) return;
    const classes = classesOf(task);
    if (classes === undefined || task.ways <= classes.training) return;
    const { training, noun } = classes;
    const isTurned = task.kind === 'images' && turnsClasses(task);
    const trained = isTurned ? `${training / 4} training ${noun}, turned four ways,` : `${training} training ${noun}`;
    const message =
      `Training tasks have ${task.ways} ways, but the ${trained} are only ${training} classes. ` +
      `Lower "ways" to ${training} or less${waysOfGettingMore(task)}.`;
    yield finding(context, message, training);
  },
};

export const tooFewHeldOutClasses: Rule = {
  id: 'too-few-held-out-classes',
  severity: 'error',
  title: 'A held-out task asks for more classes than are held out of training.',
  *check(context) {
    const { task } = context.experiment;
    if (!('ways' in task)) return;
    const classes = classesOf(task);
    if (classes === undefined || task.ways <= classes.heldOut) return;
    const { heldOut, noun } = classes;
    const isTurned = task.kind === 'images' && turnsHeldOutClasses(task);
    const upright = isTurned ? heldOut / 4 : heldOut;
    const held = upright === 0 ? 'none' : `only ${upright}`;
    const lower = heldOut >= 2 ? [`Lower "ways" to ${heldOut} or less`] : [];
    const advice = [...lower, ...holdingOutMore(task)];
    const message =
      `Held-out tasks have ${task.ways} ways, but ${held} of the ${noun} ${upright === 1 ? 'is' : 'are'} held out, each ${isTurned ? 'turned four ways, which is four classes' : 'one class'}. ` +
      `${(advice.length === 0 ? ['Hold out more of them'] : advice).join('. Or: ')}.`;
    yield finding(context, message, heldOut);
  },
};

export const tooFewSamples: Rule = {
  id: 'too-few-samples',
  severity: 'error',
  title: 'A task asks for more samples of a class than a class has.',
  *check(context) {
    const { task } = context.experiment;
    if (!('ways' in task)) return;
    const classes = classesOf(task);
    if (classes === undefined) return;
    const { trainingSamples, heldOutSamples, noun } = classes;
    const asked = task.shots + task.queries;
    if (asked > heldOutSamples && Number.isFinite(heldOutSamples)) {
      const message =
        `"shots" and "queries" together are ${asked} samples of a class, but the smallest of the held-out ${noun} has ` +
        `${heldOutSamples}. Lower "shots" or "queries".`;
      yield { message, range: placeOf(context, largerFirst(task)[0], largerFirst(task)[1]) };
    }
    if (task.trainShots > trainingSamples) {
      const path = ['task', 'trainShots'];
      const message =
        `"trainShots" asks for ${task.trainShots} samples of a class, but the smallest of the training ${noun} has ${trainingSamples}. ` +
        `Lower it to ${trainingSamples} or less.`;
      yield { message, range: placeOf(context, path), ...settingFix(context, path, trainingSamples) };
    }
  },
};

function finding(context: ReadingContext, message: string, most: number): Finding {
  const range = placeOf(context, waysPath, ['task', 'dataset', 'trainDigits']);
  return most >= 2 ? { message, range, ...settingFix(context, waysPath, most) } : { message, range };
}

function waysOfGettingMore(task: ClassTaskSpec): string {
  if (task.kind !== 'images' || turnsClasses(task)) return '';
  const turned = classesOf({ ...task, rotations: true });
  return turned !== undefined && turned.training >= task.ways ? ', or set "rotations" to true' : '';
}

function holdingOutMore(task: ClassTaskSpec): string[] {
  switch (task.kind) {
    case 'images':
      return task.dataset.source === 'mnist' ? ['Train on fewer digits with "trainDigits"'] : [];
    case 'text':
      return task.split.by === 'seed' ? ['Raise "heldOutShare"'] : [];
    case 'speech':
      return task.dataset.holdOut.by === 'speakers' ? [] : ['Hold out more in "holdOut"'];
  }
}

function largerFirst(task: ClassTaskSpec): [string[], string[]] {
  const shots = ['task', 'shots'];
  const queries = ['task', 'queries'];
  return task.shots >= task.queries ? [shots, queries] : [queries, shots];
}
