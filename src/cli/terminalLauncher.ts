// The launcher of this machine's queue, as a terminal uses it.

import { builtFile } from '../base/installation.ts';
import { userFolder } from '../base/userFolder.ts';
import { LocalLauncher } from '../launchers/localLauncher.ts';

export interface TerminalLauncherOptions {
  /** Absolute. */
  readonly runsFolder: string;
  /** How many runs may be at work at once; 0 where none is to be started. */
  readonly places: number;
  /** Hears of what keeps no run from going on. */
  readonly onError?: (error: unknown) => void;
}

export function terminalLauncher({ runsFolder, places, onError = () => {} }: TerminalLauncherOptions): LocalLauncher {
  return new LocalLauncher({
    command: { program: process.execPath, script: builtFile('trainer.js'), environment: {} },
    askedBy: 'terminal',
    runsFolders: () => [runsFolder],
    mayStart: () => places > 0,
    userFolder: userFolder(),
    places: () => places,
    onError,
  });
}
