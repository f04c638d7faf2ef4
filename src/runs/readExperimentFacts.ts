// The facts of a run's frozen experiment, from the disk.

import { readBounded } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { isOfTheSystem } from '../base/systemErrors.ts';
import type { ExperimentFacts } from './experimentFacts.ts';
import { runFiles } from './runDirectory.ts';

/** Of one experiment's file. */
const mostBytes = 256 * 1024;
const bounds = { depth: 32, values: 20_000, names: 5000 };

/**
 * Gives the facts of the run in a directory, as `readExperimentFacts` does, or at once where they are known; `stamp` is
 * that of the experiment's file where the caller has just looked.
 */
export type FactsReader = (directory: string, stamp?: string) => KnownFacts | Promise<KnownFacts>;

/** Undefined where the file is no experiment. */
type KnownFacts = ExperimentFacts | undefined;

/** Undefined also where the file cannot be read: whoever opens the run is told what is wrong with it. */
export async function readableFacts(factsOf: FactsReader, directory: string): Promise<KnownFacts> {
  try {
    return await factsOf(directory);
  } catch {
    return undefined;
  }
}

/**
 * The stamp of an experiment whose facts could not be read because of `error`: they cannot be while the file has this
 * stamp. Undefined where the system kept them from being read, which may be over though the file is the same.
 * @param stamp of the file right before it was read, empty for none; undefined where the system did not say
 */
export function stampOfDamage(stamp: string | undefined, error: unknown): string | undefined {
  // Of a file that is not there the system says no more.
  return stamp !== '' && isOfTheSystem(error) ? undefined : stamp;
}

/** Undefined where the file is no experiment. Throws where it cannot be read, or is too large to be one. */
export async function readExperimentFacts(directory: string): Promise<ExperimentFacts | undefined> {
  const content = await readBounded(runFiles(directory).experiment, mostBytes);
  // Where nothing has to be read, because it is kept, the schema is not made.
  const { checkExternalShape, checkShape, namesTrainer } = await import('../experiment/checkShape.ts');
  const { factsOf } = await import('./experimentFacts.ts');
  const value = parseBoundedJson(content, bounds);
  const parsed = namesTrainer(value) ? checkExternalShape(value) : checkShape(value);
  return parsed.success ? factsOf(parsed.data) : undefined;
}
