// Goals of control tasks: where they are drawn from, and what is kept apart.

import assert from 'node:assert/strict';
import { randomStream } from '../../../../src/engine/random.ts';
import { armGoals } from '../../../../src/tasks/control/arm.ts';
import { isInSector } from '../../../../src/tasks/control/goals.ts';
import { navigationGoals } from '../../../../src/tasks/control/navigation.ts';
import type { Point } from '../../../../src/tasks/plane.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { armSpec, navigationSpec } from '../../../support/controlTasks.ts';

const draws = 4000;

describe('goals of navigation', () => {
  it('fill the square evenly', () => {
    const goals = drawMany(navigationGoals(navigationSpec()).drawTrainingGoal);
    for (const axis of [0, 1] as const) {
      const values = goals.map((goal) => goal[axis]);
      assert.ok(Math.min(...values) >= -0.5 && Math.max(...values) <= 0.5);
      assert.ok(Math.abs(meanOf(values)) < 0.02);
      assert.ok(Math.abs(meanOf(values.map((value) => value * value)) - 1 / 12) < 0.004);
    }
  });

  it('come from different places in training and held-out tasks where a sector is kept apart', () => {
    for (const sector of [
      [0, 90],
      [-45, 45],
      [300, 420],
    ] as const) {
      const { drawTrainingGoal, drawHeldOutGoal, heldOutDescription } = navigationGoals(
        navigationSpec({ heldOutSector: [...sector] }),
      );
      assert.ok(drawMany(drawTrainingGoal).every((goal) => !isInSector(goal, sector)));
      assert.ok(drawMany(drawHeldOutGoal).every((goal) => isInSector(goal, sector)));
      assert.deepEqual(heldOutDescription, { code: 'goalsInSector', from: sector[0], to: sector[1] });
    }
  });

  it('are refused where a sector leaves none', () => {
    const { drawHeldOutGoal } = navigationGoals(navigationSpec({ goalRange: [0.25, 0.5], heldOutSector: [90, 180] }));
    assert.throws(() => drawHeldOutGoal(randomStream(1, 'split')), TaskError);
    const { drawTrainingGoal } = navigationGoals(navigationSpec({ heldOutSector: [0, 360] }));
    assert.throws(() => drawTrainingGoal(randomStream(1, 'split')), /none to train on/);
  });
});

describe('goals of the arm', () => {
  it('fill their part of the ring evenly by area', () => {
    const goals = drawMany(armGoals(armSpec({ goalDistance: [0.4, 0.9], goalDirection: [0, 180] })).drawHeldOutGoal);
    const squares = goals.map(([x, y]) => x * x + y * y);
    assert.ok(goals.every(([, y]) => y >= 0));
    assert.ok(squares.every((square) => square >= 0.16 - 1e-12 && square <= 0.81 + 1e-12));
    assert.ok(Math.abs(meanOf(squares) - (0.16 + 0.81) / 2) < 0.01);
    assert.ok(Math.abs(meanOf(goals.map(([x]) => x))) < 0.03);
  });
});

describe('a sector', () => {
  it('may pass through zero', () => {
    assert.ok(isInSector([1, 0], [-10, 10]));
    assert.ok(isInSector([1, -0.1], [350, 370]));
    assert.ok(!isInSector([0, 1], [350, 370]));
    assert.ok(isInSector([-1, -1e-9], [170, 190]));
  });
});

function drawMany(draw: (random: ReturnType<typeof randomStream>) => Point): Point[] {
  const random = randomStream(7, 'training-task');
  return Array.from({ length: draws }, () => draw(random));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
