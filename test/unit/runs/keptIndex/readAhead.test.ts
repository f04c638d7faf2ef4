// Reading thousands of runs in another process: what it keeps saves reading here, and where it fails all are read here.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { userSecret } from '../../../../src/base/userSecret.ts';
import { KeptIndex, type KeptIndexOptions } from '../../../../src/runs/keptIndex/keptIndex.ts';
import { RunLister } from '../../../../src/runs/listRuns.ts';
import { readRunLabels } from '../../../../src/runs/runLabels.ts';
import { builtProgram } from '../../../support/builtCli.ts';
import { countLooks } from '../../../support/countingLooks.ts';
import { writeManyRuns } from '../../../support/manyRuns.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const version = '1.0.0';

describe('reading many runs elsewhere', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const runsFolder = () => path.join(folder(), 'runs');
  const secret = () => userSecret(path.join(folder(), 'user', 'reptile-lab'));

  beforeEach(() => mkdir(runsFolder()));

  /** As a window does: all runs, and their labels. */
  async function look(options: Partial<KeptIndexOptions> = {}) {
    const kept = new KeptIndex(runsFolder(), { secret, version, ...options });
    const lister = new RunLister(runsFolder(), { kept });
    const runs = (await lister.list()).filter((listing) => listing.kind === 'run');
    const labels = await readRunLabels(runs, (directory, stamp) => kept.factsOf(directory, stamp));
    await lister.keep();
    kept.dispose();
    return { runs, labels };
  }
  async function readsOf(action: () => Promise<unknown>): Promise<number> {
    return (await countLooks((name) => /(run|experiment)\.json$/.test(name), action)).opened;
  }
  /** The process that reads. */
  async function index(...words: string[]): Promise<void> {
    const environment = { ...process.env, XDG_DATA_HOME: path.join(folder(), 'user') };
    const program = await builtProgram('indexer.js');
    await promisify(execFile)(process.execPath, [program, runsFolder(), version, ...words], { env: environment });
  }

  it('reads the first stretches, and has the rest read by another process once', async () => {
    await writeManyRuns(runsFolder(), 1400);
    let calls = 0;
    const readElsewhere = () => {
      calls++;
      return index();
    };
    let found: unknown;
    const reads = await readsOf(async () => {
      found = await look({ readElsewhere });
    });
    assert.equal(calls, 1);
    assert.ok(reads < 200, `${reads} files were read here`);
    assert.deepEqual(found, await look());
    assert.equal(await readsOf(() => look({ readElsewhere })), 0);
    assert.equal(calls, 1);
  });

  it('reads all itself where nobody else can', async () => {
    await writeManyRuns(runsFolder(), 1400);
    let calls = 0;
    const readElsewhere = async () => {
      calls++;
      throw new Error('no process can be had');
    };
    const { runs, labels } = await look({ readElsewhere });
    assert.equal(calls, 1);
    assert.equal(runs.length, 1400);
    assert.equal(labels.size, 1400);
    assert.equal(await readsOf(() => look()), 0);
  });

  it('asks nobody for some hundreds', async () => {
    await writeManyRuns(runsFolder(), 600);
    const { runs } = await look({
      readElsewhere: async () => assert.fail('600 runs are read sooner than a process starts'),
    });
    assert.equal(runs.length, 600);
  });

  it('follows links only for whom the workspace is trusted', async () => {
    const [linked = ''] = await writeManyRuns(runsFolder(), 60);
    const outside = path.join(folder(), path.basename(linked));
    await rename(linked, outside);
    await symlink(outside, linked);
    await index(folder());
    assert.equal(await readsOf(() => look()), 2);
    await rm(path.join(runsFolder(), '.cache'), { recursive: true });
    await index();
    assert.equal(await readsOf(() => look()), 0);
  });
});
