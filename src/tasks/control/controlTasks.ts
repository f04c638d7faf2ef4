// The distributions of control tasks: which environments there are, and where their goals come from.

import type { RandomStream } from '../../engine/random.ts';
import type { ControlTaskSpec } from '../../experiment/schema.ts';
import type { Point } from '../plane.ts';
import type { ControlDistribution } from '../task.ts';
import { armGoals, createArm } from './arm.ts';
import type { Environment } from './environment.ts';
import type { GoalSource } from './goals.ts';
import { createNavigation, navigationGoals } from './navigation.ts';

/** Drawing a task throws TaskError where the held-out sector leaves no goals to draw from. */
export function createControlDistribution(spec: ControlTaskSpec): ControlDistribution {
  switch (spec.kind) {
    case 'navigation':
      return distributionOf(spec, navigationGoals(spec), (goal) => createNavigation(spec, goal));
    case 'arm':
      return distributionOf(spec, armGoals(spec), (goal) => createArm(spec, goal));
  }
}

function distributionOf(
  spec: ControlTaskSpec,
  goals: GoalSource,
  create: (goal: Point) => Environment,
): ControlDistribution {
  const { observationSize, actionSize } = create([0, 0]);
  return {
    kind: 'control',
    inputShape: [observationSize],
    outputSize: actionSize,
    loss: 'policyGradient',
    heldOutDescription: goals.heldOutDescription,
    horizon: spec.horizon,
    settings: spec,
    sampleTrainingTask: (random: RandomStream) => create(goals.drawTrainingGoal(random)),
    sampleHeldOutTask: (random: RandomStream) => create(goals.drawHeldOutGoal(random)),
  };
}
