// A new run directory: its name, its files, and that no half of one is ever seen.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import { existsSync } from 'node:fs';
import fileSystem, { mkdir, readdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { promisify } from 'node:util';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { createRun, type NewRun, slugOf } from '../../../src/runs/createRun.ts';
import { locateExperiment } from '../../../src/runs/locateExperiment.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

describe('a new run directory', () => {
  const folder = useTemporaryFolder();
  const source = Buffer.from('\uFEFF{ "name": "Ein Versuch", // ünïcode\r\n}', 'utf8');

  const newRun = (changes: Partial<NewRun> = {}): NewRun => ({
    runsFolder: path.join(folder(), '.reptile', 'runs'),
    experiment: sineExperiment({}, { name: 'MNIST: 5-way, 1-shot!', tags: ['a'], seed: 7 }),
    source,
    experimentPath: path.join(folder(), 'mnist.reptile.json'),
    overrides: ['seed=7'],
    askedBy: 'terminal',
    launcher: null,
    version: '1.2.3',
    ...changes,
  });

  it('is named by time, experiment and chance', async () => {
    const before = compact(Date.now());
    const directory = await createRun(newRun());
    const [, time = '', slug, chance] = /^(\d{8}T\d{6}Z)-(.*)-([0-9a-f]{4})$/.exec(path.basename(directory)) ?? [];
    assert.ok(path.isAbsolute(directory));
    assert.ok(time >= before && time <= compact(Date.now()));
    assert.equal(slug, 'mnist-5-way-1-shot');
    assert.notEqual(chance, undefined);
  });

  it('holds the source byte for byte, the whole experiment and a queued manifest', async () => {
    const run = newRun();
    const directory = await createRun(run);
    const files = runFiles(directory);
    assert.deepEqual(await readFile(files.source), source);
    assert.deepEqual(experimentSchema.parse(JSON.parse(await readFile(files.experiment, 'utf8'))), run.experiment);
    const manifest = await readManifest(directory);
    assert.equal(manifest.id, path.basename(directory));
    assert.deepEqual(manifest.process, currentProcess());
    assert.equal(
      (await readManifest(await createRun(newRun({ askedBy: 'editor', launcher: { kind: 'local' } })))).process,
      null,
    );
    const { name, tags, seed, state, askedBy, launcher, overrides, experimentPath, metaIterations, versions } =
      manifest;
    assert.deepEqual(
      {
        name,
        tags,
        seed,
        state,
        askedBy,
        launcher,
        overrides,
        experimentPath,
        metaIterations,
        version: versions.reptileLab,
      },
      {
        name: 'MNIST: 5-way, 1-shot!',
        tags: ['a'],
        seed: 7,
        state: 'queued',
        askedBy: 'terminal',
        launcher: null,
        overrides: ['seed=7'],
        experimentPath: run.experimentPath,
        metaIterations: 10,
        version: '1.2.3',
      },
    );
  });

  it('keeps runs of the same second apart', async () => {
    const directories = await Promise.all(Array.from({ length: 8 }, () => createRun(newRun())));
    assert.equal(new Set(directories).size, 8);
  });

  it('takes another name when chance gives one that is taken, by a run or by one in the making', async () => {
    const times = Array.from({ length: 3 }, (_, seconds) => compact(Date.now() + seconds * 1000));
    const runs = newRun().runsFolder;
    const chances = ['aaaa', 'bbbb', 'cccc'].map((hex) => Buffer.from(hex, 'hex'));
    for (const time of times) {
      await mkdir(path.join(runs, `${time}-toy-aaaa`, 'checkpoints'), { recursive: true });
      await mkdir(path.join(runs, `.unfinished-${time}-toy-bbbb`));
    }
    const chance = mock.method(crypto, 'randomBytes', () => chances.shift() ?? Buffer.from('dddd', 'hex'));
    syncBuiltinESMExports();
    try {
      const experiment = sineExperiment({}, { name: 'toy' });
      assert.match(path.basename(await createRun(newRun({ experiment }))), /^\d{8}T\d{6}Z-toy-cccc$/);
    } finally {
      chance.mock.restore();
      syncBuiltinESMExports();
    }
  });

  it('goes when the process that made it died before it was complete, which others in the making outlive', async () => {
    const runs = newRun().runsFolder;
    const names = [`${compact(0)}-old-00ff`, `${compact(0)}-new-00ff`, 'novel', `${compact(0)}-novel`];
    const folders = names.map((name) => path.join(runs, `.unfinished-${name}`));
    for (const unfinished of folders) await mkdir(path.join(unfinished, 'checkpoints'), { recursive: true });
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    for (const old of folders.filter((unfinished) => !unfinished.includes('-new-')))
      await utimes(old, twoHoursAgo, twoHoursAgo);
    await createRun(newRun());
    // What only begins like one of ours is somebody's.
    assert.deepEqual(
      folders.map((unfinished) => existsSync(unfinished)),
      [false, true, true, true],
    );
  });

  it('comes into being beside leftovers that the system does not allow to be removed, and beside somebody’s folder', async () => {
    const runs = newRun().runsFolder;
    const [stuck, kept] = ['stuck', 'kept'].map((name) => path.join(runs, `.unfinished-${compact(0)}-${name}-00ff`));
    assert.ok(stuck !== undefined && kept !== undefined);
    for (const left of [stuck, kept]) await mkdir(path.join(left, 'checkpoints'), { recursive: true });
    await writeFile(path.join(kept, 'thesis.tex'), '');
    for (const left of [stuck, kept]) await utimes(left, 0, 0);
    const refusal = Object.assign(new Error(`EACCES: permission denied, unlink '${stuck}/f'`), {
      code: 'EACCES',
      syscall: 'unlink',
    });
    const { rm } = fileSystem;
    const refusing = mock.method(fileSystem, 'rm', (place: string, options: object) =>
      place === stuck ? Promise.reject(refusal) : rm(place, options),
    );
    syncBuiltinESMExports();
    try {
      assert.ok(existsSync(runFiles(await createRun(newRun())).manifest));
      assert.ok(refusing.mock.calls.some(({ arguments: [place] }) => place === stuck));
      assert.ok(existsSync(path.join(kept, 'thesis.tex')));
    } finally {
      refusing.mock.restore();
      syncBuiltinESMExports();
    }
  });

  it('comes into being in a .reptile folder in which nothing else may be written', async () => {
    await mkdir(newRun().runsFolder, { recursive: true });
    const { writeFile: write } = fileSystem;
    const refusal = Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES', syscall: 'open' });
    const refusing = mock.method(fileSystem, 'writeFile', (...given: Parameters<typeof write>) =>
      String(given[0]).endsWith('.gitignore') ? Promise.reject(refusal) : write(...given),
    );
    syncBuiltinESMExports();
    try {
      assert.ok(existsSync(runFiles(await createRun(newRun())).manifest));
    } finally {
      refusing.mock.restore();
      syncBuiltinESMExports();
    }
  });

  it('finds its experiment file again when the project moved with it, and when it moved alone', async () => {
    const project = path.join(folder(), 'project');
    const experimentPath = path.join(project, 'experiments', 'toy.reptile.json');
    await mkdir(path.dirname(experimentPath), { recursive: true });
    await writeFile(experimentPath, '');
    const run = await createRun(newRun({ runsFolder: path.join(project, '.reptile', 'runs'), experimentPath }));
    const manifest = await readManifest(run);
    assert.equal(locateExperiment(run, manifest), experimentPath);

    const alone = path.join(folder(), path.basename(run));
    await rename(run, alone);
    assert.equal(locateExperiment(alone, manifest), experimentPath);

    await rename(alone, run);
    const elsewhere = path.join(folder(), 'elsewhere');
    await rename(project, elsewhere);
    const moved = path.join(elsewhere, '.reptile', 'runs', path.basename(run));
    assert.equal(locateExperiment(moved, manifest), path.join(elsewhere, 'experiments', 'toy.reptile.json'));
  });

  it('leaves nothing behind when it cannot be completed', async () => {
    const run = newRun();
    await createRun(run);
    const before = await readdir(run.runsFolder);
    const circular: Record<string, unknown> = { ...run.experiment };
    circular.self = circular;
    await assert.rejects(createRun({ ...run, experiment: { ...run.experiment, ...circular } }), TypeError);
    assert.deepEqual(await readdir(run.runsFolder), before);
  });

  it('stays out of git in a .reptile folder of its own, and leaves other folders and existing rules alone', async () => {
    await createRun(newRun());
    const ignoreFile = path.join(folder(), '.reptile', '.gitignore');
    await writeFile(ignoreFile, '*\n');
    await createRun(newRun());
    assert.equal(await readFile(ignoreFile, 'utf8'), '*\n!/views/\n!/views/*.json\n');
    await writeFile(ignoreFile, 'checkpoints/\n');
    await createRun(newRun());
    assert.equal(await readFile(ignoreFile, 'utf8'), 'checkpoints/\n');
    await mkdir(path.join(folder(), 'results'));
    await createRun(newRun({ runsFolder: path.join(folder(), 'results', 'runs') }));
    assert.equal(existsSync(path.join(folder(), 'results', '.gitignore')), false);
  });

  it('leaves views in git, and nothing else', async function () {
    const git = (...words: readonly string[]) => promisify(execFile)('git', words, { cwd: folder() });
    if ((await git('init').catch(() => undefined)) === undefined) return this.skip();
    await createRun(newRun());
    const views = path.join(folder(), '.reptile', 'views');
    await mkdir(views);
    await writeFile(path.join(views, 'paper.json'), '{}');
    await writeFile(path.join(views, 'paper.json.tmp'), '{}');
    const { stdout } = await git('status', '--short', '--untracked-files=all');
    assert.deepEqual(stdout.trim().split('\n'), ['?? .reptile/views/paper.json']);
  });

  it('has a name that any file system takes', () => {
    assert.equal(slugOf('Größe: Ωmega / 漢字?'), 'größe-ωmega-漢字');
    assert.equal(slugOf('हिन्दी 1'), 'हिन्दी-1');
    assert.equal(slugOf('../../etc/passwd'), 'etc-passwd');
    assert.equal(slugOf('***'), 'run');
    assert.equal(slugOf('x'.repeat(200)), 'x'.repeat(40));
    assert.equal(slugOf(`${'x'.repeat(39)} y`), 'x'.repeat(39));
    assert.equal(slugOf(`${'x'.repeat(39)}𠀀𠀁`), `${'x'.repeat(39)}𠀀`);
  });
});

function compact(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
}
