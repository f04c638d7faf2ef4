// Which ends of runs are news: of runs that were seen at work, and ends of this very moment. That of any other is a
// file's age: it came with a folder that was copied or pulled.

import { isOfThisSystem } from '../../base/processIdentity.ts';
import { isEnded } from '../../runs/runState.ts';
import type { RunChanges, RunRecord } from './runRecord.ts';

const justNowMilliseconds = 5000;

export class WitnessedRuns {
  readonly #seenAtWork = new Set<string>();

  /** Runs whose end is news, of all changes in their order. */
  endsIn({ added, changed, removed }: RunChanges): RunRecord[] {
    for (const { directory } of removed) this.#seenAtWork.delete(directory);
    for (const { previous, current } of changed) {
      const beats = previous.manifest.heartbeatAt !== current.manifest.heartbeatAt;
      // A trainer's last word takes its process out of the manifest.
      if ((beats && !isEnded(current.state)) || isOfThisMachine(previous) || isOfThisMachine(current))
        this.#seenAtWork.add(current.directory);
    }
    const ended = changed.filter(({ previous, current }) => !isEnded(previous.state) && isEnded(current.state));
    return [
      // One that cannot even be started may have failed before it is first seen.
      ...added.filter(endedJustNow),
      ...ended.map(({ current }) => current).filter((run) => this.#seenAtWork.has(run.directory) || endedJustNow(run)),
    ];
  }
}

function isOfThisMachine({ manifest }: RunRecord): boolean {
  return manifest.process !== null && isOfThisSystem(manifest.process);
}

function endedJustNow({ state, manifest }: RunRecord): boolean {
  return (
    isEnded(state) &&
    manifest.endedAt !== null &&
    Math.abs(Date.now() - Date.parse(manifest.endedAt)) < justNowMilliseconds
  );
}
