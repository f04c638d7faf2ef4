// The launcher as campaigns use it: of one runs folder, in a window that may start runs. Imports little, so that a window's stand-in starts at once.

import { LocalLauncher, type LocalLauncherOptions } from '../../src/launchers/localLauncher.ts';

export function newLauncher(
  runsFolder: string,
  trainer: string,
  options: { readonly places: number; readonly onError: LocalLauncherOptions['onError'] },
): LocalLauncher {
  return new LocalLauncher({
    command: { program: process.execPath, script: trainer, environment: {} },
    runsFolders: () => [runsFolder],
    places: () => options.places,
    onError: options.onError,
  });
}
