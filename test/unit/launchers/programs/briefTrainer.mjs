// Stands in for a trainer: takes its run up in the manifest, works until told to end, and leaves the state it is told.
// The file `end` in its directory holds that state; a directory with a file `mute` gets no word at all; one with a file
// `linger` keeps the process after its last word.
// Its environment is left in the file `environment`.

import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const directory = process.argv[2] ?? '';
const inDirectory = (name) => path.join(directory, name);
appendFileSync(inDirectory('starts'), `${process.pid}\n`);
writeFileSync(inDirectory('environment'), JSON.stringify(process.env));
if (existsSync(inDirectory('mute'))) process.exit(7);

write({
  state: 'running',
  process: { host: os.hostname(), pid: process.pid, startedAt: null },
  heartbeatAt: new Date().toISOString(),
});
const waiting = setInterval(() => {
  if (!existsSync(directory)) clearInterval(waiting);
  if (!existsSync(inDirectory('end'))) return;
  clearInterval(waiting);
  write({ state: readFileSync(inDirectory('end'), 'utf8'), process: null });
  const lingering = setInterval(() => {
    if (!existsSync(inDirectory('linger'))) clearInterval(lingering);
  }, 10);
}, 10);

function write(changes) {
  const manifest = { ...JSON.parse(readFileSync(inDirectory('run.json'), 'utf8')), ...changes };
  writeFileSync(inDirectory('run.json.part'), JSON.stringify(manifest));
  renameSync(inDirectory('run.json.part'), inDirectory('run.json'));
}
