// Which program trains a run, as far as what it says can be told: runs of one command may be trained by different ones.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { executedCommands } from '../../experiment/external/fillCommand.ts';
import type { ExternalExperiment } from '../../experiment/schema.ts';
import { isInterpreter } from '../../runs/interpretedWords.ts';
import { digestsOfPrograms } from '../../runs/programFiles.ts';

/** In hexadecimal digits. */
const length = 32;

/**
 * A digest of what the files say that the experiment's commands execute, wherever they lie and whatever they are called;
 * null where none of them can be read. Interpreters, as what is on their paths, and the run's own folder are left out.
 * @param folder where the program is started, absolute
 */
export async function digestOfProgram(
  experiment: ExternalExperiment,
  folder: string,
  own: string,
): Promise<string | null> {
  const digests = Object.entries(await digestsOfPrograms(executedCommands(experiment, own), folder)).flatMap(
    ([place, digest]) => {
      const isOwn = place.startsWith(own + path.sep);
      return isOwn || isInterpreter(place) || !/^[0-9a-f]{64}$/.test(digest) ? [] : [digest];
    },
  );
  if (digests.length === 0) return null;
  return createHash('sha256').update(digests.toSorted().join()).digest('hex').slice(0, length);
}
