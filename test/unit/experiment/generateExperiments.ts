// Generates experiments that are right in shape and meaning, and their texts as people write them.

import type { ExperimentInput } from '../../../src/experiment/schema.ts';
import type { Choices } from './seededChoices.ts';

/** An experiment without an error; keys with defaults are left out at random. */
export function generateExperiment(choices: Choices): ExperimentInput {
  const task = generateTask(choices);
  return {
    name: choices.pick(['digits', 'Sine, ε → 0', 'run 7', '名前', 'a'.repeat(200)]),
    ...maybe(choices, { description: choices.pick(['', 'Why: "because".', 'line\nbreak']) }),
    ...maybe(choices, { tags: choices.pick([[], ['paper'], ['a', 'b']]) }),
    ...maybe(choices, { seed: choices.pick([0, 1, 4_294_967_295]) }),
    task,
    model: generateModel(choices, task.kind === 'images' || task.kind === 'speech'),
    algorithm: generateAlgorithm(choices, trainShotsOf(task)),
    ...maybe(choices, { evaluation: generateEvaluation(choices) }),
    ...maybe(choices, { checkpoint: maybe(choices, { every: choices.integer(1, 1000), keep: choices.integer(1, 9) }) }),
    ...maybe(choices, { engine: maybe(choices, { workers: choices.pick(['auto' as const, 1, 256]) }) }),
  };
}

