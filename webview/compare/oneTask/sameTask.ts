// Whether two samples show the same held-out task. Settings say that they should; where the data are others, they do not.

import type { AdaptationSample } from '../../../src/meta/executor.ts';
import { LastResult } from '../curves/lastResult.ts';

const known = new LastResult<AdaptationSample, boolean>();

/** Looked at once for two samples. */
export function isSameTask(one: AdaptationSample, other: AdaptationSample): boolean {
  return one === other || known.of(one, [other], () => areSame(one.task, other.task));
}

type Illustration = AdaptationSample['task'];

function areSame(one: Illustration, other: Illustration): boolean {
  const [frame, frameOfOther] = [frameOf(one), frameOf(other)];
  if (JSON.stringify(frame) !== JSON.stringify(frameOfOther)) return false;
  const [parts, partsOfOther] = [partsOf(one), partsOf(other)];
  return parts.every((part, place) => isOneWithin(part, partsOfOther[place] ?? []));
}

/** Of a sample that was too large to be written whole, there are fewer than of another. */
function isOneWithin(one: readonly string[], other: readonly string[]): boolean {
  const [fewer, more] = one.length < other.length ? [one, new Set(other)] : [other, new Set(one)];
  return fewer.every((item) => more.has(item));
}

/** What is the same in all samples of a task, however much of it was written. */
function frameOf(task: Illustration): unknown {
  switch (task.kind) {
    case 'curve':
      return [task.kind, task.supportX, task.supportY];
    case 'values':
      return [task.kind, task.targets[0]];
    case 'paths':
      return [task.kind, task.bounds, task.goal, task.goalRadius];
    case 'images':
      return [task.kind, task.classNames, task.width, task.height, task.channels];
    case 'spectrograms':
      return [task.kind, task.classNames, task.bands, task.frames, task.seconds];
    case 'texts':
      return [task.kind, task.classNames];
  }
}

function partsOf(task: Illustration): readonly (readonly string[])[] {
  const shown = (list: readonly unknown[]) => list.map((item) => JSON.stringify(item));
  switch (task.kind) {
    case 'curve':
      return [shown(task.queryX.map((x, place) => [x, task.queryY[place]]))];
    case 'values':
      return [shown(task.targets)];
    case 'paths':
      return [];
    case 'images':
    case 'spectrograms':
      return [shown(task.support), shown(task.query)];
    case 'texts':
      return [shown(task.support), shown(task.query)];
  }
}
