// Stands in for a trainer: says what it is and where it runs, then stays until its directory is gone or holds a file
// named `end`.

import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const directory = process.argv[2] ?? '';
console.log('a line for the log');
const part = path.join(directory, 'alive.part');
writeFileSync(part, JSON.stringify({ pid: process.pid, folder: process.cwd(), environment: process.env }));
renameSync(part, path.join(directory, 'alive.json'));
const waiting = setInterval(() => {
  if (!existsSync(directory) || existsSync(path.join(directory, 'end'))) clearInterval(waiting);
}, 20);
