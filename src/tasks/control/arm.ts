// A two-link arm that reaches for a goal that it cannot see: torques move it, the distance of its fingertip is its
// reward.

import type { ArmTaskSpec } from '../../experiment/schema.ts';
import type { Point } from '../plane.ts';
import { armStateSize, createArmMotion } from './armDynamics.ts';
import { clipToUnit, type Environment } from './environment.ts';
import { createGoalSource, drawUniform, type GoalSource } from './goals.ts';

const radiansPerDegree = Math.PI / 180;

/** Goals uniform by area in the part of a ring that `spec.goalDistance` and `spec.goalDirection` bound. */
export function armGoals(spec: ArmTaskSpec): GoalSource {
  const [nearest, farthest] = spec.goalDistance;
  return createGoalSource((random) => {
    const direction = drawUniform(spec.goalDirection, random) * radiansPerDegree;
    const distance = Math.sqrt(drawUniform([nearest * nearest, farthest * farthest], random));
    return [distance * Math.cos(direction), distance * Math.sin(direction)];
  }, spec.heldOutSector);
}

/**
 * An arm that starts at rest with `spec.startAngles`. An action is the joints' torques in units of `spec.maxTorque`,
 * held for `spec.timeStep` seconds (see `createArmMotion`). The observation: sine and cosine of the shoulder's and of
 * the elbow's angle, then the joints' velocities in radians a second. The reward: minus the distance from fingertip to
 * goal in metres, minus `spec.controlCost` times the sum of the squared clipped actions. Every trajectory lasts to the
 * horizon.
 */
export function createArm(spec: ArmTaskSpec, goal: Point): Environment {
  const { linkLengths, maxTorque, controlCost } = spec;
  const [upper, lower] = linkLengths;
  const [goalX, goalY] = goal;
  const [startShoulder, startElbow] = spec.startAngles;
  const move = createArmMotion(spec, spec.timeStep);
  const reach = 1.1 * (upper + lower);

  return {
    observationSize: 6,
    actionSize: 2,
    stateSize: armStateSize,
    horizon: spec.horizon,
    scene: { bounds: { x: [-reach, reach], y: [-reach, reach] }, goal, goalRadius: null },
    begin(states, count) {
      for (let trajectory = 0; trajectory < count; trajectory++) {
        const at = armStateSize * trajectory;
        states[at] = startShoulder * radiansPerDegree;
        states[at + 1] = startElbow * radiansPerDegree;
        states[at + 2] = 0;
        states[at + 3] = 0;
      }
    },
    observe(states, count, observations) {
      for (let trajectory = 0; trajectory < count; trajectory++) {
        const from = armStateSize * trajectory;
        const to = 6 * trajectory;
        const shoulder = states[from] ?? Number.NaN;
        const elbow = states[from + 1] ?? Number.NaN;
        observations[to] = Math.sin(shoulder);
        observations[to + 1] = Math.cos(shoulder);
        observations[to + 2] = Math.sin(elbow);
        observations[to + 3] = Math.cos(elbow);
        observations[to + 4] = states[from + 2] ?? Number.NaN;
        observations[to + 5] = states[from + 3] ?? Number.NaN;
      }
    },
    advance(states, actions, count, { rewards, ended }) {
      for (let trajectory = 0; trajectory < count; trajectory++) {
        const at = armStateSize * trajectory;
        const first = clipToUnit(actions[2 * trajectory] ?? Number.NaN);
        const second = clipToUnit(actions[2 * trajectory + 1] ?? Number.NaN);
        move(states, at, maxTorque * first, maxTorque * second);
        const shoulder = states[at] ?? Number.NaN;
        const forearm = shoulder + (states[at + 1] ?? Number.NaN);
        const x = upper * Math.cos(shoulder) + lower * Math.cos(forearm) - goalX;
        const y = upper * Math.sin(shoulder) + lower * Math.sin(forearm) - goalY;
        rewards[trajectory] = -Math.sqrt(x * x + y * y) - controlCost * (first * first + second * second);
        ended[trajectory] = 0;
      }
    },
    positionOf: (states, trajectory) => poseAt(states, trajectory, linkLengths)[2],
    poseOf: (states, trajectory) => poseAt(states, trajectory, linkLengths),
  };
}

function poseAt(
  states: Float64Array,
  trajectory: number,
  [upper, lower]: ArmTaskSpec['linkLengths'],
): readonly [base: Point, elbow: Point, fingertip: Point] {
  const shoulder = states[armStateSize * trajectory] ?? Number.NaN;
  const forearm = shoulder + (states[armStateSize * trajectory + 1] ?? Number.NaN);
  const elbow: Point = [upper * Math.cos(shoulder), upper * Math.sin(shoulder)];
  return [[0, 0], elbow, [elbow[0] + lower * Math.cos(forearm), elbow[1] + lower * Math.sin(forearm)]];
}
