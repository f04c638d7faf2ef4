// A launcher of stand-in trainers in a temporary folder, with what its tests ask of the runs there.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAtomically } from '../../../src/base/writeAtomically.ts';
import { LocalLauncher } from '../../../src/launchers/localLauncher.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { queueRun } from '../../support/queueRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

const script = fileURLToPath(new URL('programs/briefTrainer.mjs', import.meta.url));

/** To be called in a suite: ends trainers after each test, and fails one that left errors in `errors`. */
export function useLaunchers() {
  const errors: unknown[] = [];

  // Before the folder is removed: trainers end first.
  afterEach(async () => {
    for (const name of (await readdir(folder())).filter((other) => other !== 'user')) {
      const directory = path.join(folder(), name);
      if (existsSync(path.join(directory, 'run.json')) && (await stateOf(directory)) === 'running')
        await end(directory, 'stopped');
    }
    assert.deepEqual(errors.splice(0), []);
  });

  const folder = useTemporaryFolder();

  const userFolder = () => path.join(folder(), 'user');
  const launcher = ({
    places = 1,
    onPlaces = () => {},
    program = process.execPath,
    others = [] as readonly string[],
    user = userFolder(),
    trusted = true,
    longestWait = 60_000,
  } = {}) =>
    new LocalLauncher({
      askedBy: 'editor',
      command: { program, script, environment: {} },
      runsFolders: () => [folder(), ...others],
      mayStart: () => trusted,
      userFolder: user,
      places: () => {
        onPlaces();
        return places;
      },
      onError: (error) => errors.push(error),
      longestWait,
    });
  const newQueuedRun = async () => queueRun(await newTestRun(folder()), userFolder());
  const stateOf = async (directory: string) => (await readManifest(directory)).state;
  const waitForState = (directory: string, state: string) =>
    waitFor(`${path.basename(directory)} to be ${state}`, async () => (await stateOf(directory)) === state);
  const startsOf = async (directory: string) =>
    existsSync(path.join(directory, 'starts'))
      ? (await readFile(path.join(directory, 'starts'), 'utf8')).trim().split('\n').length
      : 0;

  async function end(directory: string, state: string): Promise<void> {
    await writeAtomically(path.join(directory, 'end'), state);
    await waitForState(directory, state);
  }

  return { errors, folder, userFolder, launcher, newQueuedRun, stateOf, waitForState, startsOf, end };
}
