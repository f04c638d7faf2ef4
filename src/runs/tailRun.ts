// Follows one run: tells everything that is there, then what is new, as soon as it is written.

import { messageOf } from '../base/systemErrors.ts';
import type { EvaluationListing } from './evaluations.ts';
import { EvaluationsReader } from './evaluationsReader.ts';
import { EventReader, type EventUpdate } from './eventReader.ts';
import { FolderPulse } from './folderPulse.ts';
import type { Manifest } from './manifest.ts';
import { observeRun } from './observeRun.ts';
import type { RunState } from './runState.ts';
import { type DrawnSample, readNewestSample } from './samples.ts';
import { tags } from './tags.ts';

export type RunUpdate =
  | EventUpdate
  | { readonly kind: 'manifest'; readonly manifest: Manifest; readonly state: RunState }
  | { readonly kind: 'sample'; readonly drawn: DrawnSample }
  /** All stored evaluations, whenever one was added or removed; never before there is one. */
  | { readonly kind: 'evaluations'; readonly listings: readonly EvaluationListing[] }
  /** Everything that is on the disk has been told once. */
  | { readonly kind: 'caughtUp' }
  /** The directory cannot be read at the moment; told once for each reason. Following goes on. */
  | { readonly kind: 'unavailable'; readonly message: string };

/** Even without a word from the file system, the run is looked at this often. */
const lookEveryMilliseconds = 100;

/**
 * Follows the run in `directory` until the returned function is called. `listener` hears updates in the order in which they were written,
 * all of one look in one call.
 */
export function tailRun(directory: string, listener: (updates: readonly RunUpdate[]) => void): () => void {
  const reader = new EventReader(directory);
  const evaluations = new EvaluationsReader(directory);
  let manifestText = '';
  let state: RunState | undefined;
  let sampleIteration = -1;
  let problem = '';
  let isCaughtUp = false;

  async function look(): Promise<void> {
    const updates: RunUpdate[] = [];
    try {
      const { manifest, state: observed } = await observeRun(directory);
      const text = JSON.stringify(manifest);
      // After a problem the manifest is told again: it says that the run can be read once more.
      if (text !== manifestText || observed !== state || problem !== '')
        updates.push({ kind: 'manifest', manifest, state: observed });
      manifestText = text;
      state = observed;
      const events = await reader.read();
      updates.push(...events);
      if (!isCaughtUp || events.some(bringsSample)) {
        const drawn = await readNewestSample(directory);
        if (drawn !== undefined && drawn.iteration !== sampleIteration) updates.push({ kind: 'sample', drawn });
        sampleIteration = drawn?.iteration ?? sampleIteration;
      }
      const listings = await evaluations.readChanged();
      if (listings !== undefined) updates.push({ kind: 'evaluations', listings });
      if (!isCaughtUp) updates.push({ kind: 'caughtUp' });
      isCaughtUp = true;
      problem = '';
    } catch (error) {
      if (messageOf(error) !== problem) updates.push({ kind: 'unavailable', message: messageOf(error) });
      problem = messageOf(error);
    }
    if (updates.length > 0 && !pulse.isDisposed) listener(updates);
  }

  const pulse = new FolderPulse([directory], lookEveryMilliseconds, look);
  return () => pulse.dispose();
}

/** A sample is written just before the figures of its evaluation. */
function bringsSample(update: EventUpdate): boolean {
  return update.kind === 'withdrawn' || (update.kind === 'figures' && update.figures.some(({ tag }) => tag === tags.heldOutLoss));
}
