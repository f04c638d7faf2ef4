// What a fork says of the parameters that the run began with, which an experiment file need not name.

import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import { toStateDict } from '../../../src/engine/weights/stateDict.ts';
import { encodeTensors } from '../../../src/engine/weights/tensorFormats.ts';
import { readWeightFile } from '../../../src/engine/weights/weightFile.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { otherBeginningOf, withHead } from '../../../src/launchers/forkedBeginning.ts';
import { makeRun, prepareSubmission } from '../../../src/launchers/prepareSubmission.ts';
import { readManifest, writeManifest } from '../../../src/runs/manifestFile.ts';
import { initializationFromFile } from '../../../src/runs/weightsToBeginWith.ts';
import { untranslated } from '../../../src/words/translate.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';

const model = resolveModel({ kind: 'mlp', hidden: [4], activation: 'relu' }, [1], 1, 'meanSquaredError');

describe('a fork of a run that began with weights', () => {
  const folder = useTemporaryFolder();
  const weights = () => path.join(folder(), 'w.npz');

  async function writeWeights(value: number): Promise<void> {
    const parameters = new Float32Array(model.parameterCount).fill(value);
    await writeFile(weights(), encodeTensors('npz', toStateDict(model, parameters), {}));
  }

  /** Of an experiment that names the weights, or of one that is started with them, or with none. */
  async function newRun(begins: 'named' | 'given' | 'atRandom'): Promise<string> {
    await writeWeights(1);
    const hidden = { kind: 'mlp', hidden: [4] };
    const experiment = {
      ...tinyExperiment(),
      model: begins === 'named' ? { ...hidden, initialization: 'w.npz' } : hidden,
    };
    const source = new TextEncoder().encode(JSON.stringify(experiment));
    const file = path.join(folder(), 'own.reptile.json');
    await mkdir(folder(), { recursive: true });
    await writeFile(file, source);
    const prepared = prepareSubmission({ file, source, overrides: [] });
    assert.ok(prepared.kind === 'ready', JSON.stringify(prepared));
    const initialization =
      begins === 'given' ? await initializationFromFile(await readWeightFile(weights()), model) : undefined;
    const maker = { askedBy: 'terminal', launcher: null, secret: undefined, version: '0', initialization } as const;
    return makeRun(prepared, { ...maker, runsFolder: path.join(folder(), 'runs') });
  }

  async function notesOf(
    run: string,
    found: 'there' | 'missing' | 'notLookedUp' = 'there',
  ): Promise<readonly string[]> {
    return otherBeginningOf(run, await readManifest(run), () => found, untranslated);
  }

  it('says so in its head, and with which command the same is begun with', async () => {
    const run = await newRun('given');
    const file = path.join(folder(), 'fork.reptile.json');
    const { terminal, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    assert.equal(await runCommandLine(['fork', run, '-o', file], context), 0, messages());
    assert.match(messages(), /began with the weights w\.npz\. Of itself this file begins with random parameters/);
    assert.match(messages(), /start it with: .*train .*fork\.reptile\.json --initialize-from .*@0'?\n$/);
    const text = await readFile(file, 'utf8');
    assert.match(
      text,
      /^\/\/ The run .* began with the weights w\.npz\..*\n\/\/ .*--initialize-from ["']\S+@0["']\n\{/,
    );
    assert.deepEqual(readExperiment(text).problems, []);
  });

  it('names the run in its command as one word of a shell, or has no command', async () => {
    const run = await newRun('given');
    const beginning = path.join(path.dirname(run), '-own run;$(touch TAKEN)');
    await rename(run, beginning);
    const [, advice = ''] = await notesOf(beginning);
    const command =
      process.platform === 'win32' ? '' : ", or reptile-lab train FILE --initialize-from '-own run;$(touch TAKEN)@0'";
    assert.ok(advice.endsWith(` with its checkpoint 0${command}`), advice);
    const unquotable = path.join(path.dirname(run), 'own$(touch TAKEN)’s');
    await rename(beginning, unquotable);
    assert.doesNotMatch((await notesOf(unquotable))[1] ?? '', /reptile-lab|TAKEN/);
  });

  it('says nothing where the file names the same weights, or the run began at random', async () => {
    assert.deepEqual(await notesOf(await newRun('named')), []);
    assert.deepEqual(await notesOf(await newRun('atRandom')), []);
  });

  it('says so where the file that is named is another one by now, or gone, as far as that may be looked at', async () => {
    const run = await newRun('named');
    await writeWeights(2);
    const [difference] = await notesOf(run);
    assert.match(difference ?? '', /What this file names to begin with is another file by now, or gone/);
    assert.deepEqual(await notesOf(run, 'notLookedUp'), []);
    await rm(weights());
    assert.notDeepEqual(await notesOf(run), []);
    assert.notDeepEqual(await notesOf(run, 'missing'), []);
  });

  it('says so of a run that was extended, with step sizes of another length until then', async () => {
    const run = await newRun('atRandom');
    await changeManifest(run, { earlierLengths: [{ until: 20, metaIterations: 30 }] });
    const file = path.join(folder(), 'fork.reptile.json');
    const { terminal, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    assert.equal(await runCommandLine(['fork', run, '-o', file], context), 0, messages());
    assert.match(messages(), /was extended at 20 of 30: .*\n.*start it with: (?!.*--initialize-from)/);
    assert.match(await readFile(file, 'utf8'), /^\/\/ The run \S+ was extended at 20 of 30: until then/);
  });

  it('stays a comment, whatever a stranger’s run says', async () => {
    const run = await newRun('given');
    const manifest = await readManifest(run);
    assert.ok(manifest.initializedFrom);
    const named = { ...manifest.initializedFrom, run: 'w\n{ "name": "other" }\u2028,' };
    await writeManifest(run, { ...manifest, initializedFrom: named });
    const notes = await notesOf(run);
    assert.notDeepEqual(notes, []);
    const text = withHead('{}', notes);
    assert.equal(text.split(/[\n\r\u2028\u2029]/).length, notes.length + 1);
  });
});
