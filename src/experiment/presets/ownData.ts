// Experiments on data of a person's own, to be filled in: the editor says of each path that nothing lies there yet.

import type { Preset } from './preset.ts';

const ownImages: Preset = {
  id: 'own-images',
  title: 'Images of your own, from a folder or a zip',
  group: 'ownData',
  description: 'A folder of PNG or JPEG for each class: name the place, and as many ways as you hold out classes.',
  needs: null,
  text: `{
  "name": "Images of my own",
  "tags": ["images"],
  "seed": 0,

  "task": {
    "kind": "images",
    "dataset": {
      "source": "folder",
      // A folder or a zip with a folder of PNG or JPEG for each class. Absolute, or relative to this file.
      "path": "images",
      // All are scaled to so many pixels on each side.
      "size": 28,
      // The share of the classes that is never trained on. A split of your own (train/, val/, test/, or tables) goes before it.
      "heldOut": 0.3
    },
    // A task: so many classes, told apart from so many images of each. At least as many classes have to be held out.
    "ways": 5,
    "shots": 5,
    "queries": 5,
    // Training adapts on more images than evaluation does, as in the paper.
    "trainShots": 10
  },

  "model": { "kind": "convnet", "filters": 32 },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 1000,
    "metaBatch": 5,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": 5,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "adam", "learningRate": 0.001, "beta1": 0 }
  },

  "evaluation": { "every": 100, "tasks": 100, "innerSteps": 20, "innerBatch": 10 },

  "checkpoint": { "every": 100 }
}
`,
};

const ownTable: Preset = {
  id: 'own-table',
  title: 'A table of your own, from CSV or JSON',
  group: 'ownData',
  description: 'Rows by user, device or patient, one of which is a task: name the file and its columns.',
  needs: null,
  text: `{
  "name": "A table of my own",
  "tags": ["table"],
  "seed": 0,

  "task": {
    "kind": "table",
    "dataset": {
      // CSV or TSV whose first line names the columns, JSON or JSON Lines. Absolute, or relative to this file.
      "path": "table.csv",
      // What a task is: all rows with one value here, of one user or device for instance.
      "taskColumn": "user",
      // What is known of a row. Numbers that name something are categories.
      "features": ["age", { "column": "genre", "as": "category" }],
      // What is to be told: a number, or "category".
      "target": { "column": "rating", "as": "number" }
    },
    // The share of the tasks that is never trained on.
    "split": { "by": "seed", "heldOutShare": 0.3 },
    // Rows that are adapted to, and others of the same task that are told then.
    "shots": 5,
    "queries": 5
  },

  "model": { "kind": "mlp", "hidden": [64, 64], "activation": "tanh" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 2000,
    "metaBatch": 5,
    "metaStepSize": 0.3,
    "metaStepSizeFinal": 0,
    "innerSteps": 16,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.05 }
  },

  "evaluation": { "every": 500, "tasks": 100, "innerSteps": 16, "innerBatch": 5 },

  "checkpoint": { "every": 1000 }
}
`,
};

export const ownDataPresets: readonly Preset[] = [ownImages, ownTable];
