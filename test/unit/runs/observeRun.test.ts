// A run that ends between the look at its manifest and the look at its process is not taken for lost.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { type Manifest, newManifest } from '../../../src/runs/manifest.ts';
import { writeManifest } from '../../../src/runs/manifestFile.ts';
import { observeRun } from '../../../src/runs/observeRun.ts';

/** A process that, when told to, replaces the manifest in one step and is gone. */
const endsWithLastWord = `
  const { readFileSync, renameSync, writeFileSync } = require('node:fs');
  process.stdin.once('data', () => {
    const manifest = JSON.parse(readFileSync(process.argv[1], 'utf8'));
    writeFileSync(process.argv[1] + '.new', JSON.stringify({ ...manifest, state: 'completed', process: null }));
    renameSync(process.argv[1] + '.new', process.argv[1]);
    process.kill(process.pid, 'SIGKILL');
  });
`;

describe('observing a run', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'observe-run-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function manifestOfEndedProcess(): Promise<Manifest> {
    const text = presets[0]?.text ?? '';
    const { experiment } = readExperiment(text);
    assert.ok(experiment);
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const run = {
      id: 'run',
      createdAt: new Date().toISOString(),
      experiment,
      experimentPath: '/x',
      overrides: [],
      version: '0',
    } as const;
    const gone = { host: os.hostname(), pid: child.pid ?? -1, startedAt: null };
    return { ...newManifest({ ...run, askedBy: 'terminal', launcher: null }), state: 'running', process: gone };
  }

  it('finds it lost when its process is gone without a last word', async () => {
    await writeManifest(directory, await manifestOfEndedProcess());
    assert.equal((await observeRun(directory)).state, 'lost');
  });

  it('never finds it lost when its process writes its last word and ends at once', async () => {
    const queued = await manifestOfEndedProcess();
    const file = path.join(directory, 'run.json');
    for (let attempt = 0; attempt < 5; attempt++) {
      const child = spawn(process.execPath, ['-e', endsWithLastWord, file], { stdio: ['pipe', 'ignore', 'inherit'] });
      await writeManifest(directory, {
        ...queued,
        process: { host: os.hostname(), pid: child.pid ?? -1, startedAt: null },
      });
      child.stdin.write('end');
      const seen = new Set<string>();
      while (!seen.has('completed')) seen.add((await observeRun(directory)).state);
      assert.ok(!seen.has('lost'));
    }
  });

  it('gives a list the same answer', async () => {
    await writeManifest(directory, await manifestOfEndedProcess());
    const [listing] = await listRuns(path.dirname(directory)).then((all) =>
      all.filter((one) => one.directory === directory),
    );
    assert.ok(listing?.kind === 'run' && listing.state === 'lost');
  });
});
