// Runs of a sweep by successive halving go on from their checkpoints, each once: also where whoever let them was killed.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { userSecret } from '../../../../src/base/userSecret.ts';
import { continueRun } from '../../../../src/launchers/continueRun.ts';
import { OutstandingTickets } from '../../../../src/launchers/outstandingTickets.ts';
import { controlGroup } from '../../../../src/launchers/sweeps/controlGroup.ts';
import { halvedGroupsOf, pendingPromotions } from '../../../../src/launchers/sweeps/halvedGroups.ts';
import { promoteRuns } from '../../../../src/launchers/sweeps/promoteRuns.ts';
import { listRuns } from '../../../../src/runs/listRuns.ts';
import { writeManifest } from '../../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { localLauncher } from '../../../../src/runs/runOrigin.ts';
import { endRunningClis, parseJsonLines, runCli, startCli } from '../../../support/builtCli.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

const stepSizes = [0.1, 0.3, 0.6, 1];

describe('a sweep by successive halving', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();
  afterEach(endRunningClis);

  const runsFolder = () => path.join(folder(), 'runs');
  const userFolder = () => path.join(folder(), 'reptile-lab');
  const cli = () => ({ folder: folder(), environment: { XDG_DATA_HOME: folder() } });

  async function writeSweep(): Promise<string> {
    const file = path.join(folder(), 'halved.reptile.json');
    const { algorithm, ...rest } = tinyExperiment();
    const sweep = {
      parameters: { 'algorithm.metaStepSize': stepSizes },
      successiveHalving: { firstRung: 5, reductionFactor: 2 },
    };
    await writeFile(file, JSON.stringify({ ...rest, algorithm: { ...algorithm, metaIterations: 20 }, sweep }));
    return file;
  }

  async function runs() {
    const listed = (await listRuns(runsFolder())).filter((listing) => listing.kind === 'run');
    return listed.toSorted((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
  }

  const sweep = (file: string, ...more: readonly string[]) =>
    ['sweep', file, '--runs', runsFolder(), '--at-once', '2', '--json', ...more] as const;
  const keep = () => runCli(['queue', 'keep', '--runs', runsFolder(), '--at-once', '2'], cli());

  /** Whatever happened in between: nothing is left to do, and every decision was carried out once. */
  async function assertDone(): Promise<void> {
    const all = await runs();
    const origins = all.flatMap(({ manifest }) => manifest.continues?.run ?? []);
    assert.equal(new Set(origins).size, origins.length, 'no run goes on twice');
    assert.deepEqual(
      all
        .filter(({ state }) => state !== 'completed')
        .map(({ state, manifest }) => [state, manifest.metaIterations, manifest.failure]),
      [],
    );
    const [group] = halvedGroupsOf(all);
    assert.ok(group);
    assert.deepEqual(pendingPromotions(group), []);
    const lengths = (metaIterations: number) =>
      all.filter(({ manifest }) => manifest.metaIterations === metaIterations);
    assert.equal(lengths(5).length, stepSizes.length);
    assert.ok(lengths(10).length >= 2 && lengths(20).length >= 1);
    assert.equal(lengths(5).length + lengths(10).length + lengths(20).length, all.length);
  }

  it('is carried out by a terminal to its end, and says in the log of each run why it goes on', async () => {
    const { exitCode, output, messages } = await runCli(sweep(await writeSweep()), cli());
    assert.equal(exitCode, 0, messages);
    await assertDone();
    const all = await runs();
    const { completed } = parseJsonLines(output).at(-1) ?? {};
    assert.equal(completed, all.length);
    // Runs of one second stand in any order, and of the last rung there may be a second one.
    const [first] = all.filter(({ manifest }) => manifest.metaIterations === 5);
    const logs = await Promise.all(
      all
        .filter(({ manifest }) => manifest.metaIterations === 20)
        .map(async ({ directory }) => ({ directory, log: await readFile(runFiles(directory).log, 'utf8') })),
    );
    const best = logs.find(({ log }) =>
      /Goes on to 20 meta-iterations by successive halving: loss [\d.e-]+ is number 1 of \d+ at the end/.test(log),
    );
    assert.ok(first && best, JSON.stringify(logs));
    assert.match(best.log, /Rungs at 5, 10, 20 meta-iterations; of 2 .* the one with the lowest loss goes on/);
    const shown = await runCli(['show', best.directory], cli());
    assert.match(shown.output, /sweep +Rung 3 of 3, the last: loss/);
    const shownFirst = await runCli(['show', first.directory, '--json'], cli());
    assert.match(shownFirst.output, /"successiveHalving":"Rung 1 of 3: loss/);
  });

  it('trains nothing anew when runs are deleted that went on, or those that they went on from', async () => {
    const { exitCode, messages } = await runCli(sweep(await writeSweep()), cli());
    assert.equal(exitCode, 0, messages);
    const all = await runs();
    const deleteOf = async (metaIterations: number, promoted: 'promoted' | 'all') => {
      const origins = new Set(all.map(({ manifest }) => manifest.continues?.run));
      const gone = all.filter(
        ({ manifest }) =>
          manifest.metaIterations === metaIterations && (promoted === 'all' || origins.has(manifest.id)),
      );
      assert.notEqual(gone.length, 0);
      const deleted = await runCli(['delete', ...gone.map(({ directory }) => directory)], cli());
      assert.equal(deleted.exitCode, 0, deleted.messages);
    };
    const ids = async () => (await runs()).map(({ manifest }) => manifest.id);
    for (const [metaIterations, which] of [
      [20, 'all'],
      [5, 'promoted'],
    ] as const) {
      await deleteOf(metaIterations, which);
      const before = await ids();
      const kept = await keep();
      assert.equal(kept.exitCode, 0, kept.messages);
      assert.deepEqual(await ids(), before, `after runs of ${metaIterations} were deleted`);
    }
  });

  it('notes what an earlier version let go on before it can be deleted', async () => {
    const { exitCode, messages } = await runCli(sweep(await writeSweep()), cli());
    assert.equal(exitCode, 0, messages);
    const noted = async () => new Map((await runs()).map(({ manifest }) => [manifest.id, manifest.promotedAs]));
    const before = await noted();
    const promotions = (await runs()).flatMap(({ manifest: { continues, id } }) =>
      continues === null ? [] : ([[continues.run, id]] as const),
    );
    for (const [origin, extension] of promotions) {
      assert.equal(before.get(origin), extension);
      const file = runFiles(path.join(runsFolder(), origin)).manifest;
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(`"promotedAs": "${extension}"`, '"promotedAs": null'));
    }
    assert.notDeepEqual(await noted(), before);
    await promoteRuns(halvedGroupsOf(await runs()), {
      hold: { assertHeld: () => {}, isLost: () => false },
      issuer: { secret: await userSecret(userFolder()), outstanding: OutstandingTickets.inMemory() },
      askedBy: 'terminal',
      room: 1,
      topRank: 1,
      onError: (error) => assert.fail(String(error)),
    });
    assert.deepEqual(await noted(), before);
  });

  it('goes on where its terminal was killed, and where a promotion was cut short', async () => {
    const terminal = await startCli(sweep(await writeSweep()), cli());
    await waitFor('a run to end', async () => (await runs()).some(({ state }) => state === 'completed'), 120_000);
    terminal.process.kill('SIGKILL');
    await terminal.ended;
    await waitFor(
      'runs at work to end',
      async () => {
        return (await runs()).every(({ state }) => state === 'completed' || state === 'queued');
      },
      120_000,
    );
    const [group] = halvedGroupsOf(await runs());
    const [origin] =
      group?.runs.filter(({ state, manifest }) => state === 'completed' && manifest.metaIterations === 5) ?? [];
    assert.ok(group && origin);
    // As it lies there when it was made, and not queued yet. Whether it was among the best plays no part in that.
    const isPromoted = group.runs.some(({ manifest }) => manifest.continues?.run === origin.manifest.id);
    if (!isPromoted) {
      await continueRun(
        origin,
        { checkpoint: 'latest', extendBy: 5 },
        {
          runsFolder: runsFolder(),
          askedBy: 'terminal',
          launcher: localLauncher,
          group: group.group,
          secret: await userSecret(userFolder()),
          version: '0.0.0',
        },
      );
    }
    const { exitCode, messages } = await keep();
    assert.equal(exitCode, 0, messages);
    await assertDone();
  });

  it('lets nothing go on that another user made, or that executes something else', async () => {
    const { exitCode, messages } = await runCli(sweep(await writeSweep()), cli());
    assert.equal(exitCode, 0, messages);
    const [group] = halvedGroupsOf(await runs());
    const origin = group?.runs.find(({ manifest }) => manifest.metaIterations === 20);
    assert.ok(group && origin);
    const forged = await continueRun(
      origin,
      { checkpoint: 'latest', extendBy: 5 },
      {
        runsFolder: runsFolder(),
        askedBy: 'terminal',
        launcher: localLauncher,
        group: group.group,
        secret: undefined,
        version: '0.0.0',
      },
    );
    const files = runFiles(forged.directory);
    const experiment: { seed: number } = JSON.parse(await readFile(files.experiment, 'utf8'));
    await writeFile(files.experiment, JSON.stringify({ ...experiment, seed: experiment.seed + 1 }));
    await writeFile(
      files.source,
      (await readFile(files.source, 'utf8')).replace(/"seed":\d+/, `"seed":${experiment.seed + 1}`),
    );
    const stranger = await startCli(['queue', 'keep', '--runs', runsFolder()], cli());
    await waitFor('it to be told of', () => stranger.messages().includes('waits for your word'), 120_000);
    stranger.process.kill('SIGKILL');
    await stranger.ended;
    const [left] = (await runs()).filter(({ directory }) => directory === forged.directory);
    assert.equal(left?.state, 'queued');
  });

  it('rests while it is paused, and after it was stopped', async () => {
    const { exitCode, messages } = await runCli(sweep(await writeSweep()), cli());
    assert.equal(exitCode, 0, messages);
    // As it stood before any came to the last rung.
    for (const { directory, manifest } of await runs()) {
      if (manifest.metaIterations === 10) await writeManifest(directory, { ...manifest, promotedAs: null });
    }
    const before = (await runs()).filter(({ manifest }) => manifest.metaIterations !== 20);
    const pending = () => pendingPromotions(halvedGroupsOf(before)[0] ?? assert.fail('no sweep'));
    assert.notDeepEqual(pending(), []);
    const launcher = {
      submit: unasked,
      submitAll: unasked,
      startNow: unasked,
      arrange: unasked,
      poll: unasked,
      cancel: unasked,
    };
    await controlGroup(before, 'stop', launcher);
    const held = (await runs()).filter(({ manifest }) => manifest.metaIterations !== 20);
    assert.deepEqual(pendingPromotions(halvedGroupsOf(held)[0] ?? assert.fail('no sweep')), []);
    await controlGroup(held, 'continue', launcher);
    const released = (await runs()).filter(({ manifest }) => manifest.metaIterations !== 20);
    assert.equal(
      released.every(({ manifest }) => manifest.queuePlace === null),
      true,
    );
  });
});

async function unasked(): Promise<never> {
  throw new Error('Nothing is to be asked of the queue.');
}
