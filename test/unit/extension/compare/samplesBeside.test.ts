// Samples of runs side by side: those that are asked for, anew when there is another one, and why there is none.

import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SamplesBeside } from '../../../../src/extension/compare/samplesBeside.ts';
import type { AdaptationSample } from '../../../../src/meta/executor.ts';
import { mostSamples } from '../../../../src/panel/compareMessages.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { writeSample } from '../../../../src/runs/samples.ts';
import { holdOf } from '../../../support/holdOf.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

const sample: AdaptationSample = {
  task: { kind: 'curve', queryX: [0], queryY: [1], supportX: [0], supportY: [1] },
  steps: [0],
  outputs: [[0.5]],
};

describe('samples beside each other', () => {
  const folder = useTemporaryFolder();
  const sent: (readonly [string, number | undefined, string | undefined])[] = [];
  let beside = new SamplesBeside(
    () => {},
    () => undefined,
  );

  async function makeRun(name: string, ...iterations: readonly number[]): Promise<string> {
    const directory = path.join(folder(), name);
    await mkdir(directory, { recursive: true });
    for (const iteration of iterations) await writeSample(await holdOf(directory), { iteration, sample });
    return directory;
  }

  beforeEach(() => {
    sent.length = 0;
    beside = new SamplesBeside(
      ({ runKey, drawn, problem }) => sent.push([path.basename(runKey), drawn?.iteration, problem?.of]),
      (directory) => (directory.endsWith('unknown') ? undefined : 100),
      10,
    );
  });

  afterEach(() => beside.show([]));

  it('are told of a few runs, each time that they are asked for', async () => {
    const runs = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => makeRun(name, 10, 20)));
    await beside.show(runs);
    assert.deepEqual(
      sent,
      ['a', 'b', 'c', 'd'].slice(0, mostSamples).map((name) => [name, 20, undefined]),
    );
    await beside.show(runs.slice(3));
    assert.deepEqual(sent.slice(mostSamples), [
      ['d', 20, undefined],
      ['e', 20, undefined],
    ]);
  });

  it('are told again where there is another one, and not of other runs', async () => {
    const [a, b] = [await makeRun('a', 10), await makeRun('b', 10)];
    await beside.show([a]);
    await makeRun('a', 20);
    await beside.look(a);
    await beside.look(a);
    await beside.look(b);
    assert.deepEqual(sent, [
      ['a', 10, undefined],
      ['a', 20, undefined],
    ]);
  });

  it('are not those of later iterations than the run has', async () => {
    await beside.show([await makeRun('a', 10, 500)]);
    assert.deepEqual(sent, [['a', 10, undefined]]);
  });

  it('may be none, of a run that nobody knows, that was never evaluated, or whose samples are damaged', async () => {
    const damaged = await makeRun('damaged', 10);
    await appendFile(path.join(runFiles(damaged).samples, '10.json'), '}');
    const noFolder = await makeRun('noFolder');
    await writeFile(runFiles(noFolder).samples, '');
    await beside.show([path.join(folder(), 'unknown'), await makeRun('never'), damaged, noFolder]);
    assert.deepEqual(sent, [
      ['unknown', undefined, undefined],
      ['never', undefined, undefined],
      ['damaged', undefined, 'sample'],
      ['noFolder', undefined, 'file'],
    ]);
  });

  it('are looked for again while they are shown: what was damaged and what comes late, of a run that has ended', async () => {
    const [damaged, late] = [await makeRun('damaged', 10, 20), await makeRun('late')];
    const file = path.join(runFiles(damaged).samples, '20.json');
    const good = await readFile(file);
    await appendFile(file, '}');
    await beside.show([damaged, late]);
    await writeFile(file, good);
    await makeRun('late', 10);
    await waitFor('both', () => sent.length === 4);
    assert.deepEqual(sent.slice(0, 2), [
      ['damaged', 10, 'sample'],
      ['late', undefined, undefined],
    ]);
    assert.deepEqual(sent.slice(2).sort(), [
      ['damaged', 20, undefined],
      ['late', 10, undefined],
    ]);
    await appendFile(file, '}');
    await beside.show([damaged]);
    assert.deepEqual(sent.slice(4), [['damaged', 10, 'sample']]);
    await beside.show([]);
    await writeFile(file, good);
    await beside.show([late]);
    await makeRun('late', 30);
    await waitFor('the next one', () => sent.some(([, iteration]) => iteration === 30));
    assert.equal(sent.filter(([name]) => name === 'damaged').length, 3);
  });
});
