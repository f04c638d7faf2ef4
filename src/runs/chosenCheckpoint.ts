// Which checkpoint of a run a person means: that of a meta-iteration, of the best figure, or the newest.

import path from 'node:path';
import { messageOf } from '../base/systemErrors.ts';
import type { MetaState } from '../meta/metaState.ts';
import { type CheckpointOwner, listCheckpoints } from './checkpoints.ts';
import { loadCheckpoint, loadNewestCheckpoint } from './loadCheckpoint.ts';
import type { Manifest } from './manifest.ts';
import { describePassedOver } from './passedOverCheckpoints.ts';
import { runFiles } from './runDirectory.ts';

/** A meta-iteration; `latest` is the newest good one. */
export type CheckpointChoice = number | 'best' | 'latest';

/** A run has no such checkpoint, or it is damaged. `message` names those that there are. */
export class NoSuchCheckpointError extends Error {
  override readonly name = 'NoSuchCheckpointError';
}

export interface ChosenCheckpoint {
  readonly state: MetaState;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** In words: newer ones that are damaged and were passed over. */
  readonly warnings: readonly string[];
}

/** Of the checkpoints that a run has, so many are named in a message. */
const mostNamed = 20;

/** What `text` means, or undefined where it means none. */
export function parseCheckpointChoice(text: string): CheckpointChoice | undefined {
  if (text === 'best' || text === 'latest') return text;
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined;
}

/**
 * @throws {NoSuchCheckpointError}
 * @throws {CheckpointUnreadableError} where the system does not let one be read that may be the newest
 */
export async function loadChosenCheckpoint(
  directory: string,
  { best }: Pick<Manifest, 'best'>,
  owner: CheckpointOwner,
  choice: CheckpointChoice,
): Promise<ChosenCheckpoint> {
  if (choice === 'latest') return loadLatest(directory, owner);
  if (choice !== 'best') return loadNamed(directory, owner, choice, '');
  if (best === null) {
    throw new NoSuchCheckpointError(
      `${directory} has no best checkpoint: nothing was measured on held-out tasks yet. Wait for its first evaluation.`,
    );
  }
  return loadNamed(directory, owner, best.iteration, ', where its best figure was measured');
}

async function loadLatest(directory: string, owner: CheckpointOwner): Promise<ChosenCheckpoint> {
  const { state, ...passedOver } = await loadNewestCheckpoint(directory, owner);
  if (state !== undefined)
    return { state, folder: folderOf(directory, state.iteration), warnings: describePassedOver(passedOver) };
  throw new NoSuchCheckpointError(
    `${directory} has no good checkpoint yet. Wait for its first one, or ask for one with a checkpoint request.`,
  );
}

async function loadNamed(
  directory: string,
  owner: CheckpointOwner,
  iteration: number,
  which: string,
): Promise<ChosenCheckpoint> {
  const kept = await listCheckpoints(directory);
  if (!kept.includes(iteration)) {
    const more = kept.length > mostNamed ? ' and others' : '';
    const there =
      kept.length === 0 ? 'It has none yet.' : `It has those of ${kept.slice(0, mostNamed).join(', ')}${more}.`;
    throw new NoSuchCheckpointError(`${directory} has no checkpoint of meta-iteration ${iteration}${which}. ${there}`);
  }
  const folder = folderOf(directory, iteration);
  try {
    return { state: await loadCheckpoint(folder, owner), folder, warnings: [] };
  } catch (error) {
    throw new NoSuchCheckpointError(messageOf(error));
  }
}

function folderOf(directory: string, iteration: number): string {
  return path.join(runFiles(directory).checkpoints, String(iteration));
}
