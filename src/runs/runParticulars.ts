// What of runs their manifests do not say: the experiment's parameters, what was measured of them, what they take on the
// disk.

import { mapInTurns } from '../base/mapInTurns.ts';
import { reasonApart } from './comparableEvaluation.ts';
import { diskUseOf } from './diskUse.ts';
import { EvaluationsReader } from './evaluationsReader.ts';
import type { ExperimentFacts } from './experimentFacts.ts';
import type { Manifest } from './manifest.ts';
import { type MeasuredEvaluation, measuredIn } from './measuredEvaluation.ts';
import { type FactsReader, readableFacts, readExperimentFacts } from './readExperimentFacts.ts';
import { memoryOf } from './sharedFacts.ts';

export interface RunParticulars {
  /** Undefined where the experiment cannot be read. */
  readonly facts: ExperimentFacts | undefined;
  /** Those that may stand beside evaluations of other runs. */
  readonly evaluations: readonly MeasuredEvaluation[];
  readonly diskBytes: number | undefined;
}

/** What takes long with many runs, and is not always needed. */
export interface ParticularsNeeded {
  readonly evaluations: boolean;
  readonly disk: boolean;
}

interface KnownRun {
  readonly directory: string;
  readonly manifest: Manifest;
}

const readAtOnce = 16;
/** What the parameters of all runs take in memory: ten thousand ordinary ones need half of it. */
const mostBytes = 256 * 2 ** 20;

/**
 * For each of `runs`, in their order. Of what cannot be read nothing is said: whoever opens the run is told what is wrong
 * with it. Where parameters would take more memory than there is for them, the last runs have none.
 */
export async function readParticulars(
  runs: readonly KnownRun[],
  needed: ParticularsNeeded,
  factsOf: FactsReader = readExperimentFacts,
): Promise<readonly RunParticulars[]> {
  let bytesLeft = mostBytes;
  return mapInTurns(runs, readAtOnce, async ({ directory, manifest }) => {
    const facts = bytesLeft > 0 ? await readableFacts(factsOf, directory) : undefined;
    if (facts !== undefined) bytesLeft -= memoryOf(facts);
    return {
      facts,
      evaluations: needed.evaluations ? await comparableEvaluations(directory, manifest) : [],
      diskBytes: needed.disk ? await diskUseOf(directory) : undefined,
    };
  });
}

async function comparableEvaluations(directory: string, manifest: Manifest): Promise<readonly MeasuredEvaluation[]> {
  const listings = (await new EvaluationsReader(directory, measuredIn).readChanged().catch(() => undefined)) ?? [];
  return listings.flatMap((listing) =>
    listing.kind === 'evaluation' && reasonApart(listing.evaluation, manifest) === undefined
      ? [listing.evaluation]
      : [],
  );
}
