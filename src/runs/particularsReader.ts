// What of runs their manifests do not say, read again only where it changed: of a frozen experiment, which never does,
// once, of stored evaluations where one came or went; and what could not be read.

import { lookAtEntry, stampOf } from '../base/boundedFile.ts';
import { reasonApart } from './comparableEvaluation.ts';
import { diskUseOf } from './diskUse.ts';
import type { EvaluationListing } from './evaluations.ts';
import { EvaluationsReader } from './evaluationsReader.ts';
import type { ExperimentFacts } from './experimentFacts.ts';
import type { Manifest } from './manifest.ts';
import { type MeasuredEvaluation, measuredIn } from './measuredEvaluation.ts';
import { type FactsReader, readExperimentFacts, stampOfDamage } from './readExperimentFacts.ts';
import { runFiles } from './runDirectory.ts';
import type { RunParticulars } from './runParticulars.ts';
import { memoryOf } from './sharedFacts.ts';

/** What the parameters of all runs take in memory: ten thousand ordinary ones need half of it. */
const mostBytes = 256 * 2 ** 20;
/** Of all runs together, of which the first ones have theirs; each takes half a kilobyte. */
const mostEvaluations = 100_000;

/** To add up a run that takes longer than this, in milliseconds, so many times as long is waited before it is done again. */
const longLook = 1000;
const restFactor = 20;

interface KeptRun {
  facts: ExperimentFacts | undefined;
  factBytes: number;
  /** Of an experiment that is none, or damaged: it is not read again while it has this stamp. */
  damagedStamp: string | undefined;
  /** Of the folder of evaluations. */
  stamp: string;
  /** Whether one of them could not be read: it may be mended while the folder is the same. */
  hasUnreadable: boolean;
  reader: EvaluationsReader<MeasuredEvaluation> | undefined;
  evaluations: readonly MeasuredEvaluation[];
  diskBytes: number | undefined;
  isDiskOutdated: boolean;
  /** By the reader's clock; it is not added up again before. */
  diskRestUntil: number;
}

export class ParticularsReader {
  readonly #kept = new Map<string, KeptRun>();
  readonly #factsOf: FactsReader;
  readonly #now: () => number;
  #bytesLeft = mostBytes;
  #evaluationsLeft = mostEvaluations;

  /**
   * @param factsOf who reads, or remembers, what experiments say
   * @param now in milliseconds
   */
  constructor(factsOf: FactsReader = readExperimentFacts, now: () => number = () => performance.now()) {
    this.#factsOf = factsOf;
    this.#now = now;
  }

  /** What was read of the run; undefined where nothing was. */
  known(directory: string, manifest: Manifest): RunParticulars | undefined {
    const kept = this.#kept.get(directory);
    if (kept === undefined) return undefined;
    const { facts, evaluations, diskBytes } = kept;
    // Most runs have none, and each list would be another.
    if (evaluations.length === 0) return { facts, evaluations, diskBytes };
    const comparable = evaluations.filter((evaluation) => reasonApart(evaluation, manifest) === undefined);
    return { facts, evaluations: comparable, diskBytes };
  }

  /**
   * Reads what is not known yet, and what changed; false where nothing is another than before. Of what cannot be read
   * nothing is said. Calls for one run come one after another.
   * @param disk whether to add up what the run takes on the disk
   */
  async read(directory: string, { disk }: { readonly disk: boolean }): Promise<boolean> {
    const known = this.#kept.get(directory);
    const kept = known ?? newlyKept();
    const hasFacts = kept.facts === undefined && (await this.#readFacts(directory, kept));
    const hasEvaluations = await this.#readEvaluations(directory, kept);
    const hasDisk = disk && kept.isDiskOutdated && (await measureDisk(directory, kept, this.#now));
    this.#kept.set(directory, kept);
    return hasFacts || hasEvaluations || hasDisk || known === undefined;
  }

  /** What the run takes on the disk is another by now. */
  noteChange(directory: string): void {
    const kept = this.#kept.get(directory);
    if (kept !== undefined) kept.isDiskOutdated = true;
  }

  forget(directory: string): void {
    const kept = this.#kept.get(directory);
    this.#bytesLeft += kept?.factBytes ?? 0;
    this.#evaluationsLeft += kept?.evaluations.length ?? 0;
    this.#kept.delete(directory);
  }

  /** Where parameters would take more memory than there is for them, the last runs have none. */
  async #readFacts(directory: string, kept: KeptRun): Promise<boolean> {
    if (this.#bytesLeft <= 0) return false;
    const experiment = lookAtEntry(runFiles(directory).experiment);
    // Before it is read: what is put right meanwhile has another.
    const stamp = await experiment.then(stampOf, () => undefined);
    if (stamp !== undefined && stamp === kept.damagedStamp) return false;
    let facts: ExperimentFacts | undefined;
    try {
      facts = await this.#factsOf(directory, stamp);
      kept.damagedStamp = stamp;
    } catch (error) {
      kept.damagedStamp = stampOfDamage(stamp, error);
    }
    if (facts === undefined) return false;
    kept.facts = facts;
    kept.factBytes = memoryOf(facts);
    this.#bytesLeft -= kept.factBytes;
    return true;
  }

  async #readEvaluations(directory: string, kept: KeptRun): Promise<boolean> {
    let listings: readonly EvaluationListing<MeasuredEvaluation>[] | undefined;
    try {
      const folder = await lookAtEntry(runFiles(directory).evaluations);
      const stamp = stampOf(folder);
      const isFull = this.#evaluationsLeft <= 0 && kept.reader === undefined;
      if (isFull || (stamp === kept.stamp && !kept.hasUnreadable)) return false;
      kept.reader = folder === undefined ? undefined : (kept.reader ?? new EvaluationsReader(directory, measuredIn));
      listings = kept.reader === undefined ? [] : await kept.reader.readChanged();
      kept.stamp = stamp;
    } catch {
      // What was known still holds, and the next call looks again.
      return false;
    }
    if (listings === undefined) return false;
    kept.hasUnreadable = listings.some(({ kind }) => kind === 'unreadable');
    const found = listings.flatMap((listing) => (listing.kind === 'evaluation' ? [listing.evaluation] : []));
    this.#evaluationsLeft += kept.evaluations.length;
    this.#evaluationsLeft -= found.length;
    kept.evaluations = found;
    return true;
  }
}

const noEvaluations: readonly MeasuredEvaluation[] = [];

function newlyKept(): KeptRun {
  return {
    facts: undefined,
    factBytes: 0,
    damagedStamp: undefined,
    stamp: '',
    hasUnreadable: false,
    reader: undefined,
    evaluations: noEvaluations,
    diskBytes: undefined,
    isDiskOutdated: true,
    diskRestUntil: Number.NEGATIVE_INFINITY,
  };
}

async function measureDisk(directory: string, kept: KeptRun, now: () => number): Promise<boolean> {
  const beganAt = now();
  if (beganAt < kept.diskRestUntil) return false;
  kept.isDiskOutdated = false;
  const diskBytes = await diskUseOf(directory);
  const endedAt = now();
  const took = endedAt - beganAt;
  if (took > longLook) kept.diskRestUntil = endedAt + restFactor * took;
  const isAnother = diskBytes !== kept.diskBytes;
  kept.diskBytes = diskBytes;
  return isAnother;
}
