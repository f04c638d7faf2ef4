// From a file to a run: whoever asks, the same file is refused for the same reasons, and makes the same run.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { userSecret } from '../../../src/base/userSecret.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { isMadeHere } from '../../../src/launchers/madeHere.ts';
import { makeRun, type PreparedSubmission, prepareSubmission } from '../../../src/launchers/prepareSubmission.ts';
import { readFrozenExperiment } from '../../../src/runs/frozenExperiment.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { localLauncher } from '../../../src/runs/runOrigin.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const sine = presets.find(({ id }) => id === 'sine-regression')?.text ?? '';

describe('preparing a submission', () => {
  const folder = useTemporaryFolder();
  const prepare = (text: string | Uint8Array, ...overrides: readonly string[]): PreparedSubmission =>
    prepareSubmission({
      file: path.join(folder(), 'sine.reptile.json'),
      source: typeof text === 'string' ? new TextEncoder().encode(text) : text,
      overrides,
    });

  it('makes the same run for the editor and the terminal, but for who asked and what starts it', async () => {
    const prepared = prepare(sine, 'seed=41', 'algorithm.metaStepSize=0.25');
    assert.ok(prepared.kind === 'ready');
    const secret = await userSecret(path.join(folder(), 'user'));
    const runsFolder = path.join(folder(), 'runs');
    const ofTerminal = await makeRun(prepared, {
      runsFolder,
      askedBy: 'terminal',
      launcher: null,
      secret,
      version: '1',
    });
    const maker = { askedBy: 'editor', launcher: localLauncher, secret: undefined, version: '1' } as const;
    const ofEditor = await makeRun(prepared, { runsFolder, ...maker });
    const [first, second] = [await readManifest(ofTerminal), await readManifest(ofEditor)];
    const own = { id: '', createdAt: '', process: null, askedBy: null, launcher: null, madeHere: null };
    assert.deepEqual({ ...first, ...own }, { ...second, ...own });
    for (const part of ['source', 'experiment'] as const)
      assert.equal(
        await readFile(runFiles(ofTerminal)[part], 'utf8'),
        await readFile(runFiles(ofEditor)[part], 'utf8'),
      );
    assert.deepEqual(
      [first.askedBy, first.launcher, second.askedBy, second.launcher],
      ['terminal', null, 'editor', { kind: 'local' }],
    );
    assert.equal((await readFrozenExperiment(ofEditor, second)).experiment.seed, 41);
    assert.ok(await isMadeHere(ofTerminal, first, secret));
  });

  it('notes the group that a run is made for', async () => {
    const prepared = prepare(sine);
    assert.ok(prepared.kind === 'ready');
    const group = { id: 'g', name: 'Seeds', varies: ['seed'] };
    const maker = {
      runsFolder: folder(),
      askedBy: 'terminal',
      launcher: null,
      secret: undefined,
      version: '1',
    } as const;
    assert.deepEqual((await readManifest(await makeRun(prepared, { ...maker, group }))).group, group);
  });

  it('refuses what is no text, what has errors, and what cannot be overridden, and writes nothing', async () => {
    const utf16 = prepare(Uint8Array.of(0xff, 0xfe, 0x7b, 0));
    assert.ok(utf16.kind === 'undecodable' && utf16.problem.message.includes('UTF-16'));
    const faulty = prepare(sine.replace('"kind": "sine"', '"kind": "sinus"'));
    assert.ok(faulty.kind === 'faulty' && faulty.problems.some(({ severity }) => severity === 'error'));
    const missing = prepare(
      '{ "name": "a", "task": { "kind": "module", "module": "gone.ts" }, "model": { "kind": "mlp" } }',
    );
    assert.ok(missing.kind === 'faulty', 'a file that it names is missing');
    const unknown = prepare(sine, 'sead=1');
    assert.ok(unknown.kind === 'refused' && unknown.message.includes('"sead=1" cannot be set'));
    const many = prepare(sine, ...Array.from({ length: 101 }, (_, seed) => `seed=${seed}`));
    assert.ok(many.kind === 'refused' && many.message.startsWith('At most 100 values'));
    assert.deepEqual(await readdir(folder()), []);
  });
});
