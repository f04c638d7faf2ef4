// Point navigation: the arithmetic of a step, by hand.

import assert from 'node:assert/strict';
import { randomStream } from '../../../../src/engine/random.ts';
import { createNavigation } from '../../../../src/tasks/control/navigation.ts';
import { navigationSpec } from '../../../support/controlTasks.ts';

describe('point navigation', () => {
  const random = randomStream(1, 'evaluation-batches');

  it('moves each point by its action, clipped and in units of the largest step', () => {
    const environment = createNavigation(navigationSpec({ maxStep: 0.1 }), [0.3, -0.4]);
    const states = new Float64Array(4);
    const outcome = { rewards: new Float64Array(2), ended: new Uint8Array(2) };
    environment.begin(states, 2, random);
    assert.deepEqual([...states], [0, 0, 0, 0]);
    environment.advance(states, Float32Array.of(0.5, -0.25, 7, -1.5), 2, outcome);
    assert.deepEqual([...states], [0.05, -0.025, 0.1, -0.1]);
    const distances = [Math.hypot(0.25, 0.375), Math.hypot(0.2, 0.3)];
    distances.forEach((distance, index) => {
      assert.ok(Math.abs(distance + (outcome.rewards[index] ?? 0)) < 1e-15);
    });
    assert.deepEqual([...outcome.ended], [0, 0]);
    environment.advance(states, Float32Array.of(1, 0, 0, 0), 2, outcome);
    assert.deepEqual([...states.subarray(2)], [0.1, -0.1]);
    assert.ok(Math.abs((states[0] ?? 0) - 0.15) < 1e-15);
    const observations = new Float32Array(4);
    environment.observe(states, 2, observations);
    assert.deepEqual(observations, Float32Array.from(states));
    assert.deepEqual(environment.positionOf(states, 1), [0.1, -0.1]);
  });

  it('ends a trajectory within the radius of the goal', () => {
    const environment = createNavigation(navigationSpec({ maxStep: 1, goalRadius: 0.01 }), [0.25, 0]);
    const outcome = { rewards: new Float64Array(3), ended: new Uint8Array(3) };
    environment.advance(new Float64Array(6), Float32Array.of(0.245, 0, 0.2305, 0, 0.25, 0.0098), 3, outcome);
    assert.deepEqual([...outcome.ended], [1, 0, 1]);
  });

  it('never ends with a radius of 0', () => {
    const environment = createNavigation(navigationSpec({ goalRadius: 0 }), [0, 0]);
    const outcome = { rewards: new Float64Array(1), ended: new Uint8Array(1) };
    environment.advance(new Float64Array(2), new Float32Array(2), 1, outcome);
    assert.equal(outcome.ended[0], 0);
    assert.ok(Object.is(outcome.rewards[0], -0) || outcome.rewards[0] === 0);
  });

  it("rewards by the paper's squared distance where asked", () => {
    const environment = createNavigation(navigationSpec({ reward: 'squaredDistance' }), [0.5, 0.25]);
    const outcome = { rewards: new Float64Array(1), ended: new Uint8Array(1) };
    environment.advance(new Float64Array(2), new Float32Array(2), 1, outcome);
    assert.equal(outcome.rewards[0], -0.3125);
  });

  it('shows a policy that diverged', () => {
    const environment = createNavigation(navigationSpec(), [0.5, 0.25]);
    const outcome = { rewards: new Float64Array(1), ended: new Uint8Array(1) };
    environment.advance(new Float64Array(2), Float32Array.of(Number.NaN, 0), 1, outcome);
    assert.ok(Number.isNaN(outcome.rewards[0]));
    assert.equal(outcome.ended[0], 0);
  });

  it('is drawn with all goals and the start in sight', () => {
    const { scene } = createNavigation(navigationSpec({ goalRange: [1, 3] }), [2, 2]);
    assert.deepEqual(scene, { bounds: { x: [-0.75, 3.75], y: [-0.75, 3.75] }, goal: [2, 2], goalRadius: 0.01 });
  });
});
