// Presets of meta-reinforcement learning: policies that find a goal from rewards alone.

import type { Preset } from './preset.ts';

/** The task of arXiv 1703.03400, section 5.3, with Reptile's inner loop; see docs/control-tasks.md. */
const navigation: Preset = {
  id: 'navigation-2d',
  title: 'Control: navigation in the plane',
  group: 'domains',
  description:
    'A point finds a goal that it cannot see, by the policy gradient. The task of the MAML paper; minutes on any machine.',
  needs: null,
  text: `{
  // Learn a policy that a few policy-gradient steps lead to any goal in the square (MAML, arXiv 1703.03400, section 5.3).
  "name": "Navigation in the plane",
  "tags": ["control", "navigation"],
  "seed": 0,

  "task": {
    "kind": "navigation",
    // The point starts in the origin and sees its position only; the goal shows in the rewards.
    "goalRange": [-0.5, 0.5],
    "maxStep": 0.1,
    "horizon": 100,
    // Each inner step is taken on so many fresh trajectories, and as many others measure the return.
    "trajectories": 20,
    "queryTrajectories": 20,
    "discount": 0.99,
    "baseline": "linearFeature"
  },

  "model": { "kind": "mlp", "hidden": [100, 100], "activation": "relu" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 60,
    "metaBatch": 10,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": 5,
    // Moments begin anew in each task: a held-out goal finds the optimizer as a training goal does.
    "innerOptimizer": { "kind": "adam", "learningRate": 0.005, "beta1": 0, "state": "fresh" }
  },

  // The mean return before adaptation and after 1, 2 and 3 inner steps, on goals drawn anew.
  "evaluation": { "every": 10, "tasks": 40, "innerSteps": 3 },

  "checkpoint": { "every": 20 }
}
`,
};

const arm: Preset = {
  id: 'two-link-arm',
  title: 'Control: a two-link arm that reaches',
  group: 'domains',
  description: 'Torques move an arm to a goal that it cannot see, by the policy gradient. Minutes on any machine.',
  needs: null,
  text: `{
  // Learn a policy that a few policy-gradient steps lead to reach for any goal.
  "name": "Two-link arm",
  "tags": ["control", "arm"],
  "seed": 0,

  "task": {
    "kind": "arm",
    // Two uniform rods with friction in their joints; actions are torques, held for a twentieth of a second.
    "linkLengths": [0.5, 0.5],
    "linkMasses": [1, 1],
    "damping": 1,
    "maxTorque": 2,
    "timeStep": 0.05,
    "horizon": 50,
    // Goals: half a ring around the shoulder, in metres and degrees.
    "goalDistance": [0.4, 0.9],
    "goalDirection": [0, 180],
    "trajectories": 20,
    "queryTrajectories": 20
  },

  "model": { "kind": "mlp", "hidden": [100, 100], "activation": "relu" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 60,
    "metaBatch": 10,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": 5,
    // Moments begin anew in each task: a held-out goal finds the optimizer as a training goal does.
    "innerOptimizer": { "kind": "adam", "learningRate": 0.005, "beta1": 0, "state": "fresh" }
  },

  // The mean return before adaptation and after 1, 2 and 3 inner steps, on goals drawn anew.
  "evaluation": { "every": 10, "tasks": 40, "innerSteps": 3 },

  "checkpoint": { "every": 20 }
}
`,
};

export const controlPresets: readonly Preset[] = [navigation, arm];
