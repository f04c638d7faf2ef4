// Requests among much else in a control folder: each told once, in order, and foreign files cost next to nothing.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRequests, requestControl } from '../../../src/runs/control.ts';
import { RequestReader } from '../../../src/runs/requestReader.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { foreignKinds, putForeign } from '../../support/foreignEntries.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the reader of requests', () => {
  const folder = useTemporaryFolder();

  it('tells each request once, in the order in which they were made', async () => {
    const reader = new RequestReader(folder());
    assert.deepEqual(await reader.readNew(), []);
    await requestControl(folder(), 'pause');
    await requestControl(folder(), 'continue');
    assert.deepEqual(
      (await reader.readNew()).map(({ kind }) => kind),
      ['pause', 'continue'],
    );
    await requestControl(folder(), 'stop');
    assert.deepEqual(
      (await reader.readNew()).map(({ kind }) => kind),
      ['stop'],
    );
    assert.deepEqual(await reader.readNew(), []);
  });

  it('waits for the end of a request that is just being written by hand', async () => {
    const reader = new RequestReader(folder());
    const { control } = runFiles(folder());
    mkdirSync(control);
    writeFileSync(path.join(control, 'stop.json'), '{"kind":');
    assert.deepEqual(await reader.readNew(), []);
    writeFileSync(path.join(control, 'stop.json'), '{"kind":"stop"}');
    assert.deepEqual(await reader.readNew(), [{ name: 'stop.json', kind: 'stop' }]);
  });

  it('is not held up by links, pipes and devices, nor by a large file', async function () {
    if (process.platform === 'win32') this.skip();
    const reader = new RequestReader(folder());
    const { control } = runFiles(folder());
    mkdirSync(control);
    for (const kind of foreignKinds) putForeign(path.join(control, `${kind}.json`), kind, folder());
    writeFileSync(path.join(control, 'large.json'), `{"kind":"stop"}${' '.repeat(5000)}`);
    await requestControl(folder(), 'checkpoint');
    assert.deepEqual(
      (await reader.readNew()).map(({ kind }) => kind),
      ['checkpoint'],
    );
  });

  it('looks through ten thousand foreign files little by little, finds what is new among them, and opens each only once', async () => {
    const reader = new RequestReader(folder());
    const { control } = runFiles(folder());
    mkdirSync(control);
    for (let index = 0; index < 10_000; index++) writeFileSync(path.join(control, `${index}.json`), '{}');
    let looks = 0;
    const told: string[] = [];
    writeFileSync(path.join(control, 'stop.json'), '{"kind":"stop"}');
    while (told.length === 0) {
      told.push(...(await reader.readNew()).map(({ kind }) => kind));
      looks++;
      assert.ok(looks < 200, 'Each look opens a few new files, so that all have been seen after 200.');
    }
    assert.deepEqual(told, ['stop']);
    rmSync(control, { recursive: true });
    await requestControl(folder(), 'pause');
    assert.deepEqual(
      (await reader.readNew()).map(({ kind }) => kind),
      ['pause'],
    );
  });

  it('finds what a program asks for at once among thousands of empty files whose names come before', async () => {
    const reader = new RequestReader(folder());
    const { control } = runFiles(folder());
    mkdirSync(control);
    for (let index = 0; index < 2000; index++) writeFileSync(path.join(control, `0${index}.json`), '');
    await reader.readNew();
    const stop = await requestControl(folder(), 'stop');
    const checkpoint = await requestControl(folder(), 'checkpoint');
    const expected = [
      { name: stop, kind: 'stop' },
      { name: checkpoint, kind: 'checkpoint' },
    ];
    assert.deepEqual(await reader.readNew(), expected);
    assert.deepEqual(await readRequests(folder()), expected);
  });
});
