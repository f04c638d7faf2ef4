// What a person agrees to who agrees to a program that trains: its own files, as they lie there then.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { chmod, mkdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import { nameExecuted } from '../../../src/cli/announceExecution.ts';
import { describeExecution } from '../../../src/cli/mcp/askClient.ts';
import { agreementOn, refuseOtherThan } from '../../../src/launchers/frozenPart.ts';
import { isMadeHere, recordMadeHere } from '../../../src/launchers/madeHere.ts';
import { OutstandingTickets } from '../../../src/launchers/outstandingTickets.ts';
import { enqueue } from '../../../src/launchers/waitingRun.ts';
import { executionOf } from '../../../src/runs/executionOf.ts';
import { readAnyFrozenExperiment } from '../../../src/runs/frozenExperiment.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { digestsOfPrograms } from '../../../src/runs/programFiles.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { localLauncher } from '../../../src/runs/runOrigin.ts';
import { failReads } from '../../support/failingReads.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { testSecret } from '../../support/testSecret.ts';
import { waitFor } from '../../support/waitFor.ts';
import { newProgramRun } from '../trainer/external/programFixture.ts';

describe('the files of a program that trains', () => {
  const folder = useTemporaryFolder();

  it('are what the person agreed to, or nothing is executed', async () => {
    const directory = await newProgramRun(folder(), 'echo good', { command: ['sh', 'train.sh', 'figures.csv'] });
    const manifest = await readManifest(directory);
    const agreed = await agreementOn(directory, manifest);
    await writeFile(path.join(folder(), 'project', 'figures.csv'), 'data may change');
    await refuseOtherThan(agreed, directory, manifest);
    await recordMadeHere(directory, testSecret, agreed);
    assert.ok(await isMadeHere(directory, await readManifest(directory), testSecret));
    await writeFile(path.join(folder(), 'project', 'train.sh'), 'echo exchanged');
    await assert.rejects(refuseOtherThan(agreed, directory, manifest), /has changed since you were asked/);
    assert.ok(!(await isMadeHere(directory, await readManifest(directory), testSecret)));
  });

  it('are what the person agreed to also where they are exchanged while the run is queued', async () => {
    const directory = await newProgramRun(folder(), 'echo good');
    await changeManifest(directory, { launcher: localLauncher });
    const manifest = await readManifest(directory);
    const agreed = await agreementOn(directory, manifest);
    let looks = 0;
    const issuer = {
      outstanding: OutstandingTickets.inMemory(),
      /** It is asked for once for the proof, and once for the ticket. */
      get secret() {
        if (++looks === 2) writeFileSync(path.join(folder(), 'project', 'train.sh'), 'echo exchanged');
        return testSecret;
      },
    };
    const asked = { askedBy: 'editor', acceptsChangedData: false } as const;
    await assert.rejects(enqueue(directory, issuer, asked, agreed), /has changed since you were asked/);
    assert.equal(looks, 2);
    assert.equal((await readManifest(directory)).queueTicket, null);
  });

  it('of a run that the person made stay theirs, whatever becomes of them', async () => {
    const directory = await newProgramRun(folder(), 'echo one');
    await recordMadeHere(directory, testSecret);
    await writeFile(path.join(folder(), 'project', 'train.sh'), 'echo two');
    assert.ok(await isMadeHere(directory, await readManifest(directory), testSecret));
  });

  it('are the program itself, and arguments that are called like one, once each, also where they are not there', async () => {
    const place = (name: string) => path.join(folder(), name);
    await writeFile(place('own'), 'a program');
    const programs = [
      ['./own', 'a.py', '--data', 'b.csv'],
      ['own', 'a.py', 'B.PS1'],
    ];
    const before = await digestsOfPrograms(programs, folder());
    assert.deepEqual(Object.keys(before), [place('B.PS1'), place('a.py'), place('own')]);
    assert.deepEqual([before[place('a.py')], before[place('own')]?.length], ['', 64]);
    await symlink(place('own'), place('a.py'));
    const after = await digestsOfPrograms(programs, folder());
    assert.equal(after[place('a.py')], before[place('own')]);
    await rm(place('own'));
    assert.equal((await digestsOfPrograms(programs, folder()))[place('own')], '');
  });

  it('are whatever a command executes: named without an ending, behind an equals sign, or as a module', async () => {
    const place = (name: string) => path.join(folder(), name);
    const cases: Readonly<Record<string, readonly string[]>> = {
      train: ['sh', './train'],
      'tool.dat': ['env', 'A=1', './tool.dat'],
      'script.txt': ['sh', 'script.txt'],
      'app.pyz': ['python3', 'app.pyz'],
      'hook.mjs': ['node', '--import=./hook.mjs', 'main.mjs', 'data.txt'],
      'train.mk': ['make', '-f', 'train.mk'],
      'package/module.py': ['python3', '-m', 'package.module'],
      'package/__init__.py': ['python3', '-mpackage.module'],
      'package/__main__.py': ['python3', '-m', 'package'],
      'letters.py': ['python3', '-um', 'letters'],
      'joined.py': ['python3', '-Bumjoined'],
      'launched.py': ['torchrun', '--module', 'launched'],
      'equals.py': ['accelerate', 'launch', '--module=equals'],
      'folder/__main__.py': ['python3', './folder/'],
      'folder/index.js': ['node', 'folder'],
      'folder/package.json': ['node', 'folder'],
      'script.js': ['node', './script'],
      'hook.cfg': ['/usr/bin/python3.12', '-u', 'hook.cfg', 'data.txt'],
      'tool.whl': ['python3', 'tool.whl'],
    };
    await mkdir(place('package'));
    await mkdir(place('folder'));
    await writeFile(place('data.txt'), 'data');
    for (const name of Object.keys(cases)) await writeFile(place(name), '#! good');
    await writeFile(place('tool.dat'), 'good');
    await writeFile(place('hook.cfg'), 'good');
    await chmod(place('tool.dat'), 0o755);
    for (const [name, command] of Object.entries(cases)) {
      if (name === 'tool.dat' && process.platform === 'win32') continue;
      const before = await digestsOfPrograms([command], folder());
      await writeFile(place(name), name === 'hook.cfg' ? 'evil' : '#! evil');
      const after = await digestsOfPrograms([command], folder());
      assert.ok(place(name) in before && before[place(name)] !== after[place(name)], name);
      assert.ok(!(place('data.txt') in after));
    }
  });

  it('are the script of an interpreter whatever it is called, and what options before it name, but not its data', async () => {
    const place = (name: string) => path.join(folder(), name);
    const cases: readonly (readonly [command: string, covered: readonly string[]])[] = [
      ['python3 -W ignore train.txt data.csv', ['train.txt']],
      ['python3 -Wignore -X dev -u train.txt data.csv', ['train.txt']],
      ['python3 -Bu -- train.txt data.csv', ['train.txt']],
      ['env A=1 python3 train.txt --data data.csv', ['train.txt']],
      ['nice -n 1 /usr/bin/python3.12 -W ignore train.txt data.csv', ['train.txt']],
      ['busybox sh -eux +e train.txt data.csv', ['train.txt']],
      ['bash -o pipefail train.txt data.csv', ['train.txt']],
      ['sh +x train.txt data.csv', ['train.txt']],
      ['powershell -NoProfile -File train.txt', ['train.txt']],
      ['py -3 train.txt', ['train.txt']],
      ['node --import ./hook.dat train.txt data.csv', ['hook.dat', 'train.txt']],
      ['node --import ./hook.mjs train.txt data.csv', ['hook.mjs', 'train.txt']],
      ['node --enable-source-maps --import=./hook.dat train.mjs data.csv', ['hook.dat', 'train.mjs']],
      ['node --enable-source-maps train.mjs --out data.csv', ['train.mjs']],
      ['node --test-reporter spec train.txt data.csv', ['train.txt']],
      ['ruby -r./hook.dat train.txt data.csv', ['hook.dat', 'train.txt']],
      ['deno run --allow-read train.txt', ['train.txt']],
      ['torchrun --nproc-per-node 2 train.txt --data data.csv', ['train.txt']],
      ['torchrun --standalone train.py --data data.csv', ['train.py']],
      ['python3 -m package --data data.csv', []],
      ['python3 -uc pass data.csv', []],
      ['./own train.txt data.csv', ['own']],
    ];
    const names = ['train.txt', 'train.mjs', 'train.py', 'hook.dat', 'hook.mjs', 'data.csv', 'own'];
    for (const name of names) await writeFile(place(name), 'text');
    for (const [command, covered] of cases) {
      const digests = await digestsOfPrograms([command.split(' ')], folder());
      assert.deepEqual(Object.keys(digests), covered.map(place), command);
    }
  });

  it('are not exchanged behind an option’s value or another program', async () => {
    for (const command of [
      ['sh', '-o', 'errexit', 'train.txt'],
      ['env', 'sh', 'train.txt'],
    ]) {
      const directory = await newProgramRun(folder(), 'echo good', { command });
      const manifest = await readManifest(directory);
      const script = path.join(folder(), 'project', 'train.txt');
      await writeFile(script, 'echo good');
      const agreed = await agreementOn(directory, manifest);
      await refuseOtherThan(agreed, directory, manifest);
      await writeFile(script, 'echo exchanged');
      await assert.rejects(refuseOtherThan(agreed, directory, manifest), /has changed since you were asked/);
    }
  });

  it('are also what a folder’s description names, and zips with a program in them, but no zips of data', async () => {
    const place = (name: string) => path.join(folder(), name);
    await mkdir(place('tool/lib/deep'), { recursive: true });
    const zipOf = (name: string, text: string) => zipSync({ [name]: new TextEncoder().encode(text) });
    await writeFile(place('data.zip'), zipOf('rows.csv', 'a'));
    const digests = () =>
      digestsOfPrograms(
        [
          ['node', 'tool'],
          ['python3', 'app.zip', '--data=data.zip'],
        ],
        folder(),
      );
    for (const [main, file] of [
      ['./lib/start.mjs', 'tool/lib/start.mjs'],
      ['lib/plain', 'tool/lib/plain.js'],
      ['lib/deep', 'tool/lib/deep/index.js'],
    ] as const) {
      await writeFile(place('tool/package.json'), JSON.stringify({ name: 'tool', main }));
      await writeFile(place(file), 'good');
      await writeFile(place('app.zip'), zipOf('__main__.py', 'good'));
      const before = await digests();
      assert.ok(!(place('data.zip') in before));
      await writeFile(place(file), 'evil');
      const after = await digests();
      assert.ok(place(file) in before && before[place(file)] !== after[place(file)], file);
      await writeFile(place('app.zip'), zipOf('__main__.py', 'evil'));
      assert.notEqual((await digests())[place('app.zip')], before[place('app.zip')]);
    }
    await writeFile(place('tool/package.json'), 'no JSON');
    assert.ok(place('tool/package.json') in (await digests()));
  });

  it('that cannot be read just now are not taken for others', async () => {
    const directory = await newProgramRun(folder(), 'echo a script of so many bytes');
    const manifest = await readManifest(directory);
    await recordMadeHere(directory, testSecret, await agreementOn(directory, manifest));
    const agreed = await readManifest(directory);
    assert.ok(await isMadeHere(directory, agreed, testSecret));
    const mend = await failReads((await stat(path.join(folder(), 'project', 'train.sh'))).size, 0);
    try {
      await assert.rejects(isMadeHere(directory, agreed, testSecret), /cannot be told just now/);
    } finally {
      mend();
    }
    assert.ok(await isMadeHere(directory, agreed, testSecret));
  });

  it('that are too long to be read are not exchanged unseen', async () => {
    const file = path.join(folder(), 'train.sh');
    const padding = '#'.repeat(16 * 1024 * 1024);
    await writeFile(file, `echo good\n${padding}`);
    const before = await digestsOfPrograms([['sh', 'train.sh']], folder());
    assert.deepEqual(await digestsOfPrograms([['sh', 'train.sh']], folder()), before);
    const { atime, mtime } = await stat(file);
    const { ctimeMs } = await stat(file);
    await waitFor('another time', async () => {
      await writeFile(file, `echo evil\n${padding}`);
      await utimes(file, atime, mtime);
      return (await stat(file)).ctimeMs !== ctimeMs;
    });
    assert.notDeepEqual(await digestsOfPrograms([['sh', 'train.sh']], folder()), before);
  });

  it('are covered where texts of parameters, or the folder of the run, name them', async () => {
    const cases = [
      { command: ['sh', '${parameters.script}'], parameters: { script: 'train.sh' }, file: 'project/train.sh' },
      { command: ['sh', '${run}/own.sh'], parameters: {}, file: undefined },
      // What a text says is not replaced again.
      { command: ['sh', '${parameters.a}'], parameters: { a: '${run}/t.sh' }, file: 'project/${run}/t.sh' },
      { command: ['sh', 't${seed}-${parameters.n}.sh'], parameters: { n: 3 }, file: 'project/t0-3.sh' },
    ];
    for (const { command, parameters, file } of cases) {
      const directory = await newProgramRun(folder(), 'echo good', { command, parameters });
      const manifest = await readManifest(directory);
      const { program } = runFiles(directory);
      for (const each of [program, path.join(folder(), 'project', '${run}')]) await mkdir(each, { recursive: true });
      const place = file === undefined ? path.join(program, 'own.sh') : path.join(folder(), file);
      await writeFile(place, 'echo good');
      const agreed = await agreementOn(directory, manifest);
      await refuseOtherThan(agreed, directory, manifest);
      await writeFile(place, 'echo exchanged');
      await assert.rejects(refuseOtherThan(agreed, directory, manifest), /has changed since you were asked/);
    }
  });

  it('and the commands are told with texts of parameters in their places', async () => {
    const command = ['${parameters.a}', '${parameters.b}', 'x${parameters.c}', '--lr=${parameters.lr}', '${seed}'];
    const parameters = { a: 'sh', b: '-c', c: 'echo ${seed}', lr: 0.1 };
    const directory = await newProgramRun(folder(), 'echo good', { command, resume: ['${parameters.a}'], parameters });
    const manifest = await readManifest(directory);
    const { experiment } = await readAnyFrozenExperiment(directory, manifest);
    const execution = executionOf(directory, manifest, experiment);
    assert.deepEqual(execution.programs, [['sh', '-c', 'xecho ${seed}', '--lr=${parameters.lr}', '${seed}'], ['sh']]);
    const { terminal, messages } = recordTerminal(false);
    nameExecuted(execution, terminal.messages);
    assert.match(messages(), /Trained by sh -c "xecho \$\{seed\}"/);
    assert.match(messages(), /Gone on with by sh\n/);
  });

  it('and a command that is too long to be shown whole is agreed to by nobody', () => {
    const long = ['sh', '-c', `true ${'x'.repeat(800)}; echo unseen`];
    const execution = { programs: [long], taskModule: undefined, engineFolder: undefined, data: [], elsewhere: [] };
    assert.throws(() => describeExecution(execution), /has 8\d\d characters, more than the 800 that a person is shown/);
    assert.equal(describeExecution({ ...execution, programs: [['sh', 'a b']] }), 'executes sh "a b"');
  });
});
