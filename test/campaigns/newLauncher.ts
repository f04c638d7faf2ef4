// The launcher as campaigns use it: of one runs folder, in a window that may start runs. Imports little, so that a
// window's stand-in starts at once.

import os from 'node:os';
import path from 'node:path';
import { LocalLauncher, type LocalLauncherOptions } from '../../src/launchers/localLauncher.ts';

/** One user queues all runs of a campaign, whichever process stands for a window. */
const userFolder = path.join(os.tmpdir(), 'reptile-lab-campaign-user');

export function newLauncher(
  runsFolder: string,
  trainer: string,
  options: { readonly places: number; readonly onError: LocalLauncherOptions['onError'] },
): LocalLauncher {
  return new LocalLauncher({
    command: { program: process.execPath, script: trainer, environment: {} },
    runsFolders: () => [runsFolder],
    askedBy: 'editor',
    mayStart: () => true,
    userFolder,
    places: () => options.places,
    onError: options.onError,
  });
}
