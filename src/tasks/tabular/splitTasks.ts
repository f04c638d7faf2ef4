// Which tasks of a table train and which are held out.

import { quote } from '../../base/quote.ts';
import { nearestWord } from '../../base/spelling.ts';
import { randomStream, shuffled } from '../../engine/random.ts';
import type { TableSplitSpec } from '../../experiment/schema.ts';
import { someNames } from '../files/someNames.ts';
import type { Sides } from '../split/keptClasses.ts';
import { TaskError } from '../taskError.ts';

/**
 * @param tasks all that there are, those with few rows too, in an order that does not depend on the file's: so that no
 * row of a held-out task decides which tasks train
 * @throws {TaskError} where a task that is named is not there, or no task is left on one side
 */
export function splitTasks<Task extends { readonly name: string }>(
  split: TableSplitSpec,
  tasks: readonly Task[],
): Sides<Task> {
  const sides = sidesOf(split, tasks);
  if (sides.training.length > 0 && sides.heldOut.length > 0) return sides;
  const missing = sides.training.length === 0 ? 'to train on' : 'to hold out';
  const found = tasks.length === 1 ? 'is one task alone' : `are ${tasks.length.toLocaleString('en-US')} tasks`;
  throw new TaskError(
    `There ${found} in the table (${someNames(tasks.map(({ name }) => name))}), and none is left ${missing}. Correct task.dataset.taskColumn or task.split.`,
  );
}

function sidesOf<Task extends { readonly name: string }>(split: TableSplitSpec, tasks: readonly Task[]): Sides<Task> {
  switch (split.by) {
    case 'seed': {
      const order = shuffled(tasks, randomStream(split.seed, 'split'));
      const training = tasks.length - Math.round(tasks.length * split.heldOutShare);
      return { training: order.slice(0, training), heldOut: order.slice(training) };
    }
    case 'tasks': {
      const names = tasks.map(({ name }) => name);
      const present = new Set(names);
      const heldOut = new Set(split.heldOutTasks.map((name) => name.trim().normalize('NFC')));
      for (const name of heldOut) if (!present.has(name)) throw unknownTask(name, names);
      return {
        training: tasks.filter(({ name }) => !heldOut.has(name)),
        heldOut: tasks.filter(({ name }) => heldOut.has(name)),
      };
    }
  }
}

function unknownTask(name: string, names: readonly string[]): TaskError {
  const meant = nearestWord(name, names);
  const advice = meant === undefined ? `There are ${someNames(names)}.` : `Did you mean ${quote(meant)}?`;
  return new TaskError(`task.split.heldOutTasks names ${quote(name)}, which is no task of the table. ${advice}`);
}
