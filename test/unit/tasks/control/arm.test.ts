// The two-link arm: kinematics by hand, dynamics against energy and a second derivation of the equations of motion.

import assert from 'node:assert/strict';
import { randomStream } from '../../../../src/engine/random.ts';
import { createArm } from '../../../../src/tasks/control/arm.ts';
import { type ArmBody, createArmMotion } from '../../../../src/tasks/control/armDynamics.ts';
import { armSpec } from '../../../support/controlTasks.ts';

const body: ArmBody = { linkLengths: [0.6, 0.4], linkMasses: [1.5, 0.8], damping: 0 };
const moving = [0.3, -1.1, 2, -3] as const;

describe('the motion of the arm', () => {
  it('keeps its energy where nothing drives or brakes it', () => {
    const states = Float64Array.from(moving);
    const before = kineticEnergy(body, states);
    const move = createArmMotion(body, 1e-3);
    for (let step = 0; step < 5000; step++) move(states, 0, 0, 0);
    assert.ok(Math.abs(kineticEnergy(body, states) / before - 1) < 1e-9);
  });

  it('gains the energy that the torques put in, less what friction takes', () => {
    const braked = { ...body, damping: 0.3 };
    const timeStep = 1e-4;
    const move = createArmMotion(braked, timeStep);
    const states = Float64Array.from(moving);
    const before = kineticEnergy(braked, states);
    const torques = [0.7, -0.4] as const;
    const powerOf = () => {
      const [, , v1 = 0, v2 = 0] = states;
      return torques[0] * v1 + torques[1] * v2 - braked.damping * (v1 * v1 + v2 * v2);
    };
    let work = 0;
    for (let step = 0; step < 10_000; step++) {
      const power = powerOf();
      move(states, 0, ...torques);
      work += ((power + powerOf()) / 2) * timeStep;
    }
    assert.ok(Math.abs(kineticEnergy(braked, states) - before - work) < 1e-7);
  });

  it('turns a straight, stiffly folded arm like one rod', () => {
    // With the elbow unmoved, the torque that keeps it so follows from M12; then the shoulder alone obeys I q̈ =
    // torque.
    const [l1, l2] = body.linkLengths;
    const [m1, m2] = body.linkMasses;
    const wholeInertia = (m1 * l1 * l1) / 3 + m2 * ((l2 * l2) / 12 + (l1 + l2 / 2) ** 2);
    const elbowInertia = (m2 * l2 * l2) / 3 + m2 * l1 * (l2 / 2);
    const torque = 1.3;
    const states = new Float64Array(4);
    createArmMotion(body, 1e-3)(states, 0, torque, (torque * elbowInertia) / wholeInertia);
    assert.ok(Math.abs((states[2] ?? 0) - (1e-3 * torque) / wholeInertia) < 1e-12);
    assert.ok(Math.abs(states[3] ?? 1) < 1e-12);
  });

  it("agrees with Lagrange's equations by differences, integrated in far smaller steps", () => {
    const braked = { ...body, damping: 0.5 };
    const torques = [1, -0.5] as const;
    const states = Float64Array.of(9, 9, 9, 9, ...moving);
    const move = createArmMotion(braked, 0.05);
    for (let step = 0; step < 10; step++) move(states, 4, ...torques);
    const reference = integrateByDifferences(braked, [...moving], torques, 0.5, 20_000);
    assert.deepEqual([...states.subarray(0, 4)], [9, 9, 9, 9]);
    reference.forEach((value, index) => {
      assert.ok(Math.abs(value - (states[4 + index] ?? 0)) < 2e-3, `${value} ${states[4 + index]}`);
    });
  });

  it('converges with the fourth order of its step', () => {
    const errorWith = (timeStep: number) => {
      const run = (step: number) => {
        const states = Float64Array.from(moving);
        const move = createArmMotion(body, step);
        for (let n = 0; n < Math.round(0.2 / step); n++) move(states, 0, 1, -1);
        return states;
      };
      const exact = run(1e-4);
      return Math.hypot(...run(timeStep).map((value, index) => value - (exact[index] ?? 0)));
    };
    const ratio = errorWith(0.02) / errorWith(0.01);
    assert.ok(ratio > 13 && ratio < 19, `${ratio}`);
  });
});

