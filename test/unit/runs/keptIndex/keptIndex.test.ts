// The index that is kept beside runs: saves reading what did not change, is believed only where this user wrote it, and
// is never the truth.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { lookAtEntry, stampOf } from '../../../../src/base/boundedFile.ts';
import { KeptIndex } from '../../../../src/runs/keptIndex/keptIndex.ts';
import { RunLister } from '../../../../src/runs/listRuns.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { readRunLabels } from '../../../../src/runs/runLabels.ts';
import { countLooks } from '../../../support/countingLooks.ts';
import { writeManyRuns } from '../../../support/manyRuns.ts';
import { changeManifest } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

const count = 60;
const secretOf = (fill: number) => async () => new Uint8Array(32).fill(fill);
const ownerDigits = (fill: number) =>
  createHmac('sha256', new Uint8Array(32).fill(fill)).update('owner of an index of runs').digest('hex').slice(0, 16);

describe('the index that is kept beside runs', () => {
  const folder = useTemporaryFolder();
  const runsFolder = () => path.join(folder(), 'runs');
  const file = (beside = runsFolder(), filler = 1) => path.join(beside, '.cache', `runs-index-${ownerDigits(filler)}`);
  let directories: readonly string[] = [];

  interface Opened {
    readonly where?: string;
    readonly secret?: () => Promise<Uint8Array>;
    readonly version?: string;
    readonly mayRemove?: () => boolean;
  }
  function open({ where = runsFolder(), secret = secretOf(1), version = '1.0.0', ...rest }: Opened = {}) {
    const kept = new KeptIndex(where, { secret, version, ...rest });
    return { kept, lister: new RunLister(where, { kept }) };
  }
  /** As one process does, from its first look to its end. */
  async function look(opened: Opened = {}) {
    const { kept, lister } = open(opened);
    const listings = await lister.list();
    const runs = listings.filter((listing) => listing.kind === 'run');
    const labels = await readRunLabels(runs, (directory) => kept.factsOf(directory));
    await lister.keep();
    kept.dispose();
    return { runs, labels };
  }
  /** Manifests and experiments that a process reads which looks at everything. */
  const reads = (opened: Opened = {}) =>
    countLooks(
      (name) => /(run|experiment)\.json$/.test(name),
      () => look(opened),
    ).then(({ opened: files }) => files);

  beforeEach(async () => {
    await mkdir(runsFolder());
    directories = await writeManyRuns(runsFolder(), count);
  });

  it('gives the next process everything that it would read, as it would read it', async () => {
    const first = await look();
    assert.ok(existsSync(file()));
    assert.equal(await reads(), 0);
    const second = await look();
    assert.deepEqual(second, first);
    await rm(file());
    assert.deepEqual(await look(), first);
  });

  it('keeps words of any script, in more lines than are decoded at once', async () => {
    const word = 'метаобучение 学習 🦎 '.repeat(5);
    for (const [number, directory] of directories.entries())
      await changeManifest(directory, { tags: Array.from({ length: 30 }, (_, place) => `${word}${number} ${place}`) });
    const first = await look();
    assert.ok((await readFile(file())).length > 300_000);
    assert.deepEqual(first.runs.at(-1)?.manifest.tags.at(-1), `${word}0 29`);
    assert.equal(await reads(), 0);
    assert.deepEqual(await look(), first);
  });

  it('is never the truth: a file that changed is read', async () => {
    await look();
    const [changed = '', other = ''] = directories;
    await changeManifest(changed, { iteration: 7 });
    const experiment = runFiles(other).experiment;
    await writeFile(experiment, (await readFile(experiment, 'utf8')).replace(/"seed": \d+/, '"seed": 41'));
    assert.equal(await reads(), 2);
    const { runs, labels } = await look();
    assert.equal(runs.find(({ directory }) => directory === changed)?.manifest.iteration, 7);
    assert.match(labels.get(other) ?? '', /seed 41/);
  });

  it('is not written anew for a few runs', async () => {
    await look();
    const before = await readFile(file());
    await changeManifest(directories[0] ?? '', { iteration: 7 });
    await look();
    assert.deepEqual(await readFile(file()), before);
  });

  it('is believed by nobody but who wrote it, for these runs, with this version', async () => {
    await look();
    assert.equal(await reads({ version: '1.0.1' }), 2 * count);
    await rm(file());
    await look();
    const others = await readFile(file());
    await writeFile(file(runsFolder(), 2), others);
    assert.equal(await reads({ secret: secretOf(2) }), 2 * count);
    const copy = path.join(folder(), 'copy');
    await cp(runsFolder(), copy, { recursive: true, preserveTimestamps: true });
    await writeFile(file(copy), others);
    assert.equal(await reads({ where: copy }), 2 * count);
  });

  it('shows no run otherwise than its own files do, whatever a stranger makes of it', async () => {
    await look();
    const whole = await readFile(file());
    const end = whole.indexOf('\n');
    const forged: readonly Uint8Array[] = [
      Buffer.from(whole.toString().replaceAll('"completed"', '"running"')),
      Buffer.concat([whole, Buffer.from('more\t\t\t\t\n')]),
      whole.subarray(0, whole.length - 100),
      whole.subarray(end + 1),
      Buffer.from('reptile-lab runs 1\t\t\n'),
      Buffer.from(''),
    ];
    for (const bytes of forged) {
      await writeFile(file(), bytes);
      assert.equal(await reads(), 2 * count);
      const { runs } = await look();
      assert.ok(runs.length === count && runs.every(({ state }) => state === 'completed'));
    }
  });

  it('does not follow a link, and leaves what it leads to as it is', async () => {
    await look();
    const elsewhere = path.join(folder(), 'elsewhere');
    await rename(file(), elsewhere);
    await symlink(elsewhere, file());
    const before = await readFile(elsewhere);
    assert.equal(await reads(), 2 * count);
    assert.deepEqual(await readFile(elsewhere), before);
  });

  it('is whole whoever writes it at the same time', async () => {
    const all = Array.from({ length: 4 }, () => look());
    await Promise.all(all);
    assert.equal(await reads(), 0);
    assert.deepEqual(await readdir(path.dirname(file())), [path.basename(file())]);
  });

  it('is one for each user, and goes when nobody has written it for two months', async () => {
    await look();
    await look({ secret: secretOf(2) });
    assert.deepEqual([await reads(), await reads({ secret: secretOf(2) })], [0, 0]);
    const long = new Date(Date.now() - 61 * 86_400_000);
    await utimes(file(), long, long);
    await rm(file(runsFolder(), 2));
    await look({ secret: secretOf(2) });
    assert.deepEqual(await readdir(path.dirname(file())), [path.basename(file(runsFolder(), 2))]);
  });

  it('is written, and nobody’s taken away, where the workspace is not trusted', async () => {
    await look({ secret: secretOf(2) });
    const long = new Date(Date.now() - 61 * 86_400_000);
    await utimes(file(runsFolder(), 2), long, long);
    await look({ mayRemove: () => false });
    assert.ok(existsSync(file()) && existsSync(file(runsFolder(), 2)));
    await rm(file());
    await look({ mayRemove: () => true });
    assert.ok(existsSync(file()) && !existsSync(file(runsFolder(), 2)));
  });

  it('is opened again where it could not be, soon and not at each question', async () => {
    await look();
    const [directory = ''] = directories;
    const stamp = stampOf(await lookAtEntry(path.join(directory, 'run.json')));
    const secret = secretOf(1);
    let asked = 0;
    const { kept } = open({
      secret: () => (++asked < 3 ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : secret()),
    });
    try {
      assert.equal(await kept.manifestOf(directory, stamp), undefined);
      const manifest = await waitFor('the index', () => kept.manifestOf(directory, stamp));
      assert.equal(manifest.id, path.basename(directory));
      assert.equal(asked, 3, 'a failure is not asked for at each question');
    } finally {
      kept.dispose();
    }
  });

  it('costs nothing but time where it cannot be kept', async () => {
    await writeFile(path.join(runsFolder(), '.cache'), 'no folder');
    assert.equal((await look()).runs.length, count);
    const noSecret = async () => {
      throw new Error('There is no secret.');
    };
    assert.equal((await look({ secret: noSecret })).runs.length, count);
  });
});
