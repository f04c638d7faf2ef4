// Ends threads again and again in which a module unpacks without end, each at another moment; the last one by leaving,
// with exit code 3.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeTasks } from '../../../src/workers/describeTasks.ts';
import { taskModule } from '../taskModules.ts';

const rounds = 40;
const folder = mkdtempSync(path.join(tmpdir(), 'reptile-lab-unpacking-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const [file, mark] = [path.join(folder, 'own.mjs'), path.join(folder, 'mark')];
const unpackForEver = `import { writeFileSync } from 'node:fs'; import { createInflate } from 'node:zlib';
writeFileSync(${JSON.stringify(mark)}, ''); for (;;) createInflate().close();`;
writeFileSync(file, taskModule({ first: unpackForEver }));
const task = { kind: 'module', path: file, settings: {} } as const;
const data = { kind: 'module', file, digest: null } as const;

for (let round = 0; ; round++) {
  rmSync(mark, { force: true });
  const givenUp = new AbortController();
  const described = describeTasks(task, data, { signal: givenUp.signal }).catch(() => undefined);
  while (!existsSync(mark)) await delay(2);
  await delay(round % 17);
  if (round === rounds) process.exit(3);
  givenUp.abort();
  await described;
}
