// Tasks from a user's module: imported once a thread, checked at every draw, with what goes wrong told at its place in
// the module.

import type { RandomStream } from '../../engine/random.ts';
import type { ModuleTaskSpec } from '../../experiment/schema.ts';
import { createFunctionDistribution, illustrateCurve } from '../functionTasks.ts';
import type { HeldOutDescription } from '../heldOutDescription.ts';
import { illustrateTexts, illustrateValues } from '../illustrateVectors.ts';
import { illustrateImages } from '../imageTasks.ts';
import type { IllustratedTask, SupervisedDistribution, Task } from '../task.ts';
import { TaskError } from '../taskError.ts';
import { blameModule } from './blame.ts';
import { requireSamples, requireTasks, UnusableTasks } from './checkTasks.ts';
import { importModule } from './importModule.ts';
import type { FunctionTasks, SampledTasks } from './taskModule.ts';

/**
 * Runs the module's code.
 * @param file absolute
 * @throws {TaskError} naming file and line, when the module cannot be imported or does not make usable tasks
 */
export async function createModuleDistribution(
  { settings }: ModuleTaskSpec,
  file: string,
): Promise<SupervisedDistribution> {
  const module = await attemptLater(file, 'importing it', () => importModule(file));
  const tasks = await attemptLater(file, 'making its tasks', async () =>
    requireTasks(await defaultExportOf(module, file)(settings)),
  );
  return tasks.kind === 'functions' ? distributionOfFunctions(tasks, file) : distributionOfSamples(tasks, file);
}

function defaultExportOf(module: object, file: string): (settings: ModuleTaskSpec['settings']) => unknown {
  const exported: unknown = 'default' in module ? module.default : undefined;
  if (typeof exported !== 'function') {
    throw new TaskError(
      `${file} has no default export that is a function. Write "export default function (settings) { return { … } }".`,
    );
  }
  return (settings): unknown => exported(settings);
}

function distributionOfFunctions(tasks: FunctionTasks, file: string): SupervisedDistribution {
  return createFunctionDistribution({
    ...tasks,
    trainShots: tasks.trainShots ?? tasks.points,
    heldOutDescription: describedAs(tasks.heldOutDescription, 'functions'),
    drawFunction(random, part) {
      const drawn = attempt(file, `sampling a ${nameOf[part]} function`, () => tasks.sampleFunction(random, part));
      return (x) =>
        attempt(file, `computing a ${nameOf[part]} function at x = ${x}`, () => {
          const y = drawn(x);
          if (typeof y !== 'number' || !Number.isFinite(y))
            throw new UnusableTasks(`the function is ${String(y)} at x = ${x}`);
          return y;
        });
    },
  });
}

function describedAs(text: string | undefined, otherwise: 'functions' | 'moduleTasks'): HeldOutDescription {
  return text === undefined ? { code: otherwise } : { code: 'described', text };
}

const nameOf = { training: 'training', heldOut: 'held-out' } as const;

function distributionOfSamples(tasks: SampledTasks, file: string): SupervisedDistribution {
  const { inputShape, outputs, loss, trainingSize, supportSize, querySize } = tasks;
  const supportNumbers = Array.from({ length: supportSize }, (_, index) => index);
  const queryNumbers = Array.from({ length: querySize }, (_, index) => supportSize + index);
  return {
    kind: 'supervised',
    inputShape,
    outputSize: outputs,
    loss,
    heldOutDescription: describedAs(tasks.heldOutDescription, 'moduleTasks'),
    trainingSize,
    supportSize,
    querySize,
    sampleTrainingTask: (random: RandomStream) =>
      attempt(file, 'sampling a training task', () =>
        requireSamples(tasks.sampleTrainingTask(random), tasks, trainingSize, 'the training task'),
      ),
    ...(tasks.heldOutTasks !== undefined && { heldOutTasks: tasks.heldOutTasks }),
    sampleHeldOutTask: (random: RandomStream, number: number) =>
      attempt(file, 'sampling a held-out task', () => {
        const { support, query, classNames } = tasks.sampleHeldOutTask(random, number);
        return {
          support: requireSamples(support, tasks, supportSize, 'support'),
          query: requireSamples(query, tasks, querySize, 'query'),
          supportNumbers,
          queryNumbers,
          classNames: loss === 'softmaxCrossEntropy' ? requireNames(classNames, outputs) : [],
        };
      }),
    illustrate: (task) => illustrateSamples(task, tasks),
  };
}

function requireNames(classNames: readonly string[] | undefined, outputs: number): readonly string[] {
  if (classNames === undefined) return Array.from({ length: outputs }, (_, way) => `class ${way + 1}`);
  if (
    !Array.isArray(classNames) ||
    classNames.length !== outputs ||
    !classNames.every((name) => typeof name === 'string')
  ) {
    throw new UnusableTasks(`classNames is no list of ${outputs} names`);
  }
  return classNames;
}

function illustrateSamples(task: Task, { inputShape, outputs, loss }: SampledTasks): IllustratedTask {
  const [height = 1, width = 1, channels] = inputShape;
  if (loss === 'meanSquaredError' && outputs === 1 && inputShape.length === 1 && height === 1)
    return illustrateCurve(task);
  if (loss === 'softmaxCrossEntropy' && (channels === 1 || channels === 3)) {
    return { illustration: illustrateImages(task, { width, height, channels }), queries: task.query };
  }
  return loss === 'softmaxCrossEntropy' ? illustrateTexts(task) : illustrateValues(task);
}

async function attemptLater<Result>(file: string, doing: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof TaskError ? error : refusal(file, doing, error);
  }
}

function attempt<Result>(file: string, doing: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof TaskError ? error : refusal(file, doing, error);
  }
}

function refusal(file: string, doing: string, error: unknown): TaskError {
  if (error instanceof UnusableTasks) {
    return new TaskError(`${file}: ${error.message} (while ${doing}). Correct the module, then start again.`, {
      cause: error,
    });
  }
  return blameModule(file, doing, error);
}
