// The experiment file's one schema: types, defaults, run-time check and, generated from it, the JSON Schema that
// editors use.

import * as z from 'zod';
import { trainer } from './external/trainer.ts';
import { algorithm } from './schema/algorithm.ts';
import { armTask } from './schema/armTask.ts';
import { engine } from './schema/engine.ts';
import { imageTask } from './schema/imageTask.ts';
import { checkpoint, evaluation } from './schema/measuring.ts';
import { type layer, model } from './schema/model.ts';
import { moduleTask } from './schema/moduleTask.ts';
import { navigationTask } from './schema/navigationTask.ts';
import type { policyGradientSettings } from './schema/policyGradient.ts';
import { publishedFigure } from './schema/publishedFigure.ts';
import { sineTask } from './schema/sineTask.ts';
import { speechTask } from './schema/speechTask.ts';
import { sweep } from './schema/sweep.ts';
import { tableTask } from './schema/tableTask.ts';
import { textTask } from './schema/textTask.ts';

export { backendNames } from './schema/engine.ts';

const task = z
  .discriminatedUnion('kind', [
    sineTask,
    imageTask,
    speechTask,
    textTask,
    tableTask,
    navigationTask,
    armTask,
    moduleTask,
  ])
  .describe('The distribution that tasks are drawn from.');

/** What names, explains and seeds any run. */
const naming = {
  $schema: z.string().max(4096).describe('Location of the JSON Schema.').optional(),
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\s\p{Cc}]\P{Cc}*$/u, 'must begin with a visible character and stay on one line')
    .describe('What the run browser shows.')
    .meta({ examples: ['Untitled experiment'] }),
  description: z.string().max(10_000).describe('Why this experiment exists.').default(''),
  tags: z.array(z.string().min(1).max(100)).max(100).describe('Words to find it by.').default([]),
  seed: z.int().min(0).max(0xffffffff).describe('The same seed gives the same parameters, bit for bit.').default(0),
};

export const experimentSchema = z
  .strictObject({
    ...naming,
    task,
    model,
    algorithm,
    evaluation: evaluation.prefault({}),
    checkpoint: checkpoint.prefault({}),
    engine: engine.prefault({}),
    published: z
      .array(publishedFigure)
      .max(100)
      .describe('Figures that others published for these settings.')
      .default([]),
  })
  .describe('A meta-training experiment for Reptile Lab.');

/** What may stand in a file: one experiment, and which of its keys vary in a sweep. A run is of the experiment alone. */
export const experimentFileSchema = experimentSchema
  .extend({ sweep: sweep.optional() })
  .describe('A meta-training experiment for Reptile Lab.');

/** An experiment that another program carries out. */
export const externalExperimentSchema = z
  .strictObject({
    ...naming,
    seed: naming.seed.unwrap().describe('Given to the program as `seed`.').default(0),
    trainer,
  })
  .describe('An experiment that a program of your own carries out.');

export const externalFileSchema = externalExperimentSchema
  .extend({ sweep: sweep.optional() })
  .describe('An experiment that a program of your own carries out.');

/** What a file says, with every default written out. */
export type ExperimentFile = z.output<typeof experimentFileSchema>;
export type ExternalFile = z.output<typeof externalFileSchema>;
export type Sweep = z.output<typeof sweep>;
/** An experiment with every default written out. */
export type Experiment = z.output<typeof experimentSchema>;
export type ExternalExperiment = z.output<typeof externalExperimentSchema>;
/** What a run carries out, whoever trains. */
export type AnyExperiment = Experiment | ExternalExperiment;
/** An experiment as a person writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;
export type TaskSpec = Experiment['task'];
export type SineTaskSpec = Extract<TaskSpec, { kind: 'sine' }>;
export type ImageTaskSpec = Extract<TaskSpec, { kind: 'images' }>;
export type NavigationTaskSpec = Extract<TaskSpec, { kind: 'navigation' }>;
export type ArmTaskSpec = Extract<TaskSpec, { kind: 'arm' }>;
export type ControlTaskSpec = NavigationTaskSpec | ArmTaskSpec;
/** What all control tasks share. */
export type PolicyGradientSpec = z.output<typeof policyGradientSettings>;
export type ModuleTaskSpec = Extract<TaskSpec, { kind: 'module' }>;
export type ImageDatasetSpec = ImageTaskSpec['dataset'];
export type SpeechTaskSpec = Extract<TaskSpec, { kind: 'speech' }>;
export type SpeechDatasetSpec = SpeechTaskSpec['dataset'];
export type SpeechFeatures = SpeechTaskSpec['features'];
export type TextTaskSpec = Extract<TaskSpec, { kind: 'text' }>;
export type TextDatasetSpec = TextTaskSpec['dataset'];
export type TextSplitSpec = TextTaskSpec['split'];
export type TextEncodingSpec = TextTaskSpec['encoding'];
export type TableTaskSpec = Extract<TaskSpec, { kind: 'table' }>;
export type TableDatasetSpec = TableTaskSpec['dataset'];
export type TableSplitSpec = TableTaskSpec['split'];
export type ModelSpec = Experiment['model'];
export type LayerSpec = z.output<typeof layer>;
export type Algorithm = Experiment['algorithm'];
export type AlgorithmKind = Algorithm['kind'];
/** The algorithm of this kind. */
export type AlgorithmOf<Kind extends AlgorithmKind> = Extract<Algorithm, { kind: Kind }>;
export type PublishedFigure = Experiment['published'][number];
export type InnerOptimizer = Algorithm['innerOptimizer'];
export type EvaluationSpec = Experiment['evaluation'];
export type EngineSpec = Experiment['engine'];
export type BackendName = Exclude<EngineSpec['backend'], 'auto'>;
