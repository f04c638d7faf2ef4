// Runs of a stranger's that bear the id of a sweep by successive halving: they change nothing in what becomes of it.

import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { listRuns } from '../../../../src/runs/listRuns.ts';
import type { Manifest } from '../../../../src/runs/manifest.ts';
import { writeManifest } from '../../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { endRunningClis, runCli, startCli } from '../../../support/builtCli.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

describe('a stranger’s run with the id of a sweep by successive halving', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();
  afterEach(endRunningClis);

  const runsFolder = () => path.join(folder(), 'runs');
  const cli = () => ({ folder: folder(), environment: { XDG_DATA_HOME: folder() } });

  async function runs() {
    const listed = (await listRuns(runsFolder())).filter((listing) => listing.kind === 'run');
    return listed.toSorted((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
  }
  const ofLength = async (metaIterations: number) =>
    (await runs()).filter(({ manifest }) => manifest.metaIterations === metaIterations);

  /** Four runs that have come to the end of the first rung, none of which went on yet; the best first. */
  async function makeSweep() {
    const file = path.join(folder(), 'halved.reptile.json');
    const { algorithm, ...rest } = tinyExperiment();
    const sweep = {
      parameters: { 'algorithm.metaStepSize': [0.1, 0.3, 0.6, 1] },
      successiveHalving: { firstRung: 5, reductionFactor: 2 },
    };
    await writeFile(file, JSON.stringify({ ...rest, algorithm: { ...algorithm, metaIterations: 10 }, sweep }));
    const made = await runCli(['sweep', file, '--runs', runsFolder(), '--at-once', '2', '--json'], cli());
    assert.equal(made.exitCode, 0, made.messages);
    for (const { directory } of await ofLength(10)) await rm(directory, { recursive: true });
    const first = await ofLength(5);
    for (const { directory, manifest } of first) await writeManifest(directory, { ...manifest, promotedAs: null });
    const lossOf = ({ manifest }: { readonly manifest: Manifest }) => manifest.latest?.loss ?? Number.NaN;
    return (await ofLength(5)).toSorted((a, b) => lossOf(a) - lossOf(b));
  }

  async function plant(from: string, name: string, change: (manifest: Manifest) => Manifest): Promise<string> {
    const directory = path.join(runsFolder(), name);
    await cp(from, directory, { recursive: true });
    const manifest: Manifest = JSON.parse(await readFile(runFiles(directory).manifest, 'utf8'));
    await writeManifest(directory, change({ ...manifest, id: name, createdAt: new Date().toISOString() }));
    return directory;
  }

  async function lengthen(directory: string, metaIterations: number): Promise<void> {
    const file = runFiles(directory).experiment;
    const experiment: { algorithm: object } = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...experiment, algorithm: { ...experiment.algorithm, metaIterations } }));
  }

  it('brings no rule of its own, takes nobody’s place, and starts no sooner than others', async () => {
    const [best, second] = await makeSweep();
    assert.ok(best && second);
    const learned = (run: string) => ({ run, directory: '', iteration: 5, parametersSha256: '0'.repeat(64) });
    const other = await plant(second.directory, '20991201T000000Z-other-rule-0001', (manifest) => {
      const { group } = manifest;
      assert.ok(group?.halving);
      const halving = { ...group.halving, rungs: [5, 40] };
      return { ...manifest, madeHere: '0'.repeat(64), group: { ...group, halving } };
    });
    const failed = await plant(best.directory, '20991201T000001Z-failed-0002', (manifest) => ({
      ...manifest,
      madeHere: '0'.repeat(64),
      state: 'failed',
      metaIterations: 10,
      continues: learned(best.manifest.id),
    }));
    const queued = await plant(second.directory, '20991201T000002Z-queued-0003', (manifest) => ({
      ...manifest,
      madeHere: null,
      state: 'queued',
      queueTicket: null,
      metaIterations: 10,
      overrides: [...manifest.overrides, 'algorithm.metaIterations=10'],
      continues: learned(second.manifest.id),
    }));
    await lengthen(queued, 10);
    const strangers = new Set([other, failed, queued]);
    const keeping = await startCli(['queue', 'keep', '--runs', runsFolder(), '--at-once', '2'], cli());
    const wentOn = async () => (await ofLength(10)).filter(({ directory }) => !strangers.has(directory));
    await waitFor(
      'the two best to go on',
      async () => (await wentOn()).filter(({ state }) => state === 'completed').length === 2,
      120_000,
    );
    keeping.process.kill('SIGKILL');
    await keeping.ended;
    const origins = (await wentOn()).map(({ manifest }) => manifest.continues?.run);
    assert.deepEqual(new Set(origins), new Set([best.manifest.id, second.manifest.id]));
    assert.deepEqual(await ofLength(40), []);
    const left = new Map(
      (await runs()).map(({ directory, state, manifest }) => [directory, [state, manifest.madeHere]]),
    );
    assert.deepEqual(left.get(queued), ['queued', null]);
    for (const { directory, manifest } of await ofLength(5)) {
      const promotedAs = manifest.promotedAs ?? '';
      assert.ok(!strangers.has(path.join(runsFolder(), promotedAs)), `${directory} went on as ${promotedAs}`);
    }
  });
});