describe('the reaching arm', () => {
  const random = randomStream(1, 'evaluation-batches');

  it('begins at rest, where its angles say', () => {
    const environment = createArm(armSpec({ linkLengths: [1, 0.5], startAngles: [90, -90] }), [0.3, 0.4]);
    const states = new Float64Array(8);
    environment.begin(states, 2, random);
    const [base, elbow, fingertip] = environment.poseOf(states, 1);
    assert.deepEqual(base, [0, 0]);
    assertNear(elbow ?? [], [0, 1]);
    assertNear(fingertip ?? [], [0.5, 1]);
    assertNear(environment.positionOf(states, 0), [0.5, 1]);
    const observations = new Float32Array(12);
    environment.observe(states, 2, observations);
    assertNear([...observations], [1, 0, -1, 0, 0, 0, 1, 0, -1, 0, 0, 0]);
  });

  it('is rewarded by the distance of its fingertip, and pays for torque', () => {
    const spec = armSpec({ linkLengths: [1, 1], startAngles: [0, 90], controlCost: 0.5, timeStep: 1e-9 });
    const environment = createArm(spec, [1, -2]);
    const states = new Float64Array(4);
    const outcome = { rewards: new Float64Array(1), ended: Uint8Array.of(1) };
    environment.begin(states, 1, random);
    environment.advance(states, Float32Array.of(-0.5, 3), 1, outcome);
    assert.ok(Math.abs((outcome.rewards[0] ?? 0) - (-3 - 0.5 * (0.25 + 1))) < 1e-6);
    assert.equal(outcome.ended[0], 0);
  });

  it('reaches every goal with its links', () => {
    const { scene } = createArm(armSpec({ linkLengths: [1, 0.5] }), [0.3, 0.4]);
    assertNear(scene.bounds.x, [-1.65, 1.65]);
    assert.equal(scene.goalRadius, null);
  });
});

/** Of two rods, from the velocities of their centres and their spins. */
function kineticEnergy({ linkLengths, linkMasses }: ArmBody, states: ArrayLike<number>): number {
  const [q1 = 0, q2 = 0, v1 = 0, v2 = 0] = Array.from(states);
  const [l1, l2] = linkLengths;
  const [m1, m2] = linkMasses;
  const spin2 = v1 + v2;
  const x2 = -l1 * Math.sin(q1) * v1 - (l2 / 2) * Math.sin(q1 + q2) * spin2;
  const y2 = l1 * Math.cos(q1) * v1 + (l2 / 2) * Math.cos(q1 + q2) * spin2;
  const first = (m1 * (l1 / 2) ** 2 + (m1 * l1 * l1) / 12) * v1 * v1;
  return (first + m2 * (x2 * x2 + y2 * y2) + ((m2 * l2 * l2) / 12) * spin2 * spin2) / 2;
}

/**
 * d/dt ∂T/∂q̇ − ∂T/∂q = torque − damping q̇, with every derivative of T by central differences, in small steps of the
 * midpoint method.
 */
function integrateByDifferences(
  arm: ArmBody,
  start: number[],
  torques: readonly [number, number],
  seconds: number,
  steps: number,
): number[] {
  const h = 1e-4;
  const energy = (state: readonly number[]) => kineticEnergy(arm, state);
  const nudged = (state: readonly number[], ...nudges: readonly (readonly [number, number])[]) => {
    const copy = [...state];
    for (const [index, by] of nudges) copy[index] = (copy[index] ?? 0) + by;
    return energy(copy);
  };
  const second = (state: readonly number[], i: number, j: number) =>
    (nudged(state, [i, h], [j, h]) -
      nudged(state, [i, h], [j, -h]) -
      nudged(state, [i, -h], [j, h]) +
      nudged(state, [i, -h], [j, -h])) /
    (4 * h * h);
  const derivative = (state: readonly number[]): number[] => {
    const [, , v1 = 0, v2 = 0] = state;
    const forces = [0, 1].map((i) => {
      const gradient = (nudged(state, [i, h]) - nudged(state, [i, -h])) / (2 * h);
      const transport = second(state, 2 + i, 0) * v1 + second(state, 2 + i, 1) * v2;
      return (torques[i] ?? 0) - arm.damping * (state[2 + i] ?? 0) + gradient - transport;
    });
    const [m11, m12, m22] = [second(state, 2, 2), second(state, 2, 3), second(state, 3, 3)];
    const [f1 = 0, f2 = 0] = forces;
    const determinant = m11 * m22 - m12 * m12;
    return [v1, v2, (m22 * f1 - m12 * f2) / determinant, (m11 * f2 - m12 * f1) / determinant];
  };
  const dt = seconds / steps;
  let state = start;
  for (let step = 0; step < steps; step++) {
    const slope = derivative(state);
    const middle = state.map((value, index) => value + (dt / 2) * (slope[index] ?? 0));
    const middleSlope = derivative(middle);
    state = state.map((value, index) => value + dt * (middleSlope[index] ?? 0));
  }
  return state;
}

function assertNear(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, index) => {
    assert.ok(Math.abs(value - (expected[index] ?? 0)) < 1e-6, `${actual} is not ${expected}`);
  });
}
