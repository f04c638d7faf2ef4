// A sweep by successive halving whose better runs cannot go on: moved ones wait for the person's word, and of those that
// nothing can go on from the next best take the place. Whoever keeps the queue is told, and not kept waiting.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import fileSystem, { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { describe, it } from 'mocha';
import { userSecret } from '../../../../src/base/userSecret.ts';
import { runCommandLine } from '../../../../src/cli/commandLine.ts';
import { withFolderLock } from '../../../../src/launchers/folderLock.ts';
import { OutstandingTickets } from '../../../../src/launchers/outstandingTickets.ts';
import { halvedGroupsOf } from '../../../../src/launchers/sweeps/halvedGroups.ts';
import { promoteRuns } from '../../../../src/launchers/sweeps/promoteRuns.ts';
import { notePromotion } from '../../../../src/launchers/waitingRun.ts';
import { listRuns } from '../../../../src/runs/listRuns.ts';
import { readManifest, writeManifest } from '../../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { withRunLock } from '../../../../src/runs/runLock.ts';
import { endRunningClis, runCli } from '../../../support/builtCli.ts';
import { recordTerminal } from '../../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

describe('a run that is to go on in a sweep by successive halving', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();
  afterEach(endRunningClis);

  const cli = () => ({ folder: folder(), environment: { XDG_DATA_HOME: folder() } });
  const runsFolder = () => path.join(folder(), 'runs');
  const keep = (runs = runsFolder()) => runCli(['queue', 'keep', '--runs', runs, '--at-once', '2'], cli());

  async function runsIn(where: string) {
    const listed = (await listRuns(where)).filter((listing) => listing.kind === 'run');
    return listed.toSorted((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
  }

  async function writeSweep(): Promise<string> {
    const file = path.join(folder(), 'halved.reptile.json');
    const { algorithm, ...rest } = tinyExperiment();
    const sweep = {
      parameters: { 'algorithm.metaStepSize': [0.1, 0.3, 0.6, 1] },
      successiveHalving: { firstRung: 5, reductionFactor: 2 },
    };
    await writeFile(file, JSON.stringify({ ...rest, algorithm: { ...algorithm, metaIterations: 10 }, sweep }));
    return file;
  }

  /** Four settings at the end of the first of two rungs, with losses 1 to 4; none has gone on. */
  async function sweepToFirstRung(): Promise<readonly string[]> {
    const file = await writeSweep();
    const swept = await runCli(['sweep', file, '--runs', runsFolder(), '--at-once', '2', '--json'], cli());
    assert.equal(swept.exitCode, 0, swept.messages);
    const first: string[] = [];
    for (const { directory, manifest } of await runsIn(runsFolder())) {
      if (manifest.metaIterations !== 5) await rm(directory, { recursive: true });
      else {
        const latest = { iteration: 5, loss: first.push(directory), lossCi95: 0 };
        await writeManifest(directory, { ...manifest, promotedAs: null, latest });
      }
    }
    assert.equal(first.length, 4);
    return first;
  }

  const extensions = async (where: string) =>
    (await runsIn(where)).flatMap(({ state, manifest }) =>
      manifest.continues === null ? [] : [{ of: manifest.continues.run, state }],
    );

  it('waits for the person’s word where its folder was renamed, and goes on by it', async () => {
    const [best, second] = (await sweepToFirstRung()).map((directory) => path.basename(directory));
    assert.ok(best && second);
    const moved = path.join(folder(), 'moved');
    await rename(runsFolder(), moved);
    const kept = await keep(moved);
    assert.equal(kept.exitCode, 3, kept.messages);
    for (const id of [best, second])
      assert.match(kept.messages, new RegExp(`${id} waits for your word: .*queue start .*${path.join('moved', id)}`));
    assert.doesNotMatch(kept.messages, /cannot go on/);
    assert.deepEqual(await extensions(moved), []);
    const shown = await runCli(['show', path.join(moved, best)], cli());
    assert.match(shown.output, /it is to go on, and waits for your word/);
    for (const id of [best, second]) {
      const started = await runCli(['queue', 'start', path.join(moved, id)], cli());
      assert.equal(started.exitCode, 0, started.messages);
      assert.match(started.messages, /goes on/);
    }
    const again = await keep(moved);
    assert.equal(again.exitCode, 0, again.messages);
    // Those of one second stand in the order of what is random in their names.
    assert.deepEqual(
      new Set(await extensions(moved)),
      new Set([
        { of: best, state: 'completed' },
        { of: second, state: 'completed' },
      ]),
    );
  });

  it('counts as one that failed where it has no checkpoint left, and the next best takes its place', async () => {
    const [best, second, third] = await sweepToFirstRung();
    assert.ok(best && second && third);
    await rm(runFiles(best).checkpoints, { recursive: true });
    await writeFile(path.join(runFiles(second).checkpoints, '0', 'parameters.f32'), 'damage');
    const kept = await keep();
    assert.equal(kept.exitCode, 0, kept.messages);
    assert.match(
      kept.messages,
      /goes on from \S+ by successive halving\. The new run goes without the checkpoint of meta-iteration 0\. /,
    );
    assert.match(kept.messages, /cannot go on by successive halving, and counts as one that failed on its rung/);
    assert.deepEqual(
      (await extensions(runsFolder())).map(({ of }) => of).toSorted(),
      [second, third].map((directory) => path.basename(directory)).toSorted(),
    );
    const shown = await runCli(['show', best], cli());
    assert.match(shown.output, /no checkpoint that it could go on from/);
  });

  /** Lets go on what may, and hears of what keeps runs from it. */
  async function promoteInPlaces(room: number) {
    const told: string[] = [];
    const groups = halvedGroupsOf(await runsIn(runsFolder()));
    const issuer = {
      secret: await userSecret(path.join(folder(), 'reptile-lab')),
      outstanding: OutstandingTickets.inMemory(),
    };
    const promotions = await withFolderLock(runsFolder(), (hold) =>
      promoteRuns(groups, {
        hold,
        issuer,
        askedBy: 'terminal',
        room,
        topRank: 1,
        onError: (error) => told.push(String(error)),
      }),
    );
    assert.ok(promotions);
    return { promoted: promotions.promoted, obstacles: [...promotions.obstacles], told };
  }

  /** The same while the system refuses to open anything in `place`. */
  async function promoteRefused(place: string, code: string) {
    const { open } = fileSystem;
    const refusing = mock.method(fileSystem, 'open', (...given: Parameters<typeof open>) => {
      if (!String(given[0]).startsWith(place)) return open(...given);
      return Promise.reject(Object.assign(new Error(`${code}: refused, open '${place}'`), { code, syscall: 'open' }));
    });
    syncBuiltinESMExports();
    try {
      return await promoteInPlaces(4);
    } finally {
      refusing.mock.restore();
      syncBuiltinESMExports();
    }
  }

  it('keeps its place where the system does not let its checkpoint be read just now, and goes on when it does', async () => {
    const [best, second] = await sweepToFirstRung();
    assert.ok(best && second);
    const origins = async () => (await extensions(runsFolder())).map(({ of }) => of).toSorted();
    for (const code of ['EACCES', 'EIO', 'EMFILE', 'ESTALE']) {
      const refused = await promoteRefused(runFiles(best).checkpoints, code);
      assert.deepEqual(await origins(), [path.basename(second)], code);
      assert.deepEqual(refused.obstacles, [], code);
      assert.match(refused.told.join(), new RegExp(`${path.basename(best)} is to go on .* tried again`), code);
    }
    assert.deepEqual((await promoteInPlaces(4)).told, []);
    assert.deepEqual(await origins(), [best, second].map((directory) => path.basename(directory)).toSorted());
  });

  /** A command in this process, on a disk that takes no further run; whoever waits finds that its time has come. */
  async function onFullDisk(words: readonly string[]): Promise<{ readonly exitCode: number; readonly said: string }> {
    const { terminal, messages } = recordTerminal(false);
    const { open } = fileSystem;
    const isFull = () => {
      const [code, syscall] = ['ENOSPC', 'write'];
      return Object.assign(new Error('ENOSPC: no space left on device, write'), { code, syscall });
    };
    const isRun = (name: string) => /^\d/.test(name);
    mock.method(fileSystem, 'open', async (...given: Parameters<typeof open>) => {
      const isOfNewRun = String(given[0]).startsWith(path.join(runsFolder(), '.unfinished-'));
      if (isOfNewRun && (await readdir(runsFolder())).filter(isRun).length >= 4) throw isFull();
      return open(...given);
    });
    syncBuiltinESMExports();
    const realNow = performance.now.bind(performance);
    let ahead = 0;
    // While one is at work, it would be taken for silent.
    const areOver = () => {
      const runs = existsSync(runsFolder()) ? readdirSync(runsFolder()).filter(isRun) : [];
      const manifests = runs.map((run) => readFileSync(runFiles(path.join(runsFolder(), run)).manifest, 'utf8'));
      return runs.length >= 4 && manifests.every((text) => text.includes('"state": "completed"'));
    };
    mock.method(performance, 'now', () => {
      if (ahead > 0 || areOver()) ahead += 10_000;
      return realNow() + ahead;
    });
    const before = process.env.XDG_DATA_HOME;
    process.env.XDG_DATA_HOME = folder();
    try {
      const context = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
      const exitCode = await runCommandLine(words, context);
      return { exitCode, said: messages() };
    } finally {
      if (before === undefined) delete process.env.XDG_DATA_HOME;
      else process.env.XDG_DATA_HOME = before;
      mock.restoreAll();
      syncBuiltinESMExports();
    }
  }

  it('keeps its place on a full disk, where a sweep and whoever keeps the queue say so and end with exit code 1', async () => {
    const file = await writeSweep();
    const swept = await onFullDisk(['sweep', file, '--runs', runsFolder(), '--at-once', '2']);
    const kept = await onFullDisk(['queue', 'keep', '--runs', runsFolder(), '--at-once', '2']);
    for (const { exitCode, said } of [swept, kept]) {
      assert.equal(exitCode, 1, said);
      const told = [...said.matchAll(/.*is to go on by successive halving and keeps its place.*/g)].map(String);
      // Of the first two that come to the end one is among the best as yet.
      assert.ok(told.length >= 2, said);
      assert.equal(new Set(told).size, told.length, 'each is told once');
      for (const line of told)
        assert.match(
          line,
          /just now: \S*runs cannot be written: the disk is full\. Free some space and try again\. It is tried/,
        );
      assert.match(said, /2 runs are still to go on by successive halving\. .* queue keep --runs /);
    }
    const there = await keep();
    assert.equal(there.exitCode, 0, there.messages);
    assert.equal((await extensions(runsFolder())).length, 2);
  });

  it('goes on once where whoever lets it is frozen meanwhile, and another one takes the queue over', async () => {
    const [best, second] = await sweepToFirstRung();
    assert.ok(best && second);
    const { mkdir } = fileSystem;
    let successor: ReturnType<typeof promoteInPlaces> | undefined;
    // What the new run takes over is about to be copied: long enough for another one, who finds the lock abandoned.
    const freezing = mock.method(fileSystem, 'mkdir', async (...given: Parameters<typeof mkdir>) => {
      if (successor === undefined && String(given[0]).includes('.unfinished-')) {
        rmSync(path.join(runsFolder(), '.launching'));
        successor = promoteInPlaces(4);
        await successor;
      }
      return mkdir(...given);
    });
    syncBuiltinESMExports();
    try {
      await assert.rejects(promoteInPlaces(4), /was frozen.* taken over/);
    } finally {
      freezing.mock.restore();
      syncBuiltinESMExports();
    }
    const { promoted, told } = (await successor) ?? assert.fail('nobody took it over');
    assert.deepEqual(told, []);
    assert.equal(promoted.length, 2);
    const origins = (await extensions(runsFolder())).map(({ of }) => of);
    assert.deepEqual(origins.toSorted(), [best, second].map((directory) => path.basename(directory)).toSorted());
    assert.deepEqual(
      (await readdir(runsFolder())).filter((name) => name.startsWith('.unfinished-')),
      [],
    );
    for (const directory of promoted) {
      const { continues, id } = await readManifest(directory);
      const origin = await readManifest(path.join(runsFolder(), continues?.run ?? ''));
      assert.equal(origin.promotedAs, id);
      // Whoever notes it last learns who was first.
      assert.equal(await notePromotion(path.join(runsFolder(), origin.id), 'another'), id);
      assert.equal((await readManifest(path.join(runsFolder(), origin.id))).promotedAs, id);
    }
  });

  it('is tried again where somebody else is writing, and keeps its place', async () => {
    const [best, second] = await sweepToFirstRung();
    assert.ok(best && second);
    const { promoted, obstacles, told } = await withRunLock(best, () => withRunLock(second, () => promoteInPlaces(1)));
    assert.deepEqual([promoted, obstacles], [[], []]);
    assert.equal(told.length, 2, told[0]);
    assert.equal((await promoteInPlaces(1)).promoted.length, 2);
  });
});