/** The experiment as text, with comments, trailing commas and any indentation. */
export function writeText(experiment: unknown, choices: Choices): string {
  const indentation = choices.pick(['', '  ', '\t']);
  const text = JSON.stringify(experiment, null, indentation);
  if (indentation === '') return choices.flag() ? text : `// one line\n${text}\n`;
  const lines = text.split('\n').map((line) => (choices.integer(0, 9) === 0 ? `${line} // ε, "{" and so on` : line));
  const withCommas = choices.flag()
    ? lines.join('\n').replace(/(["\d\]}el])\n(\s*[}\]])/g, '$1,\n$2')
    : lines.join('\n');
  return choices.flag() ? withCommas : withCommas.replaceAll('\n', '\r\n');
}

function maybe<T extends object>(choices: Choices, part: T): T | Record<string, never> {
  return choices.flag() ? part : {};
}

function generateTask(choices: Choices): ExperimentInput['task'] {
  if (choices.flag()) {
    const points = choices.integer(11, 60);
    return {
      kind: 'sine',
      points,
      shots: choices.integer(1, 10),
      ...maybe(choices, { amplitude: [choices.number(0.1, 1), choices.number(1, 5)] as [number, number] }),
      ...maybe(choices, { trainShots: choices.integer(1, points) }),
    };
  }
  if (choices.integer(0, 3) === 0) return generateSpeechTask(choices);
  if (choices.integer(0, 3) === 0) return generateControlTask(choices);
  if (choices.flag()) {
    const trained = choices.integer(1, 5);
    return {
      kind: 'images',
      dataset: { source: 'mnist', trainDigits: Array.from({ length: trained }, (_, digit) => digit) },
      ways: choices.integer(2, Math.min(4 * trained, 5)),
      rotations: true,
      ...maybe(choices, { shots: choices.integer(1, 20), queries: choices.integer(1, 20) }),
    };
  }
  return {
    kind: 'images',
    dataset: { source: 'omniglot', path: choices.pick(['data', '../Omniglot data', 'C:\\data\\omniglot']) },
    ways: choices.pick([2, 5, 20, 100]),
    ...maybe(choices, {
      shots: choices.integer(1, 10),
      queries: choices.integer(1, 10),
      trainShots: choices.integer(1, 20),
    }),
  };
}

function generateSpeechTask(choices: Choices): ExperimentInput['task'] {
  const features = {
    sampleRate: choices.pick([8000, 16_000]),
    fftSize: choices.pick([512, 1024]),
    ...maybe(choices, { seconds: choices.number(0.5, 2), pad: choices.pick(['end', 'centre'] as const) }),
    ...maybe(choices, {
      crop: choices.pick(['start', 'centre', 'loudest'] as const),
      trimSilence: choices.number(10, 60),
    }),
    ...maybe(choices, { windowLength: choices.integer(256, 512), hopLength: choices.integer(100, 256) }),
    ...maybe(choices, { melBands: choices.integer(20, 64), melScale: choices.pick(['slaney', 'htk'] as const) }),
    ...maybe(choices, { lowestFrequency: choices.integer(0, 300), highestFrequency: choices.integer(3000, 4000) }),
    ...maybe(choices, {
      normalization: choices.pick(['recording', 'band', 'none'] as const),
      dynamicRange: choices.integer(40, 100),
    }),
  };
  const sizes = { ways: choices.integer(2, 5), shots: choices.integer(1, 5), queries: choices.integer(1, 5) };
  const bySpeaker = {
    by: 'speakers' as const,
    speakers: choices.pick([['theo'], ['lucas', 'george']]),
    ...maybe(choices, { mixSpeakers: true }),
  };
  if (choices.flag()) {
    return {
      kind: 'speech',
      dataset: { source: 'spokenDigits', ...maybe(choices, { holdOut: bySpeaker }) },
      features,
      ...sizes,
    };
  }
  const holdOut = choices.pick([bySpeaker, { by: 'randomClasses' as const, share: choices.number(0.1, 0.9) }]);
  return {
    kind: 'speech',
    dataset: {
      source: 'folder',
      path: choices.pick(['data', '../My voices.zip']),
      ...maybe(choices, { files: '{class}/{speaker}_{take}' }),
      holdOut,
    },
    features,
    ...sizes,
  };
}

function generateControlTask(choices: Choices): ExperimentInput['task'] {
  const settings = {
    ...maybe(choices, { trajectories: choices.integer(1, 40), horizon: choices.integer(1, 100) }),
    ...maybe(choices, { discount: 0.9, gaeLambda: choices.pick([0, 0.95, 1]) }),
    ...maybe(choices, { baseline: choices.pick(['linearFeature', 'timeDependentMean', 'none'] as const) }),
    ...maybe(choices, { heldOutSector: [choices.integer(-90, 0), choices.integer(1, 90)] as [number, number] }),
  };
  return choices.flag()
    ? { kind: 'navigation', ...settings, ...maybe(choices, { reward: 'squaredDistance' as const }) }
    : { kind: 'arm', ...settings, ...maybe(choices, { damping: 0.5, goalDistance: [0.5, 0.8] as [number, number] }) };
}

function generateModel(choices: Choices, takesImages: boolean): ExperimentInput['model'] {
  const kind = takesImages
    ? choices.pick(['mlp', 'convnet', 'layers'] as const)
    : choices.pick(['mlp', 'layers'] as const);
  switch (kind) {
    case 'mlp':
      return {
        kind,
        ...maybe(choices, {
          hidden: choices.pick([[], [8], [64, 64]]),
          activation: choices.pick(['relu', 'tanh', 'sigmoid'] as const),
        }),
      };
    case 'convnet':
      return {
        kind,
        ...maybe(choices, {
          blocks: choices.integer(1, 4),
          filters: 8,
          downsampling: choices.pick(['stride', 'maxPool'] as const),
        }),
      };
    case 'layers':
      return {
        kind,
        layers: [
          ...(takesImages
            ? ([
                { kind: 'conv2d', filters: 4, ...maybe(choices, { stride: 2 }) },
                { kind: choices.pick(['maxPool', 'averagePool'] as const) },
                { kind: choices.pick(['flatten', 'globalPool'] as const) },
              ] as const)
            : []),
          { kind: 'dense', units: choices.integer(1, 32) },
          ...(choices.flag() ? ([{ kind: choices.pick(['relu', 'sigmoid'] as const) }] as const) : []),
          ...(choices.flag()
            ? ([{ kind: 'dropout', ...maybe(choices, { rate: choices.number(0, 0.9) }) }] as const)
            : []),
        ],
      };
  }
}

const algorithmKindsWithoutOuterBatch = ['reptile', 'gradientCombination', 'joint', 'scratch'] as const;
const algorithmKinds = [...algorithmKindsWithoutOuterBatch, 'fomaml', 'maml', 'anil', 'metaSgd'] as const;

function trainShotsOf(task: ExperimentInput['task']): number {
  switch (task.kind) {
    case 'sine':
      return task.trainShots ?? task.points ?? 50;
    case 'images':
    case 'speech':
    case 'text':
      return task.trainShots ?? 10;
    case 'navigation':
    case 'arm':
      return task.trajectories ?? 20;
    case 'table':
      return task.trainShots ?? (task.shots ?? 5) + (task.queries ?? 5);
    case 'module':
      return 10;
  }
}

/** `trainShots`: samples of each class, or points, of a training task. */
function generateAlgorithm(choices: Choices, trainShots: number): ExperimentInput['algorithm'] {
  const sizes = {
    ...maybe(choices, { metaIterations: choices.integer(1, 100_000), metaBatch: choices.integer(1, 25) }),
    ...maybe(choices, { innerBatch: choices.integer(1, 30) }),
  };
  const innerSteps = maybe(choices, { innerSteps: choices.integer(1, 20) });
  const stepSize = {
    ...maybe(choices, { metaStepSize: choices.number(0.01, 10), metaStepSizeFinal: choices.pick([0, 10]) }),
    ...maybe(choices, { metaStepSchedule: choices.pick(['linear', 'cosine', 'constant'] as const) }),
  };
  const outerAdam = { kind: 'adam' as const, ...maybe(choices, { beta1: 0.5, epsilon: 1e-4 }) };
  const towards = {
    ...stepSize,
    ...maybe(choices, { outerOptimizer: choices.pick([{ kind: 'interpolation' as const }, outerAdam]) }),
  };
  const descending = {
    ...stepSize,
    ...maybe(choices, { outerOptimizer: choices.pick([{ kind: 'sgd' as const }, outerAdam]) }),
  };
  const innerOptimizer = generateOptimizer(choices);
  const kind = choices.pick(trainShots > 1 ? algorithmKinds : algorithmKindsWithoutOuterBatch);
  const shotsApart = choices.integer(1, Math.max(1, trainShots - 1));
  switch (kind) {
    case 'reptile':
      return { ...maybe(choices, { kind }), ...sizes, ...innerSteps, ...towards, innerOptimizer };
    case 'fomaml':
      return {
        kind,
        ...sizes,
        ...innerSteps,
        ...towards,
        ...maybe(choices, { tailShots: shotsApart }),
        innerOptimizer,
      };
    case 'gradientCombination': {
      const weights = [...Array.from({ length: choices.integer(0, 6) }, () => choices.pick([0, 0, 0.25, -1])), 1];
      return { kind, ...sizes, ...towards, ...maybe(choices, { weights }), innerOptimizer };
    }
    case 'maml':
    case 'anil':
    case 'metaSgd': {
      const split = maybe(choices, { queryShots: shotsApart });
      const optimizer = maybe(choices, {
        innerOptimizer: { kind: 'sgd' as const, ...maybe(choices, { learningRate: choices.number(1e-4, 2) }) },
      });
      return { kind, ...sizes, ...innerSteps, ...descending, ...split, ...optimizer };
    }
    case 'joint':
      return { kind, ...sizes, ...descending, innerOptimizer };
    case 'scratch':
      return { kind, ...sizes, ...innerSteps, innerOptimizer };
  }
}

function generateOptimizer(choices: Choices): NonNullable<ExperimentInput['algorithm']['innerOptimizer']> {
  const changes = maybe(choices, {
    weightDecay: choices.pick([
      { kind: 'l2' as const, rate: 0.001 },
      { kind: 'decoupled' as const, rate: 0.05 },
      { kind: 'factor' as const, factor: 0.99 },
    ]),
    clipGradient: { kind: choices.pick(['norm', 'value'] as const), at: choices.number(0.01, 10) },
  });
  const kind = choices.pick(['sgd', 'momentum', 'adam'] as const);
  switch (kind) {
    case 'sgd':
      return {
        kind,
        ...changes,
        ...maybe(choices, { learningRate: choices.number(1e-4, 2), reduction: 'sum' as const }),
      };
    case 'momentum':
      return {
        kind,
        ...changes,
        ...maybe(choices, { momentum: choices.number(0, 0.99), state: choices.pick(['carried', 'fresh'] as const) }),
      };
    case 'adam':
      return {
        kind,
        ...changes,
        ...maybe(choices, { beta1: 0.9, state: choices.pick(['carried', 'fresh'] as const) }),
      };
  }
}

function generateEvaluation(choices: Choices): NonNullable<ExperimentInput['evaluation']> {
  return {
    ...maybe(choices, { every: choices.integer(1, 5000), tasks: choices.integer(1, 1000) }),
    ...maybe(choices, {
      innerSteps: choices.integer(1, 50),
      innerBatch: choices.integer(1, 50),
      transductive: choices.flag(),
    }),
  };
}
