// The frozen experiment: read back as it was written, and refused as soon as the files of a run tell different things.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { createRun } from '../../../src/runs/createRun.ts';
import {
  ExperimentRefused,
  readAnyFrozenExperiment,
  readFrozenExperiment,
} from '../../../src/runs/frozenExperiment.ts';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { generateExperiment, writeText } from '../experiment/generateExperiments.ts';
import { seededChoices } from '../experiment/seededChoices.ts';

describe('the frozen experiment of a run', () => {
  const folder = useTemporaryFolder();
  const examples = path.resolve(import.meta.dirname, '..', '..', '..', 'examples');

  const read = async (directory: string) => readFrozenExperiment(directory, await readManifest(directory));

  async function newRunFrom(text: string, experimentPath: string): Promise<string> {
    const { experiment: ours, external, problems } = readExperiment(text);
    const experiment = ours ?? external;
    assert.ok(experiment !== undefined, `${experimentPath}: ${problems[0]?.message}`);
    const source = new TextEncoder().encode(text);
    return createRun({
      runsFolder: folder(),
      experiment,
      source,
      experimentPath,
      overrides: [],
      askedBy: 'terminal',
      launcher: null,
      version: '0.1.0',
    });
  }

  /** Rewrites one of the run's files as text. */
  async function rewrite(file: string, change: (text: string) => string): Promise<void> {
    const before = await readFile(file, 'utf8');
    const after = change(before);
    assert.notEqual(after, before);
    await writeFile(file, after);
  }

  async function refusalOf(directory: string): Promise<string> {
    try {
      await read(directory);
    } catch (error) {
      assert.ok(error instanceof ExperimentRefused, String(error));
      return error.message;
    }
    return assert.fail('It was not refused.');
  }

  it('is the experiment that the source gives, for every preset and every example', async () => {
    const files = (await readdir(examples, { recursive: true })).filter((name) => name.endsWith('.reptile.json'));
    const texts = [
      ...presets.map(({ text }) => text),
      ...(await Promise.all(files.map((name) => readFile(path.join(examples, name), 'utf8')))),
    ];
    assert.ok(texts.length > presets.length);
    for (const text of texts) {
      const directory = await newRunFrom(text, path.join(examples, 'x.reptile.json'));
      const frozen = await readAnyFrozenExperiment(directory, await readManifest(directory));
      const readAny = (any: string) => readExperiment(any).experiment ?? readExperiment(any).external;
      assert.deepEqual(frozen.experiment, readAny(text));
      assert.deepEqual(readAny(frozen.text), frozen.experiment, 'by the rules, too');
    }
  });

  it('is the experiment that the source gives, however that was written', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const choices = seededChoices(seed);
      const text = writeText(generateExperiment(choices), choices);
      const directory = await newRunFrom(text, path.join(folder(), 'x.reptile.json'));
      assert.deepEqual((await read(directory)).experiment, readExperiment(text).experiment, `seed ${seed}`);
    }
  });

  it('counts with what was overridden when the run was made', async () => {
    const directory = await newTestRun(folder());
    await changeManifest(directory, {
      overrides: ['seed=12', 'algorithm.metaIterations=77'],
      seed: 12,
      metaIterations: 77,
    });
    assert.match(
      await refusalOf(directory),
      /"seed" is 0 in the one and 12 in the other; "algorithm\.metaIterations" is \d+ /,
    );
    const { experiment } = runFiles(directory);
    await rewrite(experiment, (text) =>
      text.replace(/"seed": 0/, '"seed": 12').replace(/"metaIterations": \d+/, '"metaIterations": 77'),
    );
    assert.equal((await read(directory)).experiment.seed, 12);
  });

  it('is the experiment without the sweep that stands in the same file, and is none that holds one', async () => {
    const preset = presets.find(({ id }) => id === 'sine-regression');
    const text = (preset?.text ?? '').replace('{', '{ "sweep": { "parameters": { "algorithm.metaBatch": [1, 2] } },');
    const directory = await newRunFrom(text, '/somewhere/sine.reptile.json');
    const { experiment } = await read(directory);
    assert.deepEqual(experiment, readExperiment(preset?.text ?? '').experiment);
    await rewrite(runFiles(directory).experiment, (frozen) => frozen.replace('{', '{ "sweep": { "method": "list" },'));
    assert.match(await refusalOf(directory), /experiment.json is damaged: "sweep" is no key/);
  });

  it('may hold other defaults than today’s where the source says nothing', async () => {
    const directory = await newTestRun(folder());
    const { experiment, source } = runFiles(directory);
    assert.doesNotMatch(await readFile(source, 'utf8'), /"keep"/);
    await rewrite(experiment, (text) => text.replace(/"keep": \d+/, '"keep": 9'));
    assert.equal((await read(directory)).experiment.checkpoint.keep, 9);
  });

  it('is refused where the source says something else, naming the keys', async () => {
    const shown = await newTestRun(folder());
    await rewrite(runFiles(shown).experiment, (text) => text.replace(/"innerSteps": \d+/, '"innerSteps": 77'));
    assert.match(
      await refusalOf(shown),
      /not of one experiment \("algorithm\.innerSteps" is 77 in the one and \d+ in the other\)/,
    );

    const executed = await newTestRun(folder());
    await rewrite(runFiles(executed).source, (text) =>
      text.replace('"kind": "sine"', '"kind": "module", "path": "evil.mjs"'),
    );
    assert.match(
      await refusalOf(executed),
      /"task\.kind" is "sine" in the one and "module" in the other; "task\.path" is not set/,
    );

    const longer = await newTestRun(folder());
    await rewrite(runFiles(longer).experiment, (text) => text.replace(/"hidden": \[/, '"hidden": [8,'));
    assert.match(await refusalOf(longer), /"model\.hidden" is /);
  });

  const claims: Partial<Manifest>[] = [
    { name: 'Another' },
    { seed: 99 },
    { metaIterations: 3 },
    { taskKind: 'images' },
    { algorithmKind: 'maml' },
  ];
  for (const claim of claims) {
    it(`is refused where run.json says otherwise: ${JSON.stringify(claim)}`, async () => {
      const directory = await newTestRun(folder());
      await changeManifest(directory, claim);
      assert.match(await refusalOf(directory), /experiment\.json and run\.json in .* are not of one experiment/);
    });
  }

  it('is read at once, however many overrides there are of a source of however many comments', async () => {
    const directory = await newTestRun(folder());
    await rewrite(runFiles(directory).source, (text) => `${'// a remark\n'.repeat(19_000)}${text}`);
    const { seed } = await readManifest(directory);
    await changeManifest(directory, { overrides: Array.from({ length: 100 }, () => `seed=${seed}`) });
    const startedAt = performance.now();
    await readFrozenExperiment(directory, await readManifest(directory));
    assert.ok(performance.now() - startedAt < 5000);
    await assert.rejects(
      changeManifest(directory, { overrides: Array.from({ length: 101 }, () => 'seed=1') }).then(() =>
        readManifest(directory),
      ),
      /overrides is missing or not/,
    );
  });

  it('is refused at once where the source says much that no experiment says, whatever is overridden', async function () {
    this.timeout(3000);
    const directory = await newTestRun(folder());
    await changeManifest(directory, { overrides: Array.from({ length: 100 }, () => 'seed=3') });
    await rewrite(runFiles(directory).source, (text) => text.replace('{', `{ "zz": [${'0,'.repeat(120_000)}0],`));
    assert.match(await refusalOf(directory), /"zz" is not set in the one and/);
  });

  it('is refused, and says what to do, where a file is missing, damaged, too large or a link', async () => {
    for (const name of ['experiment', 'source'] as const) {
      const directory = await newTestRun(folder());
      const file = runFiles(directory)[name];
      const whole = await readFile(file);
      await writeFile(file, '{ "name": ');
      assert.match(await refusalOf(directory), /is damaged: .* checkpoints may still be good\./);
      await writeFile(file, Buffer.alloc(1024 * 1024 + 1, ' '));
      assert.match(await refusalOf(directory), /larger than any file of its kind/);
      await rm(file);
      assert.match(await refusalOf(directory), /is missing, .* Put it back, or start a new run\./);
      await mkdir(file);
      assert.match(await refusalOf(directory), /is a folder where a file should be/);
      await rm(file, { recursive: true });
      const elsewhere = path.join(folder(), `elsewhere-${name}`);
      await writeFile(elsewhere, whole);
      await symlink(elsewhere, file);
      assert.match(await refusalOf(directory), /is a symbolic link, which is not followed/);
    }
    const wrong = await newTestRun(folder());
    await rewrite(runFiles(wrong).experiment, (text) => text.replace(/"innerSteps": \d+/, '"innerSteps": -1'));
    assert.match(await refusalOf(wrong), /experiment\.json is damaged: .*innerSteps/);
  });
});
