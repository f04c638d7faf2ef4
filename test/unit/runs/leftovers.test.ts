// What a killed process left in a run is cleared away when the run is taken up, and keeps nobody from taking it up.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import fileSystem, { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { removeLeftovers } from '../../../src/runs/leftovers.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { holdOf } from '../../support/holdOf.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('leftovers in a run', () => {
  const folder = useTemporaryFolder();

  it('go from the folder of a program, too, in which the program’s own files stay', async () => {
    const { program } = runFiles(folder());
    await mkdir(program);
    const ours = ['parameters.json', 'stop', 'pause'].map((name) => `${name}.${randomUUID()}.tmp`);
    const others = ['parameters.json', 'metrics.jsonl', `weights.${randomUUID()}.tmp`, 'stop.tmp'];
    for (const name of [...ours, ...others]) await writeFile(path.join(program, name), '');
    await removeLeftovers(await holdOf(folder()));
    assert.deepEqual((await readdir(program)).sort(), others.sort());
  });

  it('go, but for those that the system does not allow to be removed', async () => {
    const { evaluations, manifest } = runFiles(folder());
    await mkdir(evaluations);
    const [stuck, other] = ['a', 'b'].map((name) => path.join(evaluations, `${name}.json.${randomUUID()}.tmp`));
    const half = `${manifest}.${randomUUID()}.tmp`;
    assert.ok(stuck !== undefined && other !== undefined);
    for (const left of [stuck, other, half]) {
      await writeFile(left, '');
      await utimes(left, 0, 0);
    }
    const { rm } = fileSystem;
    const refusal = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', syscall: 'unlink' });
    const refusing = mock.method(fileSystem, 'rm', (place: string, options: object) =>
      place === stuck ? Promise.reject(refusal) : rm(place, options),
    );
    syncBuiltinESMExports();
    try {
      await removeLeftovers(await holdOf(folder()));
    } finally {
      refusing.mock.restore();
      syncBuiltinESMExports();
    }
    assert.deepEqual([stuck, other, half].map(existsSync), [true, false, false]);
  });
});
