// Where Reptile Lab keeps what belongs to a user rather than to a project: installations and data sets.

import os from 'node:os';
import path from 'node:path';

/**
 * The folder for what Reptile Lab keeps for this user, by the system's custom; absolute. It may not exist yet. Where
 * the environment names a relative one it does not count: it would lie in whatever folder a person is in, a stranger's
 * too.
 */
export function userFolder(
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  switch (platform) {
    case 'win32':
      return path.join(absolute(environment.LOCALAPPDATA) ?? inHome('AppData', 'Local'), 'reptile-lab');
    case 'darwin':
      return path.join(inHome('Library', 'Application Support'), 'reptile-lab');
    default:
      return path.join(absolute(environment.XDG_DATA_HOME) ?? inHome('.local', 'share'), 'reptile-lab');
  }
}

function inHome(...names: readonly string[]): string {
  return path.join(homeFolder(), ...names);
}

/**
 * Of a user whom the system has no name for, and whose environment says no home, the root, as programs that run
 * containers have it: such a user can keep nothing there as a rule, and is told so by whoever would.
 */
function homeFolder(): string {
  try {
    return absolute(os.homedir()) ?? os.userInfo().homedir;
  } catch {
    return path.parse(process.execPath).root;
  }
}

function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}
