// Whether there are as many held-out tasks as an experiment measures on.

import type { Experiment } from '../experiment/schema.ts';
import type { TaskOutline } from './task.ts';
import { TaskError } from './taskError.ts';

/** @throws {TaskError} where held-out tasks are a list of fewer than the experiment's evaluations take */
export function requireHeldOutTasks({ evaluation }: Pick<Experiment, 'evaluation'>, outline: TaskOutline): void {
  const available = outline.kind === 'supervised' ? outline.heldOutTasks : undefined;
  if (available === undefined || evaluation.tasks <= available) return;
  throw new TaskError(
    `evaluation.tasks is ${evaluation.tasks}, but held-out tasks are a fixed list of ${available}. Set evaluation.tasks to ${available} or less.`,
  );
}
