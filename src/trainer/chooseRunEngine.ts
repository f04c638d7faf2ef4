// The engine of a run: what its experiment asks for, or, where it goes on, what it began with.

import path from 'node:path';
import type { EarlierEngine } from '../engine/backend.ts';
import { backendOf } from '../engine/backends.ts';
import { chooseEngine, type EngineChoice } from '../engine/chooseEngine.ts';
import type { Experiment } from '../experiment/schema.ts';
import { learnerOptionsFor, type TaskSizes } from '../meta/learningContext.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';

/**
 * @param purpose whether the run begins, goes on from what an earlier process computed, bit for bit where that is
 *   promised, or is evaluated, for which other bits will do
 * @throws {EngineError} {ModelError} as `chooseEngine` does
 */
export function chooseRunEngine(
  directory: string,
  manifest: Manifest,
  { experiment, distribution }: { readonly experiment: Experiment; readonly distribution: TaskSizes },
  purpose: 'begin' | 'goOn' | 'evaluate',
): Promise<EngineChoice> {
  return chooseEngine({
    spec: experiment.engine,
    options: learnerOptionsFor(experiment, distribution),
    experimentFolder: path.dirname(locateExperiment(directory, manifest)),
    earlier: purpose === 'begin' ? undefined : earlierEngineOf(manifest),
    mayDeviate: purpose === 'evaluate',
  });
}

/** What a person is to be told of how the run is computed now. */
export function warningsOf({ reason, deviation }: Pick<EngineChoice, 'reason' | 'deviation'>): readonly string[] {
  const crash = reason.flatMap((part) =>
    part.code === 'nativeMissing' && part.why === 'crashed' ? [part.signal] : [],
  );
  return [
    ...crash.map(
      (signal) =>
        `The native kernels have crashed (${signal}). WebAssembly computes from here on, slower, to the same bits. REPTILE_LAB_NATIVE=off switches them off from the start.`,
    ),
    ...(deviation === undefined ? [] : [deviation]),
  ];
}

/** Runs of earlier versions name only the variant. */
function earlierEngineOf({ backend, engineVariant }: Manifest): EarlierEngine | undefined {
  if (engineVariant === null) return undefined;
  const known = backend ?? backendOf(engineVariant);
  return known === undefined ? undefined : { backend: known, variant: engineVariant };
}
