// Which held-out tasks an evaluation measures, where nobody says, and whether there are as many.

import { TaskError } from '../tasks/taskError.ts';
import type { EvaluationSettings, SettledSettings } from './evaluationProtocol.ts';
import type { TrainedRun } from './openTrainedRun.ts';

/** Where tasks are drawn without end. */
const usualTasks = 1000;

/**
 * Drawn tasks are 1000, after those that the runs' own evaluations use, so that nothing was chosen by them. Of a fixed
 * list of tasks it is all from the first one on, each once: there are no others.
 * @param runs at least one
 * @throws {TaskError} where more are asked for than one of the runs has
 */
export function settleTasks(
  settings: EvaluationSettings,
  runs: readonly Pick<TrainedRun, 'experiment' | 'heldOutTasks'>[],
): SettledSettings {
  const listed = settings.side === 'heldOut' ? runs.flatMap(({ heldOutTasks }) => heldOutTasks ?? []) : [];
  if (listed.length === 0) {
    const unused = Math.max(...runs.map(({ experiment }) => experiment.evaluation.tasks));
    return { ...settings, tasks: settings.tasks ?? usualTasks, firstTask: settings.firstTask ?? unused };
  }
  const available = Math.min(...listed);
  const firstTask = settings.firstTask ?? 0;
  const tasks = settings.tasks ?? Math.max(1, available - firstTask);
  if (firstTask + tasks > available) {
    throw new TaskError(
      `Held-out tasks are a fixed list of ${available}, from number 0 on, but ${tasks} from number ${firstTask} on are asked for. ` +
        'Ask for fewer (in a terminal: --tasks, --first-task), or for no number: then each is measured once.',
    );
  }
  return { ...settings, tasks, firstTask };
}
