// What processes left behind that died while they wrote into a run: temporary files, by their names alone.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { visitEntries } from '../base/folderNames.ts';
import { inPassing } from '../base/systemErrors.ts';
import { runFiles } from './runDirectory.ts';
import type { RunHold } from './runHold.ts';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Where others than the lock's holder write, too: a file this young may be about to get its name. */
const youngForMilliseconds = { evaluations: 3_600_000, control: 60_000, marks: 60_000 } as const;

/**
 * Removes them. A link or folder of such a name stays, and what the system does not allow to be removed. @throws {LockLostError} when the run is another process's by
 * then
 */
export async function removeLeftovers(hold: RunHold): Promise<void> {
  const { samples, control, evaluations, program } = runFiles(hold.directory);
  // Earlier versions named the right to take a lock over by its token.
  const right = `trainer\\.lock(?:(?:\\.takeover)+|\\.${uuid}|\\.unreadable)`;
  const ofTrainers = new RegExp(
    `^(?:(?:run\\.json|relayed\\.json|figures|trainer\\.lock|${right})\\.${uuid}\\.tmp|${right})$`,
  );
  await removeFrom(hold, hold.directory, ofTrainers, 0);
  // What the trainer writes for its program; all else there is the program's own.
  await removeFrom(hold, program, new RegExp(`^(?:parameters\\.json|stop|pause)\\.${uuid}\\.tmp$`), 0);
  const ofPeople = new RegExp(`^marks\\.json(?:\\.lock)?\\.${uuid}\\.tmp$`);
  await removeFrom(hold, hold.directory, ofPeople, youngForMilliseconds.marks);
  await removeFrom(hold, samples, new RegExp(`^\\d+\\.json\\.${uuid}\\.tmp$`), 0);
  await removeFrom(
    hold,
    control,
    new RegExp(`^[\\w-]+\\.(json|probabilities\\.csv)\\.${uuid}\\.tmp$`),
    youngForMilliseconds.control,
  );
  await removeFrom(hold, evaluations, new RegExp(`^[\\w-]+\\.json\\.${uuid}\\.tmp$`), youngForMilliseconds.evaluations);
}

/** Says that the run's start is over: to be called once its process stands in the manifest. @throws {LockLostError} */
export async function removeLaunchClaim(hold: RunHold): Promise<void> {
  hold.assertHeld();
  await rm(runFiles(hold.directory).launchClaim, { force: true });
}

function removeFrom(hold: RunHold, folder: string, names: RegExp, youngFor: number): Promise<void> {
  return inPassing(async () => {
    // Whoever takes the run up refuses links by name.
    if (!(await lookAtEntry(folder))?.isDirectory()) return;
    await visitEntries(folder, async ({ name }) => {
      if (!names.test(name)) return;
      const file = path.join(folder, name);
      const entry = await lookAtEntry(file);
      if (!entry?.isFile() || (youngFor > 0 && Math.abs(Date.now() - entry.mtimeMs) < youngFor)) return;
      hold.assertHeld();
      await inPassing(() => rm(file, { force: true }));
    });
  });
}
