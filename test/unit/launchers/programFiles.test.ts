// What a person agrees to who agrees to a program that trains: its own files, as they lie there then.

import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nameExecuted } from '../../../src/cli/announceExecution.ts';
import { describeExecution } from '../../../src/cli/mcp/askClient.ts';
import { agreementOn, refuseOtherThan } from '../../../src/launchers/frozenPart.ts';
import { isMadeHere, recordMadeHere } from '../../../src/launchers/madeHere.ts';
import { digestsOfPrograms } from '../../../src/launchers/programFiles.ts';
import { executionOf } from '../../../src/runs/executionOf.ts';
import { readAnyFrozenExperiment } from '../../../src/runs/frozenExperiment.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { testSecret } from '../../support/testSecret.ts';
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

  it('are covered where texts of parameters, or the folder of the run, name them', async () => {
    const cases = [
      { command: ['sh', '${parameters.script}'], parameters: { script: 'train.sh' }, file: 'project/train.sh' },
      { command: ['sh', '${run}/own.sh'], parameters: {}, file: undefined },
    ];
    for (const { command, parameters, file } of cases) {
      const directory = await newProgramRun(folder(), 'echo good', { command, parameters });
      const manifest = await readManifest(directory);
      const { program } = runFiles(directory);
      await mkdir(program, { recursive: true });
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
