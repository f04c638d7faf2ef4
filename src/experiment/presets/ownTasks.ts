// A preset whose tasks come from a module, with the module.

import type { Preset } from './preset.ts';

export const ownTasks: Preset = {
  id: 'own-tasks',
  title: 'Tasks of your own, from a module',
  group: 'domains',
  description:
    'A TypeScript file samples the tasks: change it to yours. As it is: springs of unknown mass and damping, a few seconds.',
  needs: null,
  companions: [
    {
      name: 'own-tasks.ts',
      text: `// Tasks of an experiment (see own-tasks.reptile.json). Reptile Lab calls the default export and samples tasks from what it returns.

import type { CreateTasks } from './reptile-lab-tasks.d.ts';

/** How a released spring swings: no two with the same stiffness, damping and start. */
const createTasks: CreateTasks = ({ damping = [0.1, 0.6] }) => {
  const [low, high] = requireInterval(damping);
  return {
    kind: 'functions',
    domain: [0, 6],
    points: 50,
    shots: 10,
    heldOutDescription: 'springs drawn anew, stiffer than those trained on',
    // Draw random numbers from "random" alone: then a run can be repeated and resumed.
    sampleFunction(random, part) {
      const stiffness = part === 'training' ? 0.5 + random.uniform() : 1.5 + 0.25 * random.uniform();
      const decay = low + (high - low) * random.uniform();
      const start = 1 + 2 * random.uniform();
      return (seconds) => start * Math.exp(-decay * seconds) * Math.cos(stiffness * seconds);
    },
  };
};

export default createTasks;

function requireInterval(value: unknown): [number, number] {
  if (!Array.isArray(value) || value.length !== 2)
    throw new Error('"damping" in the settings must be [lowest, highest].');
  return [Number(value[0]), Number(value[1])];
}
`,
    },
    { name: 'reptile-lab-tasks.d.ts', builtFile: 'reptile-lab-tasks.d.ts' },
  ],
  text: `{
  // Meta-learn a family of functions that a module of yours samples.
  "name": "Springs, from a module",
  "tags": ["regression", "module"],
  "seed": 0,

  "task": {
    "kind": "module",
    "path": "own-tasks.ts",
    // Given to the module as they are.
    "settings": { "damping": [0.1, 0.6] }
  },

  "model": { "kind": "mlp", "hidden": [64, 64], "activation": "tanh" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 5000,
    "metaBatch": 5,
    "metaStepSize": 0.3,
    "metaStepSizeFinal": 0,
    "innerSteps": 32,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.02 }
  },

  "evaluation": { "every": 250, "tasks": 100, "innerSteps": 32, "innerBatch": 10 },

  "checkpoint": { "every": 1000 }
}
`,
};
