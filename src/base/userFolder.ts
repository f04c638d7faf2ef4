// Where Reptile Lab keeps what belongs to a user rather than to a project: installations and data sets.

import os from 'node:os';
import path from 'node:path';

/** The folder for what Reptile Lab keeps for this user, by the system's custom. It may not exist yet. */
export function userFolder(environment: Readonly<NodeJS.ProcessEnv> = process.env): string {
  const home = os.homedir();
  switch (process.platform) {
    case 'win32':
      return path.join(environment.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'reptile-lab');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'reptile-lab');
    default: {
      const named = environment.XDG_DATA_HOME;
      const shared = named === undefined || named === '' ? path.join(home, '.local', 'share') : named;
      return path.join(shared, 'reptile-lab');
    }
  }
}
