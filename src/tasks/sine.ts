// Sine regression, the Reptile paper's one-dimensional task: y = amplitude · sin(x + phase) on evenly spaced points.

import type { RandomStream } from '../engine/random.ts';
import type { SineTaskSpec } from '../experiment/schema.ts';
import { createFunctionDistribution } from './functionTasks.ts';
import type { SupervisedDistribution } from './task.ts';
import { TaskError } from './taskError.ts';

/**
 * Sine waves with amplitude and phase drawn uniformly. A training task holds `trainShots` of the points (all of them by
 * default, as in OpenAI's demonstration, which cycles through the 50 points in batches of 10); a held-out task adapts
 * on `shots` points and measures on all the others.
 *
 * @throws {TaskError} when the points do not suffice for the support set and at least one query point, or an interval
 * is reversed.
 */
export function createSineDistribution(spec: SineTaskSpec): SupervisedDistribution {
  const { domain, points, shots, trainShots = points } = spec;
  checkSine(spec, trainShots);
  return createFunctionDistribution({
    domain,
    points,
    shots,
    trainShots,
    heldOutDescription: { code: 'sineWaves' },
    drawFunction: (random) => drawWave(spec, random),
  });
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

function drawWave(spec: SineTaskSpec, random: RandomStream): (x: number) => number {
  const amplitude = drawFrom(spec.amplitude, random);
  const phase = drawFrom(spec.phase, random);
  return (x) => amplitude * Math.sin(x + phase);
}

function drawFrom([low, high]: readonly [number, number], random: RandomStream): number {
  return low + (high - low) * random.uniform();
}
