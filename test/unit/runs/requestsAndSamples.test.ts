// Small files that others read: control requests and samples.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AdaptationSample } from '../../../src/meta/executor.ts';
import { dropRequests, readRequests, removeRequests, requestControl } from '../../../src/runs/control.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readNewestSample, removeSamplesAfter, writeSample } from '../../../src/runs/samples.ts';
import { holdOf } from '../../support/holdOf.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('control requests', () => {
  const folder = useTemporaryFolder();

  it('come in the order in which they were made, and go when they are answered', async () => {
    const names: string[] = [];
    for (const kind of ['pause', 'checkpoint', 'continue', 'stop'] as const)
      names.push(await requestControl(folder(), kind));
    const requests = await readRequests(folder());
    assert.deepEqual(
      requests.map(({ kind }) => kind),
      ['pause', 'checkpoint', 'continue', 'stop'],
    );
    assert.deepEqual(
      requests.map(({ name }) => name),
      names,
    );
    await removeRequests(folder(), requests);
    assert.deepEqual(await readdir(runFiles(folder()).control), []);
  });

  it('cannot be made where there is no run, and make no folder for one', async () => {
    const deleted = path.join(folder(), 'deleted');
    await assert.rejects(requestControl(deleted, 'stop'), { code: 'ENOENT' });
    assert.equal(existsSync(deleted), false);
  });

  it('are none where nobody asked', async () => {
    assert.deepEqual(await readRequests(folder()), []);
  });

  it('may be made by hand, and what is no request is left alone', async () => {
    const { control } = runFiles(folder());
    await mkdir(path.join(control, 'folder.json'), { recursive: true });
    await writeFile(path.join(control, 'stop.json'), '{"kind":"stop"}');
    await writeFile(path.join(control, 'half.json'), '{"kind":"st');
    await writeFile(path.join(control, 'odd.json'), '{"kind":"explode"}');
    await writeFile(path.join(control, '1-stop.json.tmp'), '{"kind":"stop"}');
    assert.deepEqual(await readRequests(folder()), [{ name: 'stop.json', kind: 'stop' }]);
    await dropRequests(folder());
    assert.deepEqual((await readdir(control)).sort(), ['1-stop.json.tmp', 'folder.json', 'half.json', 'odd.json']);
  });
});

