// A program's run that is resumed by a word that names no run: what it executes is what was looked at.

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { userFolder } from '../../../src/base/userFolder.ts';
import { userSecret } from '../../../src/base/userSecret.ts';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { resumeCommand } from '../../../src/cli/commands/resumeRun.ts';
import { agreementOn } from '../../../src/launchers/frozenPart.ts';
import { recordMadeHere } from '../../../src/launchers/madeHere.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newProgramRun } from '../trainer/external/programFixture.ts';

describe('reptile-lab resume latest, of a run that the person agreed to', () => {
  const folder = useTemporaryFolder();
  const kept = process.env.XDG_DATA_HOME;
  before(function () {
    // There is no shell, and the user's folder lies elsewhere.
    if (process.platform !== 'linux') this.skip();
  });
  beforeEach(() => {
    process.env.XDG_DATA_HOME = path.join(folder(), 'user');
  });
  afterEach(() => {
    if (kept === undefined) delete process.env.XDG_DATA_HOME;
    else process.env.XDG_DATA_HOME = kept;
  });

  async function resumeWith(onMessage: (text: string) => void) {
    const directory = await newProgramRun(folder(), 'touch good');
    const agreed = await agreementOn(directory, await readManifest(directory));
    await recordMadeHere(directory, await userSecret(userFolder()), agreed);
    const { terminal } = recordTerminal(false, onMessage);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    await resumeCommand(context).parseAsync(['latest', '--runs', path.dirname(directory)], { from: 'user' });
    return readManifest(directory);
  }

  it('executes what was agreed to', async () => {
    assert.equal((await resumeWith(() => {})).state, 'completed');
    assert.ok(existsSync(path.join(folder(), 'project', 'good')));
  });

  it('executes nothing that lies there by the time that it starts', async () => {
    const { failure } = await resumeWith((text) => {
      if (text.startsWith('Trained by')) writeFileSync(path.join(folder(), 'project', 'train.sh'), 'touch other');
    });
    assert.deepEqual(failure, { code: 'programChanged' });
    assert.ok(!existsSync(path.join(folder(), 'project', 'other')));
  });
});
