// Manifests that are kept as what is otherwise than in another one: they are read as they were written.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ManifestsOfLines, ManifestsWriter } from '../../../../src/runs/keptIndex/keptManifests.ts';
import type { Manifest } from '../../../../src/runs/manifest.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const figure = { iteration: 10, loss: 0.5, lossCi95: 0.1 };

describe('manifests that are kept by what is otherwise in them', () => {
  const folder = useTemporaryFolder();

  async function manifests(): Promise<readonly Manifest[]> {
    const changes: readonly Partial<Manifest>[] = [
      { state: 'completed', seed: 1, best: figure },
      { state: 'failed', seed: 2, best: null, failure: { message: 'No.\tTwo\nlines “and” more.' } },
      { state: 'completed', seed: 1, best: figure, tags: ['paper', '__proto__'], name: '__proto__' },
    ];
    const sines = await Promise.all(changes.map((change) => newTestRun(folder(), change)));
    const digits = await newTestRun(folder(), { state: 'stopped' }, 'mnist-digits');
    return Promise.all([...sines, digits].map((directory) => readManifest(directory)));
  }

  it('are read as they were, whatever the others are', async () => {
    const all = await manifests();
    const writer = new ManifestsWriter();
    const lines = all.map((manifest) => writer.write(manifest));
    assert.equal(writer.bases.length, 2);
    assert.ok(lines.every((line) => !/[\t\n]/.test(line)));
    const kept = new ManifestsOfLines(writer.bases);
    for (const _ of ['once', 'and again'])
      assert.deepEqual(
        lines.map((line) => kept.read(line)),
        all,
      );
  });

  it('take a fraction where they have most in common', async () => {
    const [first, second] = await manifests();
    assert.ok(first && second);
    const writer = new ManifestsWriter();
    assert.equal(writer.write(first), '[0,{}]');
    assert.ok(writer.write(second).length < JSON.stringify(second).length / 3);
  });

  it('are none where what was kept is not what it should be', async () => {
    const [first] = await manifests();
    const base = JSON.stringify(first);
    const read = (bases: readonly string[], line: string) => new ManifestsOfLines(bases).read(line);
    assert.deepEqual(read([base], '[0,{}]'), first);
    for (const line of [
      '',
      '{}',
      '[]',
      '[0]',
      '[1,{}]',
      '[0,[]]',
      '[0,null]',
      '["0",{}]',
      '[-1,{}]',
      '[0,{"id":3}]',
      'null',
    ])
      assert.equal(read([base], line), undefined, line);
    for (const wrong of ['', '[]', '{}', 'null', '{"formatVersion":2}'])
      assert.equal(read([wrong], '[0,{}]'), undefined);
  });
});
