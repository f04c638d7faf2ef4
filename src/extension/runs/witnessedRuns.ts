// Which runs were seen at work: the loss of one that never was is a file's age, and nobody's news.

import { isOfThisSystem } from '../../runs/processIdentity.ts';
import type { RunChanges, RunRecord } from './runRecord.ts';

export class WitnessedRuns {
  readonly #seenAtWork = new Set<string>();

  /** To be told of every change before `saw` is asked about it. */
  note({ changed, removed }: Pick<RunChanges, 'changed' | 'removed'>): void {
    for (const { directory } of removed) this.#seenAtWork.delete(directory);
    for (const { previous, current } of changed) {
      if (previous.manifest.heartbeatAt !== current.manifest.heartbeatAt) this.#seenAtWork.add(current.directory);
    }
  }

  /**
   * Whether the state of a run that ended is what happened to it here and now. All but a loss a process has written; a
   * loss is witnessed where the process was of this machine, or its heart was seen to beat. A folder that was copied
   * from another machine tells of none.
   */
  saw({ directory, state, manifest }: RunRecord): boolean {
    if (state !== 'lost' || this.#seenAtWork.has(directory)) return true;
    return manifest.process !== null && isOfThisSystem(manifest.process);
  }
}
