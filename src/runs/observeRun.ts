// A run's manifest together with the state that it has for a reader, both of one moment.

import type { Manifest } from './manifest.ts';
import { readManifest } from './manifestFile.ts';
import { observeState } from './observeState.ts';
import type { RunState } from './runState.ts';

export interface ObservedRun {
  readonly manifest: Manifest;
  readonly state: RunState;
}

/**
 * Reads the run in `directory`. A trainer's last word may come between the look at the manifest and the look at its
 * process: a run that seems lost is looked at once more.
 * @throws {ManifestError} when the manifest cannot be read
 */
export async function observeRun(directory: string): Promise<ObservedRun> {
  const first = await lookAt(directory);
  return first.state === 'lost' ? lookAt(directory) : first;
}

async function lookAt(directory: string): Promise<ObservedRun> {
  const manifest = await readManifest(directory);
  return { manifest, state: await observeState(manifest, directory) };
}
