// Looks over a run's checkpoints without loading them, for whoever shows how a run stands: what is damaged is told
// before it is missed.

import path from 'node:path';
import { lookAtEntry, stampOf } from '../base/boundedFile.ts';
import {
  type CheckpointOwner,
  checkpointProblemOf,
  floatFiles,
  listCheckpoints,
  mostFloatBytes,
} from './checkpoints.ts';
import { isPassing } from './fileProblem.ts';
import { runFiles } from './runDirectory.ts';
import type { RunNotice } from './runNotice.ts';
import { verifyCheckpoint } from './verifyCheckpoint.ts';

/** One look reads no more of new checkpoints than this, which takes some seconds. */
const mostBytes = 2 ** 31;
const mostCheckpoints = 1000;
/** After so many damaged ones nobody learns more from another. */
const mostProblems = 10;
const checkedFiles = ['SHA256SUMS', 'state.json', ...floatFiles] as const;

/** What was found of a checkpoint whose files had these stamps. */
interface Finding {
  readonly stamp: string;
  /** Undefined for a good one. */
  readonly problem: RunNotice | undefined;
}

/** Remembers what it has checked, so that a further look costs little as long as nothing changes. */
export class CheckpointCheck {
  readonly #directory: string;
  /** By the absolute path of the folder. */
  #findings = new Map<string, Finding>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Checks the sums of all checkpoints that are new or changed, the newest first, and whether they are `owner`'s. Gives
   * a notice for each folder, by absolute path, that has something wrong.
   * @throws {RefusedFileError} where `checkpoints/` is no folder; the system's error where it cannot be listed; the
   * signal's reason
   */
  async look(owner: CheckpointOwner, signal?: AbortSignal): Promise<ReadonlyMap<string, RunNotice>> {
    const { checkpoints } = runFiles(this.#directory);
    const findings = new Map<string, Finding>();
    const problems = new Map<string, RunNotice>();
    let [room, checkpointsLeft] = [mostBytes, mostCheckpoints];
    for (const iteration of await listCheckpoints(this.#directory)) {
      const folder = path.join(checkpoints, String(iteration));
      const { stamp, bytes } = await stampOfFolder(folder);
      const found = this.#findings.get(folder);
      const known = found?.stamp === stamp && !hasPassingProblem(found) ? found : undefined;
      if (known === undefined) room -= bytes;
      if (room < 0 || checkpointsLeft-- === 0 || problems.size >= mostProblems) {
        problems.set(folder, { of: 'uncheckedCheckpoints', iteration });
        break;
      }
      const finding = known ?? { stamp, problem: await this.#problemOf(folder, owner, signal) };
      signal?.throwIfAborted();
      // Also where a later one ends the look: it was read, and is not read again.
      this.#findings.set(folder, finding);
      findings.set(folder, finding);
      if (finding.problem !== undefined) problems.set(folder, finding.problem);
    }
    this.#findings = findings;
    return problems;
  }

  /** Whether another look may find less wrong than the last one did. @throws the system's error */
  async isAnyMended(): Promise<boolean> {
    for (const [folder, finding] of this.#findings) {
      if (finding.problem === undefined) continue;
      if (hasPassingProblem(finding) || (await stampOfFolder(folder)).stamp !== finding.stamp) return true;
    }
    return false;
  }

  async #problemOf(
    folder: string,
    owner: CheckpointOwner,
    signal: AbortSignal | undefined,
  ): Promise<RunNotice | undefined> {
    try {
      await verifyCheckpoint(folder, owner, { signal });
      return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      // A trainer at work removes old ones when it has saved new ones.
      if (!(await listCheckpoints(this.#directory)).includes(Number(path.basename(folder)))) return undefined;
      return { of: 'checkpoint', problem: checkpointProblemOf(folder, error) };
    }
  }
}

function hasPassingProblem({ problem }: Finding): boolean {
  // A missing file is no failure of the system.
  return problem?.of === 'checkpoint' && problem.problem.code !== 'incomplete' && isPassing(problem.problem);
}

/** Changes whenever a file of the checkpoint is written or put in another's place; links are not followed. */
async function stampOfFolder(folder: string): Promise<{ readonly stamp: string; readonly bytes: number }> {
  const found = await Promise.all(['', ...checkedFiles].map((name) => lookAtEntry(path.join(folder, name))));
  const bytes = found.reduce(
    (sum, entry) => sum + (entry?.isFile() === true ? Math.min(entry.size, mostFloatBytes) : 0),
    0,
  );
  return { stamp: found.map(stampOf).join('\n'), bytes };
}
