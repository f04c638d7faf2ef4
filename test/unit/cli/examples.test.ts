// Every file in examples/ starts and runs to its end, on the real data where this machine has them.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { installationFolder } from '../../../src/base/installation.ts';
import { exampleFileName, presets } from '../../../src/experiment/presets.ts';
import type { PublicDataset } from '../../../src/experiment/publicDatasets.ts';
import { endRunningClis, parseJsonLines, runCli } from '../../support/builtCli.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';

/** As many meta-iterations as a person tries first, and as little of everything else as there can be. */
const brief = [
  'algorithm.metaIterations=20',
  'algorithm.metaBatch=1',
  'evaluation.tasks=2',
  'evaluation.innerSteps=2',
  'engine.workers=1',
];
/** Images of 84 × 84 take their time. */
const briefer = [...brief, 'algorithm.innerSteps=2'];

describe('examples', function () {
  this.timeout(300_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-examples-'));
  });

  afterEach(endRunningClis);

  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  for (const preset of presets) {
    it(`${preset.id} runs to its end`, async function () {
      const dataPath = preset.needs === null ? undefined : await findData(preset.needs, this);
      const settings = [
        ...(preset.needs === 'mini-imagenet' ? briefer : brief),
        ...(dataPath === undefined ? [] : [`task.dataset.path=${dataPath}`]),
      ];
      const file = path.join(installationFolder, 'examples', exampleFileName(preset));
      const words = [
        'train',
        file,
        '--runs',
        path.join(folder, 'runs'),
        '--json',
        ...settings.flatMap((set) => ['--set', set]),
      ];
      const { exitCode, output, messages } = await runCli(words, { folder });
      assert.equal(exitCode, 0, messages);
      const ended = parseJsonLines(output).at(-1);
      assert.deepEqual([ended?.event, ended?.state, ended?.iteration], ['ended', 'completed', 20]);
    });
  }

  /** Where the real data lie; for mini-ImageNet, which nobody may pass on, other photographs of its size. */
  async function findData(name: PublicDataset, context: Mocha.Context): Promise<string> {
    switch (name) {
      case 'omniglot':
      case 'clinc150':
        return sharedDataOrSkip(context, name);
      case 'free-spoken-digits':
        return sharedDataOrSkip(context, name, 'fsdd-takes0-19.zip');
      case 'mini-imagenet': {
        const images = sharedDataOrSkip(context, 'caltech101-84', 'caltech101-97x30-84px.zip');
        const split = sharedDataOrSkip(context, 'caltech101-84', 'split.json');
        const together = path.join(folder, 'photographs.zip');
        const entries = { ...unzipSync(await readFile(images)), 'split.json': await readFile(split) };
        await writeFile(together, zipSync(entries, { level: 0 }));
        return together;
      }
    }
  }
});
