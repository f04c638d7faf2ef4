// What a person agrees to who agrees to a program that trains: its own files, as they lie there then.

import assert from 'node:assert/strict';
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { agreementOn, refuseOtherThan } from '../../../src/launchers/frozenPart.ts';
import { isMadeHere, recordMadeHere } from '../../../src/launchers/madeHere.ts';
import { digestsOfPrograms } from '../../../src/launchers/programFiles.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
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
});
