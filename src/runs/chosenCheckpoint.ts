// Which checkpoint of a run a person means: that of a meta-iteration, of the best figure, or the newest.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import type { MetaState } from '../meta/metaState.ts';
import { type CheckpointOwner, checkpointReason, listCheckpoints } from './checkpoints.ts';
import { loadCheckpoint, loadNewestCheckpoint, mostReadForNewest } from './loadCheckpoint.ts';
import { lookAgain } from './lookAgain.ts';
import type { Manifest } from './manifest.ts';
import { readManifest } from './manifestFile.ts';
import type { NewestCheckpoint } from './newestCheckpoint.ts';
import { describePassedOver } from './passedOverCheckpoints.ts';
import { runFiles } from './runDirectory.ts';
import { type VerifiedCheckpoint, verifyCheckpoint, verifyNewestCheckpoint } from './verifyCheckpoint.ts';

/** A meta-iteration; `latest` is the newest good one. */
export type CheckpointChoice = number | 'best' | 'latest';

/** A run has no such checkpoint, or it is damaged. `message` names those that there are. */
export class NoSuchCheckpointError extends Error {
  override readonly name = 'NoSuchCheckpointError';
}

/** @typeParam Taken what is known of it */
interface Chosen<Taken> {
  readonly state: Taken;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** In words: newer ones that are damaged and were passed over. */
  readonly warnings: readonly string[];
}

type WithManifest<Taken> = Chosen<Taken> & {
  /** The one that was given, or a later one where the best checkpoint is another by now. */
  readonly manifest: Manifest;
};

/** Of the checkpoints that a run has, so many are named in a message. */
const mostNamed = 20;

/** What `text` means, or undefined where it means none. */
export function parseCheckpointChoice(text: string): CheckpointChoice | undefined {
  if (text === 'best' || text === 'latest') return text;
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined;
}

/** How a checkpoint is looked at. */
interface Taking<Taken> {
  readonly newest: (directory: string, owner: CheckpointOwner) => Promise<NewestCheckpoint<Taken>>;
  readonly named: (folder: string, owner: CheckpointOwner) => Promise<Taken>;
}

const loading: Taking<MetaState> = { newest: loadNewestCheckpoint, named: loadCheckpoint };

const verifying: Taking<VerifiedCheckpoint> = {
  newest: (directory, owner) => verifyNewestCheckpoint(directory, owner, { mostBytes: mostReadForNewest }),
  named: async (folder, owner) => ({
    iteration: Number(path.basename(folder)),
    parametersSha256: await verifyCheckpoint(folder, owner, {}),
  }),
};

/**
 * @throws {NoSuchCheckpointError} {ManifestError}
 * @throws {CheckpointUnreadableError} where the system does not let one be read that may be the newest
 */
export function loadChosenCheckpoint(
  directory: string,
  manifest: Manifest,
  owner: CheckpointOwner,
  choice: CheckpointChoice,
): Promise<WithManifest<MetaState>> {
  return takeChosen(directory, manifest, { owner, choice, taking: loading });
}

/** The same in little memory and with turns for others: its numbers are not kept. @throws as `loadChosenCheckpoint` does */
export function verifyChosenCheckpoint(
  directory: string,
  manifest: Manifest,
  owner: CheckpointOwner,
  choice: CheckpointChoice,
): Promise<WithManifest<VerifiedCheckpoint>> {
  return takeChosen(directory, manifest, { owner, choice, taking: verifying });
}

interface Look<Taken> {
  readonly owner: CheckpointOwner;
  readonly choice: CheckpointChoice;
  readonly taking: Taking<Taken>;
}

async function takeChosen<Taken extends { readonly iteration: number }>(
  directory: string,
  given: Manifest,
  look: Look<Taken>,
): Promise<WithManifest<Taken>> {
  let manifest = given;
  return lookAgain(
    async () => ({ ...(await takeOnce(directory, manifest, look)), manifest }),
    async () => {
      if (look.choice !== 'best') return false;
      const earlier = manifest.best?.iteration;
      manifest = await readManifest(directory);
      return manifest.best?.iteration !== earlier;
    },
  );
}

async function takeOnce<Taken extends { readonly iteration: number }>(
  directory: string,
  { best }: Pick<Manifest, 'best'>,
  { owner, choice, taking }: Look<Taken>,
): Promise<Chosen<Taken>> {
  if (choice === 'latest') return takeLatest(directory, owner, taking);
  const take = (folder: string) => taking.named(folder, owner);
  if (choice !== 'best') return takeNamed(directory, choice, take, '');
  if (best === null) {
    throw new NoSuchCheckpointError(
      `${directory} has no best checkpoint: nothing was measured on held-out tasks yet. Wait for its first evaluation.`,
    );
  }
  return takeNamed(directory, best.iteration, take, ', where its best figure was measured');
}

async function takeLatest<Taken extends { readonly iteration: number }>(
  directory: string,
  owner: CheckpointOwner,
  { newest }: Taking<Taken>,
): Promise<Chosen<Taken>> {
  const { state, ...passedOver } = await newest(directory, owner);
  if (state !== undefined)
    return { state, folder: folderOf(directory, state.iteration), warnings: describePassedOver(passedOver) };
  throw new NoSuchCheckpointError(
    `${directory} has no good checkpoint. While it is at work, wait for its next one, or ask for one with a checkpoint request.`,
  );
}

async function takeNamed<Taken>(
  directory: string,
  iteration: number,
  take: (folder: string) => Promise<Taken>,
  which: string,
): Promise<Chosen<Taken>> {
  const folder = folderOf(directory, iteration);
  const kept = await listCheckpoints(directory);
  if (!kept.includes(iteration)) throw noneOf(directory, iteration, kept, which);
  try {
    return { state: await take(folder), folder, warnings: [] };
  } catch (error) {
    // A trainer at work removed it meanwhile.
    if ((await lookAtEntry(folder)) === undefined)
      throw noneOf(directory, iteration, await listCheckpoints(directory), which);
    throw new NoSuchCheckpointError(checkpointReason(folder, error));
  }
}

function noneOf(directory: string, iteration: number, kept: readonly number[], which: string): NoSuchCheckpointError {
  const more = kept.length > mostNamed ? ' and others' : '';
  const there =
    kept.length === 0 ? 'It has none yet.' : `It has those of ${kept.slice(0, mostNamed).join(', ')}${more}.`;
  return new NoSuchCheckpointError(`${directory} has no checkpoint of meta-iteration ${iteration}${which}. ${there}`);
}

function folderOf(directory: string, iteration: number): string {
  return path.join(runFiles(directory).checkpoints, String(iteration));
}
