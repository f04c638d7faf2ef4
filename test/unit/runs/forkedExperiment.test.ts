// The experiment file that a run is forked to: it asks for the same, keeps comments, and finds the same data.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { makeRun, prepareSubmission } from '../../../src/launchers/prepareSubmission.ts';
import { forkedText } from '../../../src/runs/forkedExperiment.ts';
import { readFrozenExperiment } from '../../../src/runs/frozenExperiment.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const text = `{
  // Why this one.
  "name": "Own data",
  "task": { "kind": "images", "dataset": { "source": "folder", "path": "data", "size": 8 }, "ways": 2 },
  "model": { "kind": "mlp", "hidden": [4] },
  "algorithm": { "metaIterations": 5, "innerOptimizer": { "kind": "sgd" } }
}
`;

describe('a forked experiment', () => {
  const folder = useTemporaryFolder();

  async function newRun(overrides: readonly string[] = []) {
    await mkdir(path.join(folder(), 'work', 'data'), { recursive: true });
    const file = path.join(folder(), 'work', 'own.reptile.json');
    await writeFile(file, text);
    const prepared = prepareSubmission({ file, source: new TextEncoder().encode(text), overrides });
    assert.ok(prepared.kind === 'ready', JSON.stringify(prepared));
    const maker = { askedBy: 'terminal', launcher: null, secret: undefined, version: '0' } as const;
    const directory = await makeRun(prepared, { ...maker, runsFolder: path.join(folder(), 'runs') });
    return { directory, manifest: await readManifest(directory) };
  }

  it('beside the file that the run was made from, is that text with the overrides in place', async () => {
    const { directory, manifest } = await newRun(['seed=7', 'algorithm.metaIterations=9']);
    const forked = await forkedText(directory, manifest, path.join(folder(), 'work'));
    assert.match(forked, /\/\/ Why this one\.\n {2}"name": "Own data"/);
    assert.match(forked, /"path": "data"/);
    assert.deepEqual(readExperiment(forked).experiment, (await readFrozenExperiment(directory, manifest)).experiment);
  });

  it('elsewhere, leads to the same data', async () => {
    const { directory, manifest } = await newRun();
    const forked = await forkedText(directory, manifest, path.join(folder(), 'other', 'place'));
    assert.match(forked, /"path": "\.\.\/\.\.\/work\/data"/);
    assert.match(forked, /Why this one/);
  });

  it('is written by the command line, under a new name alone, and can be started', async () => {
    const { directory } = await newRun(['seed=7']);
    const file = path.join(folder(), 'forks', 'mine.reptile.json');
    const fork = async () => {
      const { terminal, output, messages } = recordTerminal(false);
      const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
      return [await runCommandLine(['fork', directory, '-o', file], context), output(), messages()] as const;
    };
    const [exitCode, output, messages] = await fork();
    assert.equal(exitCode, 0, messages);
    assert.equal(output, `${file}\n`);
    assert.match(messages, /start it with: .*train/);
    const source = await readFile(file);
    const prepared = prepareSubmission({ file, source, overrides: [] });
    assert.ok(prepared.kind === 'ready', JSON.stringify(prepared));
    assert.equal(prepared.experiment.seed, 7);
    const [again, , refusal] = await fork();
    assert.equal(again, 2);
    assert.match(refusal, /already there\. Choose another name/);
    assert.deepEqual(await readFile(file), source);
  });
});
