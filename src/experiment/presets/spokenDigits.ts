// Preset on the Free Spoken Digits: recordings of ten digits by six speakers, one of whom is never heard in training.

import type { Preset } from './preset.ts';

export const spokenDigits: Preset = {
  id: 'spoken-digits',
  title: 'Spoken digits, 5-way 5-shot',
  group: 'domains',
  description:
    'Tells five digits of a speaker never heard in training apart, from five recordings of each. Minutes on any machine.',
  needs: 'free-spoken-digits',
  text: `{
  // Learn from the digits of five speakers how to tell those of a sixth apart, from five recordings of each digit.
  "name": "Spoken digits, 5-way 5-shot",
  "tags": ["speech", "5-way", "5-shot"],
  "seed": 0,

  "task": {
    "kind": "speech",
    "dataset": {
      // The recordings that "reptile-lab data get free-spoken-digits" fetches; "path" would name another folder or zip.
      "source": "spokenDigits",
      // A training class is a digit as one speaker says it: 50 of them. A task's classes come from one speaker.
      "holdOut": { "by": "speakers", "speakers": ["theo"] }
    },
    // One second at 8 kHz as 40 mel bands in 41 frames. Without the silence around it, a digit begins at the left edge.
    "features": { "sampleRate": 8000, "seconds": 1, "melBands": 40, "fftSize": 256, "hopLength": 200, "trimSilence": 30 },
    "ways": 5,
    "shots": 5,
    "queries": 5,
    "trainShots": 10
  },

  "model": { "kind": "convnet", "blocks": 4, "filters": 32, "downsampling": "stride" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 600,
    "metaBatch": 5,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": 5,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "adam", "learningRate": 0.001, "beta1": 0 }
  },

  // Transductive: the queries of a task are normalised in one batch. Without it each one is predicted with the support set: slower.
  "evaluation": { "every": 100, "tasks": 100, "innerSteps": 50, "innerBatch": 10, "transductive": true },

  "checkpoint": { "every": 200 }
}
`,
};
