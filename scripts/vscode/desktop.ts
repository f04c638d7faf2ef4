// Finds a desktop VS Code on this machine.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const programNames = ['code', 'code-insiders', 'codium', 'cursor'] as const;

function usualPlaces(): readonly string[] {
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', path.join(os.homedir(), 'Applications')].map((folder) =>
        path.join(folder, 'Visual Studio Code.app', 'Contents', 'Resources', 'app', 'bin', 'code'),
      );
    case 'win32':
      return [
        process.env.LOCALAPPDATA && path.join(process.env.LOCALAPPDATA, 'Programs'),
        process.env.ProgramFiles,
      ].flatMap((folder) =>
        folder === undefined || folder === '' ? [] : [path.join(folder, 'Microsoft VS Code', 'bin', 'code.cmd')],
      );
    default:
      return ['/usr/share/code/bin/code', '/snap/bin/code', '/opt/visual-studio-code/bin/code'];
  }
}

/** Path of the program that opens VS Code windows, or undefined where there is none, or no screen to open them on. */
export async function findDesktopVscode(environment: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  // In a terminal of a remote window `code` talks to that window and cannot load an extension from a folder.
  if (environment.VSCODE_IPC_HOOK_CLI !== undefined) return undefined;
  if (process.platform === 'linux' && environment.DISPLAY === undefined && environment.WAYLAND_DISPLAY === undefined)
    return undefined;
  const extension = process.platform === 'win32' ? '.cmd' : '';
  const onPath = (environment.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => programNames.map((name) => path.join(folder, name + extension)));
  for (const candidate of [...onPath, ...usualPlaces()]) {
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
