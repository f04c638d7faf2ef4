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
  const home = absolute(os.homedir()) ?? os.userInfo().homedir;
  switch (platform) {
    case 'win32':
      return path.join(absolute(environment.LOCALAPPDATA) ?? path.join(home, 'AppData', 'Local'), 'reptile-lab');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'reptile-lab');
    default:
      return path.join(absolute(environment.XDG_DATA_HOME) ?? path.join(home, '.local', 'share'), 'reptile-lab');
  }
}

function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}
