// Preset of CLINC150: few-shot classification of what people ask an assistant for.

import type { Preset } from './preset.ts';

export const clinc150Intents: Preset = {
  id: 'clinc150-intents',
  title: 'CLINC150 intents, 5-way 5-shot',
  group: 'domains',
  description:
    'Tell five intents apart from five requests each, in domains never trained on. Less than a minute on any machine.',
  needs: 'clinc150',
  text: `{
  // Requests to an assistant: tell five intents apart from five examples of each. Two domains, travel and work, are never trained on.
  "name": "CLINC150 intents, 5-way 5-shot",
  "tags": ["text", "clinc150", "5-way", "5-shot"],
  "seed": 0,

  "task": {
    "kind": "text",
    // Found where “reptile-lab data get clinc150” puts it. Add "path" for a folder of your own with data_full.json and domains.json.
    "dataset": { "source": "clinc150", "outOfScope": "exclude" },
    "split": { "by": "domains", "heldOutDomains": ["travel", "work"] },
    "encoding": {
      "kind": "hashed",
      // Words, and pieces of three and four letters: so a word that was never trained on is not all new.
      "wordNgrams": 1,
      "characterNgrams": [3, 4],
      "buckets": 4096,
      "maxTokens": 128
    },
    "ways": 5,
    "shots": 5,
    "queries": 5,
    "trainShots": 10
  },

  "model": {
    "kind": "layers",
    "layers": [
      // As many tokens as the encoding has buckets.
      { "kind": "embeddingBag", "tokens": 4096, "units": 64 },
      { "kind": "dense", "units": 64 },
      { "kind": "relu" }
    ]
  },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 300,
    "metaBatch": 5,
    "metaStepSize": 0.3,
    "metaStepSizeFinal": 0,
    "innerSteps": 10,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "adam", "learningRate": 0.003, "beta1": 0, "state": "carried" }
  },

  "evaluation": { "every": 50, "tasks": 100, "innerSteps": 10, "innerBatch": 10 },

  "checkpoint": { "every": 100 }
}
`,
};
