// Which checkpoints and samples of a run nothing refers to: neither resuming, nor its best figure, nor a stored
// evaluation, nor what is drawn of it.

import path from 'node:path';
import { lookAtEntry } from '../../base/boundedFile.ts';
import { mapInTurns } from '../../base/mapInTurns.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { untranslated } from '../../base/translate.ts';
import { checkpointOwnerOf } from '../checkpointOwner.ts';
import { listCheckpoints } from '../checkpoints.ts';
import { sizeOfFolder } from '../diskUse.ts';
import { listEvaluations } from '../evaluationsReader.ts';
import type { Manifest } from '../manifest.ts';
import { observeRun } from '../observeRun.ts';
import { runFiles } from '../runDirectory.ts';
import { describeNotice } from '../runNotice.ts';
import { isEnded } from '../runState.ts';
import { listSamples, readNewestSample } from '../samples.ts';
import { findNewestGood } from '../verifyCheckpoint.ts';
import { type DiskUse, diskUseByKind } from './diskUseByKind.ts';

const lookedAtAtOnce = 4;

export interface Superfluous {
  readonly iteration: number;
  readonly bytes: number;
}

export interface CleanUpPlan {
  readonly directory: string;
  readonly use: DiskUse;
  readonly checkpoints: readonly Superfluous[];
  readonly samples: readonly Superfluous[];
  /** Why nothing of the run is freed, in a sentence or two; undefined where something could be. */
  readonly obstacle: string | undefined;
}

/**
 * Looks at a run without changing anything. What cannot be told for certain stays: a run at work removes what it does
 * not need by itself, and where an evaluation cannot be read nobody knows which checkpoint it is of. All files of the
 * newest checkpoint are read, in stretches, to be sure that it is good. @throws the signal's reason alone
 */
export async function planCleanUp(directory: string, signal?: AbortSignal): Promise<CleanUpPlan> {
  const use = await diskUseByKind(directory);
  const nothing = { directory, use, checkpoints: [], samples: [] };
  try {
    const { manifest, state } = await observeRun(directory);
    if (!isEnded(state)) return { ...nothing, obstacle: 'It is at work or waits in the queue.' };
    const kept = await keptCheckpoints(directory, manifest, signal);
    if (kept.kind === 'unknown') return { ...nothing, obstacle: kept.reason };
    const listed = await listCheckpoints(directory);
    const superfluous = listed.filter((iteration) => !kept.iterations.has(iteration) && iteration < kept.newest);
    return {
      directory,
      use,
      obstacle: undefined,
      checkpoints: await withSizes(superfluous, (iteration) => sizeOfCheckpoint(directory, iteration)),
      samples: await superfluousSamples(directory, kept.iterations),
    };
  } catch (error) {
    signal?.throwIfAborted();
    return { ...nothing, obstacle: messageOf(error) };
  }
}

type KeptCheckpoints =
  | {
      readonly kind: 'known';
      /** That stay whatever else. */
      readonly iterations: ReadonlySet<number>;
      /** Of the newest good one: it stays, and so do those past it, of which the run's owner decides. */
      readonly newest: number;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

async function keptCheckpoints(
  directory: string,
  manifest: Manifest,
  signal: AbortSignal | undefined,
): Promise<KeptCheckpoints> {
  const evaluations = await listEvaluations(directory);
  const unreadable = evaluations.find(({ kind }) => kind === 'unreadable');
  if (unreadable?.kind === 'unreadable')
    return {
      kind: 'unknown',
      reason: `Nobody can tell which checkpoint an evaluation is of. ${describeNotice(unreadable.notice, untranslated)}`,
    };
  const newest = await findNewestGood(directory, await checkpointOwnerOf(directory, manifest), { signal });
  const evaluated = evaluations.flatMap((listing) =>
    listing.kind === 'evaluation' ? [listing.evaluation.initialization.iteration] : [],
  );
  const { best, latest, checkpointIteration } = manifest;
  const named = [0, best?.iteration, latest?.iteration, checkpointIteration ?? undefined, ...evaluated];
  const iterations = new Set(named.filter((iteration) => iteration !== undefined));
  // Without a good one nothing tells which of them a person may still want to look into.
  return { kind: 'known', iterations, newest: newest ?? 0 };
}

/** All but the newest that can be drawn, those past it, and those of checkpoints that stay. */
async function superfluousSamples(
  directory: string,
  keptIterations: ReadonlySet<number>,
): Promise<readonly Superfluous[]> {
  const { drawn } = await readNewestSample(directory);
  if (drawn === undefined) return [];
  const listed = await listSamples(directory);
  const superfluous = listed.filter((iteration) => iteration < drawn.iteration && !keptIterations.has(iteration));
  const { samples } = runFiles(directory);
  return withSizes(superfluous, async (iteration) => {
    const found = await lookAtEntry(path.join(samples, `${iteration}.json`)).catch(() => undefined);
    return found?.size ?? 0;
  });
}

function sizeOfCheckpoint(directory: string, iteration: number): Promise<number> {
  return sizeOfFolder(path.join(runFiles(directory).checkpoints, String(iteration)), 1);
}

function withSizes(
  iterations: readonly number[],
  sizeOf: (iteration: number) => Promise<number>,
): Promise<readonly Superfluous[]> {
  return mapInTurns(iterations, lookedAtAtOnce, async (iteration) => ({ iteration, bytes: await sizeOf(iteration) }));
}