describe('samples', () => {
  const folder = useTemporaryFolder();
  const curve: AdaptationSample = {
    task: { kind: 'curve', queryX: [0, 1], queryY: [0.5, -0.25], supportX: [0.5], supportY: [0.125] },
    steps: [0, 1],
    outputs: [
      [0, 0],
      [0.5, -0.25],
    ],
  };
  const images: AdaptationSample = {
    task: {
      kind: 'images',
      width: 1,
      height: 1,
      channels: 1,
      classNames: ['5', '6'],
      support: [{ way: 0, pixels: 'AA==' }],
      query: [{ way: 1, pixels: '/w==' }],
    },
    steps: [0],
    outputs: [[0.25, 0.75]],
  };
  const paths: AdaptationSample = {
    task: {
      kind: 'paths',
      bounds: { x: [-2, 2], y: [-2, 2.5] },
      goal: [0.5, -1],
      goalRadius: null,
      trajectories: [
        [{ path: [[0, 0]], finalPose: [], totalReward: -1 }],
        [{ path: [[0, 1]], finalPose: [[0, 0]], totalReward: 0.5 }],
      ],
    },
    steps: [0, 1],
    outputs: [],
  };

  const texts: AdaptationSample = {
    task: {
      kind: 'texts',
      classNames: ['timer', 'weather'],
      support: [{ way: 0, text: 'wake me in ten minutes' }],
      query: [{ way: 1, text: 'will it rain?' }],
    },
    steps: [0],
    outputs: [[0.25, 0.75]],
  };

  it('give back the newest by number', async () => {
    assert.equal((await readNewestSample(folder())).drawn, undefined);
    await writeSample(await holdOf(folder()), { iteration: 900, sample: curve });
    await writeSample(await holdOf(folder()), { iteration: 1000, sample: images });
    assert.deepEqual((await readNewestSample(folder())).drawn, { iteration: 1000, sample: images });
    await writeSample(await holdOf(folder()), { iteration: 1100, sample: paths });
    assert.deepEqual((await readNewestSample(folder())).drawn, { iteration: 1100, sample: paths });
    await writeSample(await holdOf(folder()), { iteration: 1200, sample: texts });
    assert.deepEqual((await readNewestSample(folder())).drawn, { iteration: 1200, sample: texts });
  });

  it('are left out when they cannot be drawn', async () => {
    await writeSample(await holdOf(folder()), {
      iteration: 1,
      sample: {
        ...curve,
        outputs: [
          [0, 0],
          [Number.NaN, 0],
        ],
      },
    });
    assert.equal((await readNewestSample(folder())).drawn, undefined);
    await writeFile(path.join(runFiles(folder()).samples, '2.json'), '{');
    assert.equal((await readNewestSample(folder())).drawn, undefined);
    await writeSample(await holdOf(folder()), { iteration: 0, sample: curve });
    assert.deepEqual((await readNewestSample(folder())).drawn, { iteration: 0, sample: curve });
  });

  it('say what is wrong with the newest that is damaged, and what is drawn instead', async () => {
    await writeSample(await holdOf(folder()), { iteration: 20, sample: curve });
    await writeSample(await holdOf(folder()), { iteration: 40, sample: curve });
    const file = path.join(runFiles(folder()).samples, '40.json');
    await writeFile(file, JSON.stringify({ ...curve, steps: 7 }));
    const { drawn, problem } = await readNewestSample(folder());
    assert.equal(drawn?.iteration, 20);
    assert.equal(problem?.file, file);
    assert.equal(
      noticeWords(problem?.notice),
      `${file} is damaged: steps is not what it should be. The adaptation of meta-iteration 20 is drawn instead of a later one. ` +
        'A good copy of the file, put in its place, brings it back.',
    );
  });

  it('notice every flipped bit but those of their sum’s name', async () => {
    await writeSample(await holdOf(folder()), { iteration: 20, sample: curve });
    const file = path.join(runFiles(folder()).samples, '20.json');
    const good = await readFile(file);
    const silent: number[] = [];
    for (let bit = 0; bit < 8 * (good.length - 1); bit++) {
      const bytes = Buffer.from(good);
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await writeFile(file, bytes);
      const { drawn, problem } = await readNewestSample(folder());
      if (problem === undefined) {
        assert.deepEqual(drawn?.sample, curve);
        silent.push(bit >> 3);
      }
    }
    const place = good.lastIndexOf(',"sha256":');
    assert.ok(
      silent.every((byte) => byte >= place && byte < place + ',"sha256":'.length),
      silent.join(),
    );
  });

  it('without a sum are drawn as well', async () => {
    await writeSample(await holdOf(folder()), { iteration: 20, sample: curve });
    await writeFile(path.join(runFiles(folder()).samples, '30.json'), JSON.stringify(curve));
    assert.deepEqual((await readNewestSample(folder())).drawn, { iteration: 30, sample: curve });
  });

  it('are not drawn where their pictures are not of the size that they say, for which a page would make room', async () => {
    const images = (width: number, pixels: string) => ({
      task: {
        kind: 'images',
        width,
        height: 2,
        channels: 1,
        classNames: ['a'],
        support: [{ way: 0, pixels }],
        query: [],
      },
      steps: [0],
      outputs: [[]],
    });
    const { samples } = runFiles(folder());
    await mkdir(samples, { recursive: true });
    const read = async (width: number, pixels: string) => {
      await writeFile(path.join(samples, '5.json'), JSON.stringify(images(width, pixels)));
      return readNewestSample(folder());
    };
    assert.equal((await read(2, 'AAAAAA==')).drawn?.iteration, 5);
    for (const [width, pixels] of [
      [8000, ''],
      [2, 'AAAA'],
      [2, '!!!!!!=='],
      [0, ''],
      [-2, 'AAAAAA=='],
    ] as const) {
      const { drawn, problem } = await read(width, pixels);
      assert.equal(drawn, undefined);
      assert.match(noticeWords(problem?.notice), /5\.json is damaged/);
    }
  });

  it('of a diverged adaptation are no damage', async () => {
    const curveTask = { kind: 'curve' as const, queryX: [0], queryY: [Number.NaN], supportX: [], supportY: [] };
    await writeSample(await holdOf(folder()), {
      iteration: 0,
      sample: { task: curveTask, steps: [0], outputs: [[1]] },
    });
    await writeSample(await holdOf(folder()), {
      iteration: 1,
      sample: {
        ...curve,
        outputs: [
          [0, 0],
          [0, Number.NaN],
        ],
      },
    });
    assert.deepEqual(await readNewestSample(folder()), { drawn: undefined, problem: undefined });
  });

  it('do not go where a folder has the place of one, which is said and left', async () => {
    const directory = folder();
    const folderInPlace = path.join(runFiles(directory).samples, '999.json');
    await mkdir(folderInPlace, { recursive: true });
    await assert.rejects(removeSamplesAfter(await holdOf(directory), 20), {
      name: 'RefusedFileError',
      message: /999\.json is a folder where a file should be/,
    });
    assert.ok(existsSync(folderInPlace));
  });

  it('go when a resumed run starts before them', async () => {
    await removeSamplesAfter(await holdOf(folder()), 10);
    for (const iteration of [0, 10, 20, 100]) await writeSample(await holdOf(folder()), { iteration, sample: curve });
    await removeSamplesAfter(await holdOf(folder()), 10);
    assert.deepEqual((await readdir(runFiles(folder()).samples)).sort(), ['0.json', '10.json']);
    await removeSamplesAfter(await holdOf(folder()), -1);
    assert.deepEqual(await readdir(runFiles(folder()).samples), []);
  });
});
