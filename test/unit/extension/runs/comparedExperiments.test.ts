// A run beside its file as it is now: the two texts differ in what would be computed alone.

import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { Lookup } from '../../../../src/base/cautiousLookup.ts';
import { applyOverrides } from '../../../../src/experiment/applyOverrides.ts';
import { presets } from '../../../../src/experiment/presets.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import {
  findFileToEdit,
  IncomparableFileError,
  textOfFile,
  textOfRun,
} from '../../../../src/extension/runs/comparedExperiments.ts';
import { createRun } from '../../../../src/runs/createRun.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const source = presets.find(({ id }) => id === 'sine-regression')?.text ?? '';

describe('an experiment file beside a run of it', () => {
  const folder = useTemporaryFolder();
  const file = () => path.join(folder(), 'sine.reptile.json');

  /** Made with the override `seed=41`. */
  async function newRun(): Promise<string> {
    await writeFile(file(), source);
    const overridden = applyOverrides(source, ['seed=41']);
    const experiment = overridden.kind === 'applied' ? readExperiment(overridden.text).experiment : undefined;
    assert.ok(experiment);
    return createRun({
      runsFolder: path.join(folder(), 'runs'),
      experiment,
      source: new TextEncoder().encode(source),
      experimentPath: file(),
      overrides: ['seed=41'],
      askedBy: 'terminal',
      launcher: null,
      version: '0.0.0',
    });
  }

  const compare = async (directory: string, lookUp: (file: string) => Lookup = () => 'there') => {
    const manifest = await readManifest(directory);
    const [before, after] = [
      (await textOfRun(directory, manifest)).split('\n'),
      (await textOfFile(directory, manifest, lookUp)).split('\n'),
    ];
    return after.filter((line, index) => line !== before[index]);
  };

  it('differs in the overrides of the run, and in what was changed since, not in comments', async () => {
    const directory = await newRun();
    const changed = await compare(directory);
    assert.equal(changed.length, 1);
    assert.match(changed[0] ?? '', /^ {2}"seed": \d+,$/);
    await writeFile(file(), `// Why not.\n\n${source.replace(/"seed": \d+,/, '"seed": 41,')}`);
    assert.deepEqual(await compare(directory), []);
  });

  it('is opened to be edited where it is a file, or the person’s link to one, and nothing else', async function () {
    const directory = await newRun();
    const run = { directory, manifest: await readManifest(directory) };
    assert.deepEqual(await findFileToEdit(run, () => 'there'), { kind: 'found', path: file() });
    if (process.platform === 'win32') this.skip();
    const other = path.join(folder(), 'other.json');
    await rename(file(), other);
    await symlink(other, file());
    assert.equal((await findFileToEdit(run, () => 'there')).kind, 'found');
    for (const target of [folder(), '/dev/zero']) {
      await rm(file());
      await symlink(target, file());
      const found = await findFileToEdit(run, () => 'there');
      assert.ok(found.kind === 'notFound' && /sine\.reptile\.json is not a file\. The run keeps/.test(found.reason));
    }
  });

  it('says which file is gone, has errors, is a link, or is not looked for', async () => {
    const directory = await newRun();
    const refusal = (pattern: RegExp) => (error: unknown) =>
      error instanceof IncomparableFileError && pattern.test(error.message);
    await assert.rejects(
      compare(directory, () => 'notLookedUp'),
      refusal(/sine\.reptile\.json is not looked for: it lies outside of this workspace/),
    );
    await writeFile(file(), '{ "name": ');
    await assert.rejects(compare(directory), refusal(/sine\.reptile\.json has errors as it is now/));
    await rm(file());
    await assert.rejects(compare(directory), refusal(/sine\.reptile\.json is gone/));
    await assert.rejects(
      compare(directory, () => 'missing'),
      refusal(/sine\.reptile\.json is gone/),
    );
    const elsewhere = path.join(folder(), 'elsewhere', 'secret');
    await mkdir(path.dirname(elsewhere));
    await writeFile(elsewhere, source);
    await symlink(elsewhere, file());
    await assert.rejects(compare(directory), refusal(/link/));
    assert.equal(await readFile(elsewhere, 'utf8'), source);
  });
});
