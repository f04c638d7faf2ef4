// Start times by `ps`: one call for all that is asked for at once, while others go on.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { ownStartTimeByPs, startTimeByPs } from '../../../src/base/processStartTimes.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('start times of processes', () => {
  const folder = useTemporaryFolder();
  const [pathBefore, platform] = [process.env.PATH, process.platform];
  const calls = async () => (await readFile(path.join(folder(), 'calls'), 'utf8')).trim().split('\n');

  beforeEach(function () {
    if (platform === 'win32') this.skip();
  });
  afterEach(() => {
    process.env.PATH = pathBefore;
    Object.defineProperty(process, 'platform', { value: platform });
  });

  /** It answers when the file `go` is there, and notes what it was asked. */
  async function standIn(lines: readonly string[]): Promise<void> {
    const program = path.join(folder(), 'ps');
    await writeFile(
      program,
      [
        '#!/bin/sh',
        `echo "$*" >> '${folder()}/calls'`,
        `until [ -e '${folder()}/go' ]; do sleep 0.01; done`,
        ...lines.map((line) => `echo '${line}'`),
        // As where one of several has ended.
        'exit 1',
      ].join('\n'),
    );
    await chmod(program, 0o755);
    process.env.PATH = `${folder()}${path.delimiter}${pathBefore}`;
  }

  it('are the system’s own, and the same for a process that asks for itself', async () => {
    const own = ownStartTimeByPs();
    assert.match(own ?? '', /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/);
    assert.deepEqual(await Promise.all([process.pid, 0x7ffffffe].map(startTimeByPs)), [own, null]);
  });

  it('are asked for once for all that is asked in the same moment', async () => {
    writeFileSync(path.join(folder(), 'go'), '');
    await standIn(['  900001 Sat Nov 21 08:00:00 2026    ', '900003 Sun Nov  8 08:00:00 2026']);
    const asked = Promise.all([900_001, 900_002, 900_003].map(startTimeByPs));
    assert.deepEqual(await asked, ['Sat Nov 21 08:00:00 2026', null, 'Sun Nov  8 08:00:00 2026']);
    await startTimeByPs(900_003);
    assert.deepEqual(await calls(), ['-o pid=,lstart= -p 900001,900002,900003']);
  });

  it('keep nobody waiting while a folder is looked at whose runs all say that they are at work here', async () => {
    const identity = { ...currentProcess(), host: os.hostname(), startedAt: 'Sat Nov 21 08:00:00 2026' };
    const count = 20;
    for (let number = 0; number < count; number++)
      await newTestRun(folder(), {
        state: 'running',
        process: { ...identity, pid: number % 2 === 0 ? 1 : process.pid },
      });
    await standIn([`1 ${identity.startedAt}`, `${process.pid} Sun Nov 22 08:00:00 2026`]);
    // A system that has no /proc.
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    const listing = listRuns(folder());
    // The stand-in waits for this: as long as it is asked, timers go on.
    setTimeout(() => writeFileSync(path.join(folder(), 'go'), ''), 20);
    const states = (await listing).map((listed) => (listed.kind === 'run' ? listed.state : listed.kind)).sort();
    assert.deepEqual(
      states,
      Array.from({ length: count }, (_, index) => (index < count / 2 ? 'lost' : 'running')),
    );
    const asked = (await calls()).flatMap((call) => call.split(' -p ')[1]?.split(',') ?? []);
    assert.ok(asked.includes('1') && new Set(asked).size === asked.length, `${asked} were asked for`);
  });
});
