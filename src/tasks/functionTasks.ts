// Regression of functions of one number, on evenly spaced points: some to adapt on, the others to measure on.

import { createSamples, type Samples } from '../engine/learner.ts';
import { type RandomStream, shuffled } from '../engine/random.ts';
import type { HeldOutDescription } from './heldOutDescription.ts';
import type { IllustratedTask, SupervisedDistribution, Task } from './task.ts';

export interface FunctionFamily {
  /** [lowest x, highest x], the former below the latter. */
  readonly domain: readonly [number, number];
  readonly points: number;
  /** Points in the support set of a held-out task, fewer than `points`; the rest measure. */
  readonly shots: number;
  /** Points of a training task, at most `points`. */
  readonly trainShots: number;
  readonly heldOutDescription: HeldOutDescription;
  drawFunction(random: RandomStream, part: 'training' | 'heldOut'): (x: number) => number;
}

export function createFunctionDistribution(family: FunctionFamily): SupervisedDistribution {
  const { points, shots, trainShots } = family;
  const grid = evenlySpaced(family.domain, points);
  const pointNumbers = grid.map((_, index) => index);
  const sampleMeasuredTask = (random: RandomStream, part: 'training' | 'heldOut'): Task => {
    const drawn = family.drawFunction(random, part);
    const order = shuffled(pointNumbers, random);
    const supportNumbers = order.slice(0, shots);
    const queryNumbers = order.slice(shots);
    return {
      support: samplesAt(supportNumbers, shots, grid, drawn),
      query: samplesAt(queryNumbers, points - shots, grid, drawn),
      supportNumbers,
      queryNumbers,
      classNames: [],
    };
  };
  return {
    kind: 'supervised',
    inputShape: [1],
    outputSize: 1,
    loss: 'meanSquaredError',
    heldOutDescription: family.heldOutDescription,
    trainingSize: trainShots,
    supportSize: shots,
    querySize: points - shots,
    sampleTrainingTask(random) {
      const drawn = family.drawFunction(random, 'training');
      return samplesAt(shuffled(pointNumbers, random), trainShots, grid, drawn);
    },
    sampleHeldOutTask: (random) => sampleMeasuredTask(random, 'heldOut'),
    sampleTrainingClassesTask: (random) => sampleMeasuredTask(random, 'training'),
    illustrate: illustrateCurve,
  };
}

function evenlySpaced([first, last]: readonly [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + ((last - first) * index) / (count - 1));
}

/** At the first `count` of the points. */
function samplesAt(
  pointNumbers: readonly number[],
  count: number,
  grid: readonly number[],
  drawn: (x: number) => number,
): Samples {
  const { inputs, targets } = createSamples(count, 1, 1);
  for (let index = 0; index < count; index++) {
    inputs[index] = grid[pointNumbers[index] ?? -1] ?? Number.NaN;
    targets[index] = drawn(inputs[index] ?? Number.NaN);
  }
  return { inputs, targets, count };
}

/** For tasks whose samples are points (x, y). */
export function illustrateCurve(task: Task): IllustratedTask {
  const supportPoints = pointsOf(task.support);
  const allPoints = [...supportPoints, ...pointsOf(task.query)].sort((a, b) => a.x - b.x);
  const queries: Samples = {
    inputs: Float32Array.from(allPoints, (point) => point.x),
    targets: Float32Array.from(allPoints, (point) => point.y),
    count: allPoints.length,
  };
  return {
    illustration: {
      kind: 'curve',
      queryX: Array.from(queries.inputs),
      queryY: Array.from(queries.targets),
      supportX: Array.from(task.support.inputs),
      supportY: Array.from(task.support.targets),
    },
    queries,
  };
}

function pointsOf(samples: Samples): { x: number; y: number }[] {
  return Array.from(samples.inputs, (x, index) => ({ x, y: samples.targets[index] ?? Number.NaN }));
}
