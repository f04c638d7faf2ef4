// Everything of a run's files that is damaged, for whoever asks once how a run stands.

import { checkEvents } from './checkEvents.ts';
import { CheckpointCheck } from './checkpointCheck.ts';
import { meritOf } from './figureOfMerit.ts';
import { fileProblemOf } from './fileProblem.ts';
import type { Manifest } from './manifest.ts';
import { readMarksFile } from './marks/marksFile.ts';
import { runFiles } from './runDirectory.ts';
import type { RunNotice } from './runNotice.ts';
import { isEnded, type RunState } from './runState.ts';
import { readNewestSample } from './samples.ts';

/**
 * Reads all figures and checkpoints, which takes about a second for a million meta-iterations and a second for a
 * gigabyte. A notice for each file or checkpoint that has something wrong. Nothing that cannot be read
 * hides what is wrong elsewhere.
 */
export async function checkRun(directory: string, manifest: Manifest, state: RunState): Promise<RunNotice[]> {
  const { samples, checkpoints } = runFiles(directory);
  const ofSamples = async () =>
    [(await readNewestSample(directory)).problem?.notice].filter((notice) => notice !== undefined);
  const ofCheckpoints = async () => [...(await new CheckpointCheck(directory).look(manifest)).values()];
  const marks = await readMarksFile(directory);
  return [
    ...('problem' in marks ? [{ of: 'marks', text: marks.problem } as const] : []),
    ...(await checkEvents(directory, isEnded(state) ? meritOf(manifest, 'latest') : undefined)),
    ...(await ofSamples().catch((error: unknown) => unreadable(samples, error))),
    ...(await ofCheckpoints().catch((error: unknown) => unreadable(checkpoints, error))),
  ];
}

function unreadable(file: string, error: unknown): RunNotice[] {
  return [{ of: 'file', problem: fileProblemOf(file, error) }];
}
