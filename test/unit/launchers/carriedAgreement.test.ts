// What a person agreed to of a program's run, carried over to one that was made of it: the files of the program.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { agreementCarriedTo, agreementOn } from '../../../src/launchers/frozenPart.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { areUnchanged } from '../../../src/runs/programFiles.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newProgramRun, type TrainerChanges } from '../trainer/external/programFixture.ts';

describe('what is agreed to of a program that is started again', () => {
  const folder = useTemporaryFolder();
  const place = (name: string) => path.join(folder(), 'project', name);
  const newRun = (changes: TrainerChanges) => newProgramRun(folder(), 'echo good', changes);

  async function carry(origin: string, made: string, isChanged: boolean): Promise<string> {
    const manifest = await readManifest(origin);
    const agreed = await agreementOn(origin, manifest);
    return agreementCarriedTo(made, await readManifest(made), { directory: origin, manifest, agreed, isChanged });
  }

  it('is no file that was not covered when the person was asked', async () => {
    const command = ['sh', 't${parameters.n}.sh'];
    const one = await newRun({ command, parameters: { n: 1 } });
    const two = await newRun({ command, parameters: { n: 2 } });
    for (const name of ['t1.sh', 't2.sh']) await writeFile(place(name), 'echo good');
    await carry(one, one, false);
    await assert.rejects(carry(one, two, false), /has changed since you were asked/);
    // The person has set the number.
    await carry(one, two, true);
    assert.ok(!areUnchanged({ 'a.sh': '1', 'b.sh': '2' }, { 'a.sh': '1' }));
    assert.ok(areUnchanged({ 'a.sh': '1' }, { 'a.sh': '1', 'b.sh': '2' }));
  });

  it('is nothing in the new run’s own folder but what lay in that of the other one', async () => {
    const changes = { command: ['sh', '${run}/own.sh'] };
    const [origin, made] = [await newRun(changes), await newRun(changes)];
    const own = (directory: string) => path.join(runFiles(directory).program, 'own.sh');
    for (const directory of [origin, made]) await mkdir(runFiles(directory).program);
    await writeFile(own(origin), 'echo good');
    for (const isChanged of [false, true]) await carry(origin, made, isChanged);
    await writeFile(own(made), 'echo good');
    for (const isChanged of [false, true]) await carry(origin, made, isChanged);
    await writeFile(own(made), 'echo other');
    for (const isChanged of [false, true])
      await assert.rejects(carry(origin, made, isChanged), /has changed since you were asked/);
  });
});
