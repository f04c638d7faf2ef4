// Tests and what they start keep nothing in the folder of the user who runs them, where the system lets it be named.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(os.tmpdir(), 'reptile-lab-user-'));
process.env.XDG_DATA_HOME = folder;
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
