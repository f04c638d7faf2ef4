// Sine regression, the Reptile paper's one-dimensional task: y = amplitude · sin(x + phase) on evenly spaced points.

import type { Samples } from '../engine/learner.ts';
import { type RandomStream, shuffled } from '../engine/random.ts';
import type { SineTaskSpec } from '../experiment/schema.ts';
import type { IllustratedTask, SupervisedDistribution, Task } from './task.ts';
import { TaskError } from './taskError.ts';

/**
 * Sine waves with amplitude and phase drawn uniformly. A training task holds `trainShots` of the points (all of them by default, as in
 * OpenAI's demonstration, which cycles through the 50 points in batches of 10); a held-out task adapts on `shots` points and measures
 * on all the others.
 *
 * @throws {TaskError} when the points do not suffice for the support set and at least one query point, or an interval is reversed.
 */
export function createSineDistribution(spec: SineTaskSpec): SupervisedDistribution {
  const trainShots = spec.trainShots ?? spec.points;
  checkSine(spec, trainShots);
  const grid = evenlySpaced(spec.domain, spec.points);
  const pointNumbers = grid.map((_, index) => index);
  return {
    kind: 'supervised',
    inputShape: [1],
    outputSize: 1,
    loss: 'meanSquaredError',
    heldOutDescription: 'sine waves drawn anew, never trained on',
    supportSize: spec.shots,
    querySize: spec.points - spec.shots,
    sampleTrainingTask(random) {
      const wave = drawWave(spec, random);
      return samplesAt(shuffled(pointNumbers, random).slice(0, trainShots), grid, wave);
    },
    sampleHeldOutTask(random) {
      const wave = drawWave(spec, random);
      const order = shuffled(pointNumbers, random);
      const supportNumbers = order.slice(0, spec.shots);
      const queryNumbers = order.slice(spec.shots);
      return {
        support: samplesAt(supportNumbers, grid, wave),
        query: samplesAt(queryNumbers, grid, wave),
        supportNumbers,
        queryNumbers,
        classNames: [],
      };
    },
    illustrate: illustrateWave,
  };
}

function checkSine(spec: SineTaskSpec, trainShots: number): void {
  if (spec.shots >= spec.points) {
    throw new TaskError(
      `All ${spec.points} points of a sine task would be in the support set, and none is left to measure on. ` +
        `Set task.shots below task.points (${spec.points}).`,
    );
  }
  if (trainShots > spec.points) {
    throw new TaskError(
      `task.trainShots is ${trainShots}, but a sine task has only ${spec.points} points. Lower it or raise task.points.`,
    );
  }
  for (const key of ['amplitude', 'phase', 'domain'] as const) {
    const [low, high] = spec[key];
    if (low > high || (key === 'domain' && low === high)) {
      throw new TaskError(`task.${key} is [${low}, ${high}]. Put the smaller number first.`);
    }
  }
}

type Wave = (x: number) => number;

function drawWave(spec: SineTaskSpec, random: RandomStream): Wave {
  const amplitude = drawFrom(spec.amplitude, random);
  const phase = drawFrom(spec.phase, random);
  return (x) => amplitude * Math.sin(x + phase);
}

function drawFrom([low, high]: readonly [number, number], random: RandomStream): number {
  return low + (high - low) * random.uniform();
}

function evenlySpaced([first, last]: readonly [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + ((last - first) * index) / (count - 1));
}

function samplesAt(pointNumbers: readonly number[], grid: readonly number[], wave: Wave): Samples {
  const inputs = Float32Array.from(pointNumbers, (point) => grid[point] ?? Number.NaN);
  return { inputs, targets: inputs.map(wave), count: pointNumbers.length };
}

function illustrateWave(task: Task): IllustratedTask {
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
