// Begins exports, and is killed while it is at work on them; or kills itself while it puts one in place.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { Staging } from '../../../../src/exporting/staging.ts';

const [folder = '', unit] = process.argv.slice(2);
if (unit === undefined) {
  for (const [name, what] of [
    ['file', 'file'],
    ['new', 'folder'],
    ['there', 'folder'],
  ] as const) {
    const staging = await Staging.begin(path.join(folder, name), what, true);
    if (what === 'file') staging.write('', 'half of it');
    else staging.write(path.join('run', 'figures'), 'half of it');
  }
  process.stdout.write('at work\n');
  setInterval(() => {}, 1 << 30);
} else {
  const { renameSync } = fs;
  // What was there before has made way by then.
  fs.renameSync = (from, to) => {
    if (to === path.join(folder, unit)) process.kill(process.pid, 'SIGKILL');
    renameSync(from, to);
  };
  syncBuiltinESMExports();
  const staging = await Staging.begin(folder, 'folder', true);
  staging.claim(unit);
  staging.write(unit, 'to come');
  staging.publish();
}
