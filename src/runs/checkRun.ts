// Everything of a run's files that is damaged, for whoever asks once how a run stands.

import { checkEvents } from './checkEvents.ts';
import { CheckpointCheck } from './checkpointCheck.ts';
import { explainReadFailure } from './explainReadFailure.ts';
import type { Manifest } from './manifest.ts';
import { readMarksFile } from './marks/marksFile.ts';
import { runFiles } from './runDirectory.ts';
import { readNewestSample } from './samples.ts';

/**
 * Reads all figures and checkpoints, which takes about a second for a million meta-iterations and a second for a
 * gigabyte. One to three sentences for each file or checkpoint that has something wrong. Nothing that cannot be read
 * hides what is wrong elsewhere.
 */
export async function checkRun(
  directory: string,
  owner: Pick<Manifest, 'id' | 'seed' | 'metaIterations' | 'parameterCount'>,
): Promise<string[]> {
  const { samples, checkpoints } = runFiles(directory);
  const ofSamples = async () =>
    [(await readNewestSample(directory)).problem?.message].filter((message) => message !== undefined);
  const ofCheckpoints = async () => [...(await new CheckpointCheck(directory).look(owner)).values()];
  const marks = await readMarksFile(directory);
  return [
    ...('problem' in marks ? [marks.problem] : []),
    ...(await checkEvents(directory)),
    ...(await ofSamples().catch((error: unknown) => [explainReadFailure(samples, error)])),
    ...(await ofCheckpoints().catch((error: unknown) => [explainReadFailure(checkpoints, error)])),
  ];
}
